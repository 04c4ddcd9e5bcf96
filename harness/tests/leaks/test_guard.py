"""The leak guard: who left something is named, and nobody else; looking stays cheap."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from miniatures.outcomes import a_case, observed, raised, value

from sparity_lab.cases import Case
from sparity_lab.leaks.guard import LeakGuard
from sparity_lab.outcome.model import Outcome
from sparity_lab.problems import InfraProblem
from sparity_lab.records import GuardRecord, Leak, LegKey

LEG = LegKey("4.3.0", "sparity", "batch-core")


class World:
    """A server, and cases of which some leave something on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.objects: dict[str, set[str]] = {"table": {"default.old"}, "setting": {"a=1"}}
        self.habits: dict[str, list[tuple[str, str]]] = {}
        self.stuck: set[str] = set()
        self.needs: dict[str, str] = {}
        self.reruns: list[str] = []
        self.now = 0.0
        self.look_s = 0.05
        self.looks = 0
        self.fails_at: int | None = None
        self.counter = 0

    def case(self, name: str, text: str = "") -> Case:
        file = self.folder / f"{name}.py"
        file.write_text(f"def {name}(spark):\n    return {text!r}\n")
        return a_case(id=f"batch-core/test_parity_x/{name}", function=name, file=file)

    def cases(self, number: int) -> list[Case]:
        return [self.case(f"case_{index}") for index in range(number)]

    def leaves(self, name: str, *objects: tuple[str, str]) -> None:
        self.habits[name] = list(objects)

    def does(self, case: Case) -> None:
        """What running the case does to the server."""
        for kind, name in self.habits.get(case.function, []):
            self.counter += 1
            if self.needs.get(case.function, "default.old") in self.objects["table"]:
                self.objects.setdefault(kind, set()).add(name.replace("?", str(self.counter)))

    def ask(self, case: Case) -> Outcome:
        if case.function == "sweep":
            for kind, name in json.loads(case.params or ""):
                if name not in self.stuck:
                    self.objects[kind].discard(name)
            return value(1)
        self.looks += 1
        self.now += self.look_s
        if self.fails_at == self.looks:
            raise InfraProblem("the driver ended")
        return observed(
            {kind: {"kind": "value", "value": sorted(n)} for kind, n in self.objects.items()}
        )

    def rerun(self, case: Case) -> None:
        self.reruns.append(case.function)
        self.does(case)

    def guard(self, *, shared: bool = False, least: int = 100) -> LeakGuard:
        return LeakGuard(
            LEG,
            self,
            shared=shared,
            least=least,
            clock=lambda: self.now,
            wait=lambda seconds: self.waits(seconds),
        )

    def waits(self, seconds: float) -> None:
        """Somebody else's table lasts for a second."""
        if seconds >= 1:
            self.objects["table"].discard("default.passing")

    def watched(self, guard: LeakGuard, cases: Iterable[Case]) -> list[GuardRecord]:
        guard.begins()
        known = list(cases)
        seen = []
        for case in known:
            self.does(case)
            record = guard.ran(case, last=case is known[-1])
            seen += [record] if record else []
        return seen

    def leaks(self, cases: Iterable[Case], **options: bool) -> list[Leak]:
        return [one for r in self.watched(self.guard(**options), cases) for one in r.leaks]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_cases_that_leave_nothing_are_not_run_again(world: World) -> None:
    (record,) = world.watched(world.guard(), world.cases(10))
    assert (record.cases, record.leaks, record.problem) == (10, [], "")
    assert world.reruns == []


@pytest.mark.parametrize("guilty", [0, 6, 12])
def test_the_guilty_case_among_many_is_named_with_what_it_left(world: World, guilty: int) -> None:
    cases = world.cases(13)
    world.leaves(f"case_{guilty}", ("table", "default.t"), ("function", "default.f"))
    (leak,) = world.leaks(cases)
    assert leak.case == cases[guilty].id
    assert leak.left == ["function default.f", "table default.t"]
    assert leak.how == "rerun"
    assert len(world.reruns) < 3 * len(cases)
    assert world.objects["table"] == {"default.old"}, "and the server is as it was"


@pytest.mark.parametrize("kind", ["database", "table", "global view", "function", "catalog"])
def test_every_kind_of_object_counts(world: World, kind: str) -> None:
    world.leaves("case_1", (kind, "left"))
    (leak,) = world.leaks(world.cases(4))
    assert (leak.left, leak.case) == ([f"{kind} left"], "batch-core/test_parity_x/case_1")


def test_two_guilty_cases_are_both_named(world: World) -> None:
    world.leaves("case_1", ("table", "default.one"))
    world.leaves("case_7", ("table", "default.two"))
    found = {leak.case: leak.left for leak in world.leaks(world.cases(9))}
    assert found == {
        "batch-core/test_parity_x/case_1": ["table default.one"],
        "batch-core/test_parity_x/case_7": ["table default.two"],
    }


