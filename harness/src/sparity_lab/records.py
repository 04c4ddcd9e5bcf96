"""What a run log is made of: header, case record, footer as models; reads and writes no file."""

from typing import Any, ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from sparity_lab.coverage.upstream import UpstreamCoverage

SCHEMA = "sparity-lab/run-log/1"
"""Name and version of the log format, the first thing a log says."""

Verdict = Literal["equal", "divergent", "unsupported", "infra", "flaky"]
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

COMPONENTS: tuple[str, ...] = ("schema", "rows", "arrow", "error", "value")
"""The components of an outcome that are judged, in the order in which reports name them."""


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
    seed: int | None = None
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


class Seen(Record):
    """What one client sent in one case, as the recording proxy heard it.

    `rpcs` are the case's own calls; `uses` has all of them, by kind and name of what was asked for:
    calls sent, and calls that the server accepted. `executed` tells whether the server accepted one
    that executes or analyses a plan.
    """

    rpcs: dict[str, int]
    uses: dict[str, dict[str, tuple[int, int]]]
    executed: bool


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
    components: dict[str, Component] = Field(default_factory=dict)
    own_reference: dict[str, Component] = Field(default_factory=dict)
    recorded: Recorded | None = None
    candidate: dict[str, Any] | None = None
    expected: dict[str, Any] | None = None
    duration_s: float = 0.0
    mirrors: str = ""
    source: Source
    title: str = ""

    @property
    def leg(self) -> LegKey:
        """The leg that this record belongs to."""
        return LegKey(self.target, self.client, self.profile)

    @property
    def is_done(self) -> bool:
        """Whether a resumed run may leave the case out: an infra failure is not an outcome."""
        return self.verdict != "infra"


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
