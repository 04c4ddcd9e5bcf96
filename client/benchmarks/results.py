"""What a run of the benchmarks yields, as models: rows judged by their bars; measures nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from benchmarks.measure import Sample
from benchmarks.table import Bench
from sparity_lab.report.spread import Spread

SCHEMA = "sparity/bench/1"

#: `full` runs are compared with each other; `quick` ones are smaller, `part` ones are not all.
Kind = Literal["full", "quick", "part"]
Change = Literal["worse", "better", "same"]

# What a ratio has to grow by before that is no accident, where it is a matter of time or memory.
_NOTABLE = 1.1
_DIGITS = 6


class Frozen(BaseModel):
    """Figures that nobody changes."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Told(Frozen):
    """What one side needed.

    `server` is the CPU seconds of the server's process meanwhile, None where they are not known;
    `base_mb` the memory before the first run.
    """

    client: str
    size: float
    wall: Spread
    cpu: Spread
    server: Spread | None
    peak_mb: Spread
    base_mb: float
    calls: Spread
    methods: dict[str, float]
    runs_a_sample: int
    samples: list[dict[str, Any]]

    @classmethod
    def of(cls, client: str, size: float, samples: Sequence[Sample]) -> Told:
        """What the samples of a side come to."""
        servers = [sample["server"] for sample in samples]
        return cls(
            client=client,
            size=size,
            wall=Spread.of([sample["wall"] for sample in samples]),
            cpu=Spread.of([sample["client"] for sample in samples]),
            server=None if None in servers else Spread.of(servers),
            peak_mb=Spread.of([sample["peak_mb"] for sample in samples]),
            base_mb=round(samples[-1]["base_mb"], 1),
            calls=Spread.of([sum(sample["rpcs"].values()) for sample in samples]),
            methods=samples[-1]["rpcs"],
            runs_a_sample=samples[-1]["times"],
            samples=[_raw(sample) for sample in samples],
        )

    def of_quantity(self, quantity: str) -> Spread:
        """What a bar speaks of."""
        found = {"wall": self.wall, "client": self.cpu, "peak_mb": self.peak_mb, "rpcs": self.calls}
        return found[quantity]


def _raw(sample: Sample) -> dict[str, Any]:
    return {
        "wall": round(sample["wall"], _DIGITS),
        "cpu": round(sample["client"], _DIGITS),
        "server": None if sample["server"] is None else round(sample["server"], _DIGITS),
        "peak_mb": round(sample["peak_mb"], 1),
        "calls": sum(sample["rpcs"].values()),
    }


class Row(Frozen):
    """A benchmark, what both sides needed, and whether that is little enough.

    `ratio` is that of the medians, its least and most those of the pairs that were run in turn.
    """

    key: str
    title: str
    program: str
    quantity: str
    against: str
    size: float
    ours: Told
    other: Told
    raw: Told | None
    ratio: float
    ratio_least: float
    ratio_most: float
    bar: float
    met: bool
    before: float | None = None
    change: Change | None = None

    @property
    def least_ratio(self) -> float | None:
        """What the raw reader needs where the other needs 1: no client can need less time.

        None where it did not run, or is the other side, or where the row is not about the clock.
        """
        if self.raw is None or self.against == "raw" or self.quantity != "wall":
            return None
        return self.raw.wall.median / self.other.wall.median

    @property
    def out_of_reach(self) -> bool:
        """Whether not even the raw reader keeps the bar: what is left is the server's time."""
        least = self.least_ratio
        return least is not None and least > self.bar

    def beside(self, before: float | None) -> Row:
        """The same row, and what it was in an earlier run."""
        if before is None:
            return self
        update = {"before": before, "change": self._change(before)}
        return self.model_copy(update=update)

    def _change(self, before: float) -> Change:
        if self.quantity == "rpcs":
            # Counts have no accidents.
            return "worse" if self.ratio > before else "better" if self.ratio < before else "same"
        if self.ratio > before * _NOTABLE and self.ratio_least > before:
            return "worse"
        if self.ratio * _NOTABLE < before and self.ratio_most < before:
            return "better"
        return "same"


def judged(
    bench: Bench, ours: list[Sample], other: list[Sample], raw: list[Sample] | None, scale: float
) -> Row:
    """One row of the result, from the samples of all sides in the order of their rounds."""
    size = bench.size * scale
    mine = Told.of("sparity", size, ours)
    theirs = Told.of(
        "sparity" if bench.against == "itself" else bench.against,
        scale if bench.against == "itself" else size,
        other,
    )
    pairs = [
        _of(bench.quantity, one) / _of(bench.quantity, two)
        for one, two in zip(ours, other, strict=True)
    ]
    ratio = mine.of_quantity(bench.quantity).median / theirs.of_quantity(bench.quantity).median
    return Row(
        key=bench.key,
        title=bench.title,
        program=bench.program,
        quantity=bench.quantity,
        against=bench.against,
        size=bench.size,
        ours=mine,
        other=theirs,
        raw=None if raw is None else Told.of("raw", size, raw),
        ratio=ratio,
        ratio_least=min(pairs),
        ratio_most=max(pairs),
        bar=bench.bar,
        met=ratio <= bench.bar,
    )


def _of(quantity: str, sample: Sample) -> float:
    return float(sum(sample["rpcs"].values()) if quantity == "rpcs" else sample[quantity])


class Hot(Frozen):
    """A function that a profile met: percent of the samples in itself, and below it."""

    function: str
    place: str
    own: float
    total: float


class Profile(Frozen):
    """Where a program spends the client's time, and the file with the picture of it."""

    program: str
    title: str
    cpu: float
    wall: float
    samples: int
    file: str
    hottest: list[Hot]


class Earlier(Frozen):
    """What is kept of an earlier run: its ratios by key."""

    when: str
    commit: str
    processor: str
    ratios: dict[str, float]


class Results(Frozen):
    """A run: what was measured, with what and on what; `failed` are those that could not be."""

    schema_: str = Field(default=SCHEMA, alias="schema")
    target: str
    kind: Kind
    when: str
    commit: str
    repeats: int
    scale: float
    machine: dict[str, str]
    server: dict[str, str]
    bytecode: str
    versions: dict[str, dict[str, str]]
    rows: list[Row]
    failed: list[str] = Field(default_factory=list)
    profiles: list[Profile] = Field(default_factory=list)
    compared_with: str | None = None
    history: list[Earlier] = Field(default_factory=list)

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    @property
    def kept(self) -> bool:
        """Whether everything was measured and nothing costs more than its bar allows."""
        return not self.failed and not self.missed

    @property
    def missed(self) -> list[Row]:
        """The rows that cost more than their bars allow."""
        return [row for row in self.rows if not row.met]

    @property
    def worse(self) -> list[Row]:
        """The rows that cost notably more than in the run before."""
        return [row for row in self.rows if row.change == "worse"]

    def as_earlier(self) -> Earlier:
        """What later runs remember of this one."""
        return Earlier(
            when=self.when,
            commit=self.commit,
            processor=self.machine.get("processor", ""),
            ratios={row.key: round(row.ratio, _DIGITS) for row in self.rows},
        )
