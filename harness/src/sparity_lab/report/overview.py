"""The heat maps of the page as plain data: clients by targets, suites by legs; draws nothing."""

from collections import Counter
from dataclasses import dataclass, field

from sparity_lab.records import VERDICTS, WORST_FIRST, LegKey, suite_of
from sparity_lab.report.gate import gate_of
from sparity_lab.report.wording import SIGNS
from sparity_lab.runlog import RunLog


@dataclass(frozen=True)
class Cell:
    """What some cases of one leg came to."""

    leg: int
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """How many cases."""
        return sum(self.counts.values())

    @property
    def equal(self) -> int:
        """How many of them are equal."""
        return self.counts.get("equal", 0)

    @property
    def worst(self) -> str:
        """The verdict that stands for all of them."""
        return next((v for v in WORST_FIRST if self.counts.get(v)), "missing")

    @property
    def sign(self) -> str:
        """The sign of the worst verdict, for readers who do not see its colour."""
        return SIGNS[self.worst]

    @property
    def loud(self) -> list[tuple[str, int]]:
        """Every other verdict that occurs, worst first."""
        return [(v, self.counts[v]) for v in WORST_FIRST if v != "equal" and self.counts.get(v)]

    @property
    def text(self) -> str:
        """All of it in words."""
        words = [f"{number} {verdict}" for verdict, number in self.loud]
        return ", ".join([f"{self.equal} of {self.total} equal", *words])


@dataclass(frozen=True)
class LegCell(Cell):
    """A whole leg, with its own gate."""

    holds: bool
    reasons: list[str]


@dataclass(frozen=True)
class ProfileMap:
    """Clients by targets of one profile; None where the run has no such leg."""

    profile: str
    targets: list[str]
    rows: list[tuple[str, list[LegCell | None]]]


@dataclass
class SuiteRow:
    """One suite: its counts over all legs, and each leg that has it."""

    profile: str
    suite: str
    counts: "Counter[str]" = field(default_factory=Counter)
    legs: "dict[int, Counter[str]]" = field(default_factory=dict)

    def cells(self, legs: int) -> list[Cell | None]:
        """A cell for each leg of the run."""
        return [Cell(n, self.legs[n]) if n in self.legs else None for n in range(legs)]

    @property
    def whole(self) -> Cell:
        """All legs together."""
        return Cell(-1, self.counts)


def profile_maps(log: RunLog) -> list[ProfileMap]:
    """One map a profile, clients and targets in the order of the legs."""
    cells = {leg.key: _leg_cell(log, number) for number, leg in enumerate(log.header.legs)}
    maps = []
    for profile in dict.fromkeys(key.profile for key in cells):
        keys = [key for key in cells if key.profile == profile]
        targets = list(dict.fromkeys(key.target for key in keys))
        maps.append(
            ProfileMap(
                profile,
                targets,
                [
                    (client, [cells.get(LegKey(target, client, profile)) for target in targets])
                    for client in dict.fromkeys(key.client for key in keys)
                ],
            )
        )
    return maps


def suite_rows(log: RunLog) -> list[SuiteRow]:
    """A row for each profile and suite, in the order of the cases."""
    rows: dict[tuple[str, str], SuiteRow] = {}
    numbers = {leg.key: number for number, leg in enumerate(log.header.legs)}
    for leg, case, found in log.outlines():
        place = leg.profile, suite_of(case)
        row = rows.get(place) or rows.setdefault(place, SuiteRow(*place))
        verdict = found.verdict if found else "missing"
        row.counts[verdict] += 1
        row.legs.setdefault(numbers[leg.key], Counter())[verdict] += 1
    return list(rows.values())


def shown_verdicts(counts: dict[str, int]) -> list[str]:
    """The verdicts worth a column: those that occur, and those that everybody looks for."""
    return [v for v in VERDICTS if counts.get(v) or v in ("equal", "divergent", "unsupported")]


def _leg_cell(log: RunLog, number: int) -> LegCell:
    mine = log.of_leg(log.header.legs[number].key)
    gate = gate_of(mine)
    return LegCell(number, mine.counts(), gate.holds, gate.reasons)
