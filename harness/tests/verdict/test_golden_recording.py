"""Recording when servers die: what was seen is kept, the guilty case is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from miniatures.outcomes import a_case, value

from sparity_lab.cases import Case
from sparity_lab.drivers.process import DriverCrashed, ServerGone
from sparity_lab.golden_recording import _outcomes
from sparity_lab.outcome.model import Outcome


class World:
    """A workshop, its bench and its driver in one; some cases kill the server."""

    def __init__(self, deadly: set[str]) -> None:
        self.deadly = deadly
        self.servers = 0
        self.up = False

    @contextmanager
    def server(self, target: Any) -> Iterator["World"]:
        self.servers += 1
        self.up = True
        yield self

    @contextmanager
    def bench(self, leg: Any, running: Any) -> Iterator["World"]:
        yield self

    def driver(self, role: str) -> "World":
        return self

    def run(self, case: Case, timeout_s: float, alive: Any) -> Outcome:
        if case.function in self.deadly:
            self.up = False
            raise DriverCrashed("the connection broke")
        return value(case.function)

    def alive(self) -> bool:
        return self.up

    def server_words(self) -> list[str]:
        return []

    def kill(self) -> None: ...

    def stop(self) -> None: ...


def leg(names: str) -> Any:
    cases = [a_case(id=f"p/s/{name}", function=name) for name in names]
    return SimpleNamespace(cases=cases, target=SimpleNamespace(name="4.1.1"))


def recorded(names: str, world: World, told: list[str]) -> list[tuple[str, Any]]:
    seen: list[tuple[str, Any]] = []
    _outcomes(
        leg(names),
        world,  # type: ignore[arg-type]
        told.append,
        lambda case, found: seen.append((case.function, found)),
    )
    return seen


def test_a_case_that_kills_its_server_is_named_and_the_others_are_recorded() -> None:
    world, told = World({"b"}), list[str]()
    seen = recorded("abc", world, told)
    assert [found == value(name) for name, found in seen] == [True, False, True]
    assert isinstance(seen[1][1], ServerGone)
    assert world.servers == 2
    assert any("died during p/s/b" in line for line in told)


def test_servers_that_die_again_and_again_end_the_recording() -> None:
    with pytest.raises(ServerGone):
        recorded("abcdefgh", World(set("abcdefgh")), [])
