"""What a run log is made of: header, case record, footer as models; reads and writes no file."""

from typing import Any, ClassVar, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field

from sparity_lab.coverage.upstream import UpstreamCoverage
from sparity_lab.verdict.attribution import Attribution
from sparity_lab.verdict.exemptions import Quarantined, Waiver

SCHEMA = "sparity-lab/run-log/1"
"""Name and version of the log format, the first thing a log says."""

Verdict = Literal["equal", "divergent", "unsupported", "infra", "flaky", "waived"]
ATTRIBUTIONS: tuple[Attribution, ...] = get_args(Attribution)
Order = Literal["file", "random"]
Equality = Literal["equal", "different"]

VERDICTS: tuple[str, ...] = (
    "equal",
    "divergent",
    "unsupported",
    "infra",
    "flaky",
    "waived",
    "missing",
)
"""Every key that counts have. `missing` is never recorded: it is a case without a record."""

WORST_FIRST: tuple[str, ...] = (
    "divergent",
    "infra",
    "missing",
    "flaky",
    "waived",
    "unsupported",
    "equal",
)
"""Verdicts in the order in which one stands for several."""

PROTOCOL = "protocol"
"""The component of what a client sends, which only a strict server can judge."""

COMPONENTS: tuple[str, ...] = ("schema", "rows", "arrow", "error", "value", PROTOCOL)
"""The components that are judged, in the order in which reports name them."""


class LegKey(NamedTuple):
    """What tells the legs of a run apart."""

    target: str
    client: str
    profile: str

    def __str__(self) -> str:
        return f"{self.client} on {self.target}, {self.profile}"


