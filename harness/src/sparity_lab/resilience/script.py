"""A script of faults for `sparity-lab proxy`, a TOML file, read into rules; breaks nothing."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

import grpc
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from sparity_lab.problems import UsageProblem, cause_text, unknown_name
from sparity_lab.record import schema
from sparity_lab.resilience.faults import (
    Cut,
    Frozen,
    Hit,
    Late,
    LeftOut,
    Oversized,
    Repeated,
    Restarted,
    Stalled,
    Torn,
    Truncated,
    Twice,
    Unreached,
    World,
)
from sparity_lab.resilience.policy import Policy, Status
from sparity_lab.resilience.rules import EVERY, STREAMS, Rule
from sparity_lab.resilience.statuses import come_back_after, refused
from sparity_lab.tables import read_entries

TABLE = "fault"

_HINT = "`sparity-lab proxy --list` tells every fault and its keys"
_STATUSES = tuple(code.name for code in grpc.StatusCode)
_WORDS = "fault of a script"

After = Annotated[int, Field(ge=0, description="responses that pass before")]
Batch = Annotated[int, Field(ge=1, description="which response with rows, from 1")]


class Fault(BaseModel):
    """What every fault has: to which calls it happens, and how often."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: Whether one policy sees all calls, because it remembers something from one to the next.
    shared: ClassVar[bool] = False

    name: str = Field(default="", description="what the output calls it; else number and kind")
    calls: tuple[str, ...] = Field(
        default=STREAMS, min_length=1, description="methods of Spark Connect to which it happens"
    )
    skip: int = Field(default=0, ge=0, description="how many of these calls pass before")
    times: int | Literal["every"] = Field(
        default=1, description='to how many of these calls; "every" for all'
    )

    @field_validator("times", mode="before")
    @classmethod
    def _is_a_number_or_every(cls, times: Any) -> Any:
        if times != "every" and (type(times) is not int or times < 1):
            raise ValueError('a number from 1, or "every"')
        return times

    @field_validator("calls")
    @classmethod
    def _are_methods(cls, calls: tuple[str, ...]) -> tuple[str, ...]:
        for call in calls:
            if call not in schema.requests():
                problem = unknown_name("method", call, schema.requests())
                raise ValueError(f"{problem.message}: {problem.hint}")
        return calls

    def policy(self, hit: Hit, world: World) -> Policy:
        """What is done to one call."""
        raise NotImplementedError

    def rule(self, number: int) -> Rule:
        """The same for an injector.

        Args:
            number: its place in the script, from 1.
        """
        times = EVERY if self.times == "every" else self.times
        name = self.name or f"{number} {type(self).__name__.lower()}"
        return Rule(name, self.calls, self.policy, times, self.shared, self.skip)


class _OfRows(Fault):
    """A fault that looks for rows, which only results have."""

    @field_validator("calls")
    @classmethod
    def _are_results(cls, calls: tuple[str, ...]) -> tuple[str, ...]:
        if set(calls) - set(STREAMS):
            raise ValueError(f"only {' and '.join(STREAMS)} bring rows")
        return calls


class _WithStatus(Fault):
    """A fault that ends a call with a status, said in one of four ways."""

    status: Literal[_STATUSES] | None = Field(  # type: ignore[valid-type]
        default=None, description='of gRPC; "OK" ends it in good order [UNAVAILABLE]'
    )
    condition: str | None = Field(
        default=None,
        min_length=1,
        description="INTERNAL with a condition of Spark, such as INVALID_HANDLE.SESSION_CHANGED",
    )
    retry_after: float | None = Field(
        default=None, ge=0, description="UNAVAILABLE with a RetryInfo of so many seconds"
    )
    message: str = Field(default=_WORDS, description="the words of the status")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        said = {"status", "condition", "retry_after"} & self.model_fields_set
        if len(said) > 1:
            raise ValueError(f"{' and '.join(sorted(said))} are different statuses: give one")
        return self

    @property
    def told(self) -> Status:
        """The status."""
        if self.condition is not None:
            return refused(self.condition, self.message)
        if self.retry_after is not None:
            return come_back_after(self.retry_after)
        code = grpc.StatusCode[self.status or "UNAVAILABLE"]
        return Status(code, "" if code is grpc.StatusCode.OK else self.message)


class End(_WithStatus):
    """Ends a call with a status; the server has begun with it, and what it still sends is lost."""

    after: After = 0

    def policy(self, hit: Hit, world: World) -> Policy:
        """What is done to one call."""
        return Cut(hit, self.told, self.after)


class Refuse(_WithStatus):
    """Fails a call that the server never hears of."""

    def policy(self, hit: Hit, world: World) -> Policy:
        """What is done to one call."""
        return Unreached(hit, self.told)


class Reset(Fault):
    """Resets all connections of clients, with all calls on them."""

    after: After = 0

    def policy(self, hit: Hit, world: World) -> Policy:
        """What is done to one call."""
        return Torn(hit, world, self.after)


class Freeze(Fault):
    """Lets all connections of clients fall silent for ever, pings too; new ones work."""

    after: After = 0

    def policy(self, hit: Hit, world: World) -> Policy:
        """What is done to one call."""
        return Frozen(hit, world, self.after)