def test_a_name_made_up_anew_each_time_does_not_hide_the_case(world: World) -> None:
    world.leaves("case_3", ("table", "default.t_?"))
    (leak,) = world.leaks(world.cases(8))
    assert leak.case == "batch-core/test_parity_x/case_3"


def test_what_cannot_be_removed_is_laid_to_the_one_case_that_speaks_of_it(world: World) -> None:
    world.stuck = {"spark.sql.ansi.enabled=true"}
    cases = [*world.cases(3), world.case("sets", "SET spark.sql.ansi.enabled = true")]
    world.leaves("sets", ("setting", "spark.sql.ansi.enabled=true"))
    (leak,) = world.leaks(cases)
    assert (leak.case, leak.how) == (cases[3].id, "name")


def test_what_only_happens_together_names_nobody_but_the_suspects(world: World) -> None:
    world.leaves("case_0", ("table", "default.first"))
    world.leaves("case_3", ("table", "default.second"))
    world.needs["case_3"] = "default.first"
    named = {leak.case for leak in world.leaks(world.cases(4))}
    assert named == {"batch-core/test_parity_x/case_0"}


def test_what_a_case_took_away_is_laid_to_the_one_that_speaks_of_it(world: World) -> None:
    drops = world.case("drops", "DROP TABLE old")
    guard = world.guard()
    guard.begins()
    world.objects["table"].clear()
    guard.ran(world.case("other"), last=False)
    record = guard.ran(drops, last=True)
    assert record is not None
    (leak,) = record.leaks
    assert (leak.case, leak.gone, leak.how) == (drops.id, ["table default.old"], "name")


def test_on_a_shared_server_nothing_is_run_again_or_removed(world: World) -> None:
    cases = [*world.cases(3), world.case("makes", "CREATE TABLE t")]
    world.leaves("makes", ("table", "default.t"))
    (leak,) = world.leaks(cases, shared=True)
    assert (leak.case, leak.how, leak.shared) == (cases[3].id, "name", True)
    assert world.reruns == []
    assert "default.t" in world.objects["table"]


def test_on_a_shared_server_what_nobody_here_speaks_of_is_somebody_elses(world: World) -> None:
    world.leaves("case_1", ("table", "default.theirs"))
    (leak,) = world.leaks(world.cases(3), shared=True)
    assert (leak.case, leak.is_certain) == (None, False)


def test_on_a_shared_server_what_comes_and_goes_is_nothing(world: World) -> None:
    world.leaves("case_1", ("table", "default.passing"))
    assert world.leaks(world.cases(3), shared=True) == []


def test_what_changes_by_itself_is_nobodys_leak(world: World) -> None:
    class Ticking(World):
        def ask(self, case: Case) -> Outcome:
            self.objects["setting"] = {"a=1", f"tick={self.looks}"}
            return super().ask(case)

    assert Ticking(world.folder).leaks(world.cases(3)) == []


def test_looking_costs_a_case_less_than_a_millisecond(world: World) -> None:
    world.look_s = 0.25
    records = world.watched(world.guard(), world.cases(1000))
    assert sum(record.cases for record in records) == 1000
    assert world.looks == 1 + 4
    spent = sum(record.seconds for record in records) - world.look_s
    assert spent / 1000 <= 0.001


def test_with_a_quick_look_it_still_does_not_look_all_the_time(world: World) -> None:
    world.look_s = 0.001
    world.watched(world.guard(), world.cases(250))
    assert world.looks == 1 + 3


def test_what_could_not_be_seen_for_once_is_nobodys_leak(world: World) -> None:
    guard = world.guard()
    seen, world.objects["table"] = world.objects["table"], {"cannot be seen: TimeoutError"}
    guard.begins()
    world.objects["table"] = seen
    world.leaves("case_1", ("function", "default.f"))
    world.does(world.case("case_1"))
    record = guard.ran(world.case("case_1"), last=True)
    assert record is not None
    assert [leak.left for leak in record.leaks] == [["function default.f"]]


def test_a_session_that_cannot_be_opened_is_no_empty_server(world: World) -> None:
    class Closed(World):
        def ask(self, case: Case) -> Outcome:
            return raised()

    closed = Closed(world.folder)
    (record,) = closed.watched(closed.guard(), world.cases(2))
    assert "a look at the server raises" in record.problem


@pytest.mark.parametrize("at", [1, 2])
def test_a_look_that_fails_is_told_and_blames_nobody(world: World, at: int) -> None:
    world.fails_at = at
    (record,) = world.watched(world.guard(), world.cases(3))
    assert (record.leaks, record.problem) == ([], "the driver ended")