class Record(BaseModel):
    """One line of a log; a field nobody knows is an error, so that typing mistakes surface."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


class Machine(Record):
    """The computer that ran: durations mean nothing without it."""

    system: str
    python: str
    cpus: int
    memory_gb: float | None = None


class Leg(Record):
    """One target x client x profile of the run, and the cases it promised to run."""

    target: str
    client: str
    profile: str
    oracle: str | None = None
    reference: str | None = None
    server_version: str | None = None
    client_version: str | None = None
    reference_version: str | None = None
    digests: dict[str, str] = Field(default_factory=dict)
    expected: list[str]
    discovered: int | None = None
    """How many cases the profile has; more than `expected` when only some were asked for."""
    vanished: list[str] = Field(default_factory=list)
    """Cases that were asked for and are in the frozen manifest, but no longer in the suites."""

    left_out: dict[str, list[str]] = Field(default_factory=dict)
    """Cases that were asked for and not run, by the reason."""

    @property
    def is_whole(self) -> bool:
        """Whether every case of the profile was asked for, and none left out."""
        return self.discovered is not None and self.discovered == len(self.expected)

    @property
    def key(self) -> LegKey:
        """Target, client and profile."""
        return LegKey(self.target, self.client, self.profile)


class Header(Record):
    """The first line: what is going to run, with what, on what."""

    type: Literal["header"] = "header"
    schema_: str = Field(default=SCHEMA, alias="schema")
    run_id: str
    started: str
    lab_version: str
    oracle: str
    order: Order = "file"
    seed: int | None = None
    keyword: str = ""
    waivers: list[Waiver] = Field(default_factory=list)
    quarantine: list[Quarantined] = Field(default_factory=list)
    machine: Machine
    legs: list[Leg]
    case_digests: dict[str, str] = Field(default_factory=dict)
    upstream: UpstreamCoverage | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ServerRecord(Record):
    """What a server said of itself when it was first used; a run may hold several a target."""

    type: Literal["server"] = "server"
    target: str
    spark_version: str
    details: dict[str, str] = Field(default_factory=dict)
    warnings: list[str] = Field(default_factory=list)


class Source(Record):
    """Where a case is written."""

    file: str
    line: int


class Component(Record):
    """One component judged twice: to the letter, and with the leniencies that the case allows."""

    strict: Equality
    lenient: Equality
    leniencies: list[str] = Field(default_factory=list)
    diff: list[str] = Field(default_factory=list)


class Attempts(Record):
    """What came of running a case again: verdicts, and how many different outcomes each leg had."""

    verdicts: dict[str, int]
    candidate_outcomes: int
    reference_outcomes: int

    @property
    def k_of_n(self) -> str:
        """How many of the attempts that said anything differed, such as `1 of 4`."""
        told = {name: count for name, count in self.verdicts.items() if name != "infra"}
        passed = told.get("equal", 0) + told.get("unsupported", 0)
        return f"{sum(told.values()) - passed} of {sum(told.values())}"


class Seen(Record):
    """What one client sent in one case, as the recording proxy heard it.

    `rpcs` are the case's own calls; `uses` has all of them, by kind and name of what was asked for:
    calls sent, and calls that the server accepted. `executed` tells whether the server accepted one
    that executes or analyses a plan.
    """

    rpcs: dict[str, int]
    uses: dict[str, dict[str, tuple[int, int]]]
    executed: bool


class Span(Record):
    """When a client was at work on a case, in seconds since its leg began.

    What its driver did for itself is left out of `took_s`, where the driver tells.
    """

    began_s: float
    took_s: float


class Recorded(Record):
    """What the recording proxies heard in one case: evidence, not judged.

    `plan` compares the candidate's plans with the live reference's; `notes` are for a reader.
    """

    candidate: Seen | None = None
    reference: Seen | None = None
    plan: Component | None = None
    notes: list[str] = Field(default_factory=list)


class CaseRecord(Record):
    """One case in one leg: its verdict and everything needed to show why."""

    type: Literal["case"] = "case"
    case: str
    target: str
    client: str
    profile: str
    reference: str | None = None
    verdict: Verdict
    reason: str = ""
    side: str | None = None
    judged_by: str | None = None
    golden: str | None = None
    attribution: Attribution | None = None
    attempts: Attempts | None = None
    signature: str | None = None
    waiver: str | None = None
    quarantine: str | None = None
    frozen: str | None = None
    silent: str | None = None
    """How a case that is newer than its server is silently wrong; the judge says `unsupported`."""
    taken_from: str | None = None
    """The earlier run that this record is from, where nothing has changed since."""
    components: dict[str, Component] = Field(default_factory=dict)
    own_reference: dict[str, Component] = Field(default_factory=dict)
    recorded: Recorded | None = None
    candidate: dict[str, Any] | None = None
    expected: dict[str, Any] | None = None
    duration_s: float = 0.0
    spans: dict[str, Span] = Field(default_factory=dict)
    """When candidate and reference were at work, by role; those of the run that is told."""
    mirrors: str = ""
    source: Source
    title: str = ""

    @property
    def leg(self) -> LegKey:
        """The leg that this record belongs to."""
        return LegKey(self.target, self.client, self.profile)


class Leak(Record):
    """Something that cases left on their server, or took from it, and whose doing it is.

    `case` is None where nobody can be named; then `suspects` are the first of those (`of` in all)
    that may have done it. `how` it was found out: the case was run again (`rerun`), or is the only
    one that speaks of it (`name`).
    """

    case: str | None
    left: list[str]
    gone: list[str] = Field(default_factory=list)
    suspects: list[str] = Field(default_factory=list)
    of: int = 0
    how: str = ""
    shared: bool = False

    @property
    def words(self) -> str:
        """What was left or taken, in a few words."""
        parts = [f"left {', '.join(self.left)}" if self.left else ""]
        parts.append(f"took away {', '.join(self.gone)}" if self.gone else "")
        return " and ".join(part for part in parts if part)

    @property
    def is_certain(self) -> bool:
        """Whether it is this run's doing: others may be at work on a server that is shared."""
        return self.case is not None or not self.shared


class GuardRecord(Record):
    """What the leak guard of a leg has seen since its last line, and what looking has cost."""

    type: Literal["guard"] = "guard"
    target: str
    client: str
    profile: str
    cases: int
    looks: int
    seconds: float
    leaks: list[Leak] = Field(default_factory=list)
    problem: str = ""

    @property
    def leg(self) -> LegKey:
        """The leg that this record belongs to."""
        return LegKey(self.target, self.client, self.profile)


class Footer(Record):
    """The last line: the run came to its end."""

    type: Literal["footer"] = "footer"
    finished: str
    duration_s: float
    counts: dict[str, int]
    gate: Literal["pass", "fail"]
    reasons: list[str] = Field(default_factory=list)


def suite_of(case_id: str) -> str:
    """The suite part of a case id.

    >>> suite_of("batch-core/test_parity_column/cast[int]")
    'test_parity_column'
    """
    parts = case_id.split("/", 2)
    return parts[1] if len(parts) == 3 else ""