class Stall(Fault):
    """Lets one call fall silent for ever; the connection lives, and answers pings."""

    after: After = 0

    def policy(self, hit: Hit, world: World) -> Policy:
        """What is done to one call."""
        return Stalled(hit, self.after)


class Delay(Fault):
    """Lets responses wait."""

    seconds: float = Field(default=1.0, gt=0, description="how long")
    after: int | None = Field(
        default=None, ge=0, description="only the response after so many [each response]"
    )

    def policy(self, hit: Hit, world: World) -> Policy:
        """What is done to one call."""
        return Late(hit, self.seconds, self.after)


class Double(Fault):
    """Gives each response twice."""

    def policy(self, hit: Hit, world: World) -> Policy:
        """What is done to one call."""
        return Twice(hit)


class Repeat(Fault):
    """Begins each stream with the last response of the one before, though it had arrived."""

    shared: ClassVar[bool] = True

    def policy(self, hit: Hit, world: World) -> Policy:
        """What is done to all calls."""
        return Repeated(hit)


class Drop(_OfRows):
    """Leaves out a response with rows, or, where batches come in chunks, a chunk."""

    batch: Batch = 1

    def policy(self, hit: Hit, world: World) -> Policy:
        """What is done to one call."""
        return LeftOut(hit, self.batch)


class Truncate(_OfRows):
    """Takes the second half off a response with rows, or a chunk."""

    batch: Batch = 1

    def policy(self, hit: Hit, world: World) -> Policy:
        """What is done to one call."""
        return Truncated(hit, self.batch)


class Oversize(_OfRows):
    """Makes the first response with rows larger, by a field that nobody knows."""

    mib: int = Field(default=192, ge=1, le=1024, description="by so many MiB")

    def policy(self, hit: Hit, world: World) -> Policy:
        """What is done to one call."""
        return Oversized(hit, self.mib * 2**20)


class Restart(Fault):
    """Runs a command that restarts the server, then resets all connections of clients."""

    after: After = 0
    command: tuple[str, ...] = Field(
        min_length=1, description='what restarts it, such as ["docker", "restart", "spark"]'
    )

    def policy(self, hit: Hit, world: World) -> Policy:
        """What is done to one call."""
        return Restarted(hit, _Commanded(world, self.command), self.after)


@dataclass
class _Commanded:
    """The world, with a command that restarts the server."""

    world: World
    command: tuple[str, ...]

    def tear(self) -> None:
        """Reset all connections."""
        self.world.tear()

    def freeze(self) -> None:
        """Let all connections fall silent."""
        self.world.freeze()

    def restart(self) -> None:
        """Run the command; what it says, and that it failed, goes to stderr."""
        try:
            done = subprocess.run(self.command, stdout=sys.stderr, check=False)
            failed = f"it ended with {done.returncode}" if done.returncode else None
        except OSError as problem:
            failed = cause_text(problem)
        if failed:
            sys.stderr.write(f"error: the command that restarts the server failed: {failed}\n")


KINDS: dict[str, type[Fault]] = {
    kind.__name__.lower(): kind
    for kind in (
        End,
        Refuse,
        Reset,
        Freeze,
        Stall,
        Delay,
        Double,
        Repeat,
        Drop,
        Truncate,
        Oversize,
        Restart,
    )
}


def read_script(file: Path) -> list[Rule]:
    """The rules of a script, in its order.

    Raises:
        UsageProblem: it cannot be read, or says what no fault can.
    """
    try:
        faults = read_entries(file, str(file), TABLE, _fault, hint=_HINT)
    except FileNotFoundError as problem:
        raise UsageProblem(f"there is no file {file}", hint=_HINT) from problem
    if not faults:
        raise UsageProblem(f"{file} has no fault", hint=f"begin one with [[{TABLE}]]; {_HINT}")
    return [fault.rule(number) for number, fault in enumerate(faults, 1)]


def listing() -> Iterator[str]:
    """Every fault and its keys, as lines."""
    yield f"[[{TABLE}]] begins a fault. Keys of every one:"
    yield _line('do = "…"', "which fault: one of those below")
    yield from _keys(Fault, ())
    for name, kind in KINDS.items():
        words = (kind.__doc__ or "").strip()
        yield ""
        yield f'do = "{name}"'
        yield f"  {words}"
        yield from _keys(kind, Fault.model_fields)


def _keys(kind: type[Fault], known: Any) -> Iterator[str]:
    for key, field in kind.model_fields.items():
        if key in known:
            continue
        shown = key
        if field.is_required():
            shown += " = …"
        elif field.default not in (None, ""):
            shown += f" = {_toml(field.default)}"
        yield _line(shown, field.description or "")


def _line(key: str, meaning: str) -> str:
    return f"    {key:<46}  {meaning}"


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _fault(entry: Any) -> Fault:
    given = dict(entry) if isinstance(entry, dict) else {}
    name = given.pop("do", None)
    if name is None:
        raise ValueError(f"`do` is missing: one of {', '.join(KINDS)}")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        problem = unknown_name("fault", str(name), KINDS)
        raise ValueError(f"do: {problem.message}: {problem.hint}")
    return kind.model_validate(given)
