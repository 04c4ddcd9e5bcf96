"""Two runs held against each other, as one document; tables and Markdown are made of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from sparity_lab.diff.classes import CLASSES, ClassName, Sorted, sort_case
from sparity_lab.diff.renames import check_renames, likely_renames
from sparity_lab.diff.seen import Seen, seen_in
from sparity_lab.problems import UsageProblem
from sparity_lab.records import Leg, LegKey
from sparity_lab.runlog import RunLog

ABSENT = "absent"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class RunFacts(_Model):
    """Which run it is."""

    run_id: str
    started: str
    complete: bool


class Entry(_Model):
    """One case of one leg that is not the same in both runs.

    Attributes:
        case: its id in B, or in A where it vanished.
        renamed_from: its id in A where that is another one.
        before, after: the kind of its failure, or its verdict.
        words: what is to be said besides.
        edited: whether the text of the case, or its data, is not the same in both runs.
    """

    case: str
    leg: str
    kind: ClassName
    before: str
    after: str
    words: str = ""
    renamed_from: str | None = None
    edited: bool = False


class LegCounts(_Model):
    """How many cases of a leg are of each class."""

    leg: str
    counts: Mapping[ClassName, int]


class RunDiff(_Model):
    """What changed from run A to run B.

    Attributes:
        entries: every case that is not unchanged, worst class first.
        only_in_a, only_in_b: legs that the other run does not have; nothing is said about them.
        renames: the renames that were told.
        likely_renames: pairs that may be renames, to be told with --renames.
        notes: what a reader has to know of the runs.
    """

    schema_: Literal["sparity-lab/diff/1"] = Field(default="sparity-lab/diff/1", alias="schema")
    a: RunFacts
    b: RunFacts
    legs: tuple[LegCounts, ...]
    entries: tuple[Entry, ...]
    only_in_a: tuple[str, ...] = ()
    only_in_b: tuple[str, ...] = ()
    renames: Mapping[str, str] = Field(default_factory=dict)
    likely_renames: Mapping[str, str] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[ClassName, int]:
        """How many cases are of each class in all legs together."""
        return {name: sum(leg.counts[name] for leg in self.legs) for name in CLASSES}

    @property
    def holds(self) -> bool:
        """Whether no failure was added."""
        return self.counts["added"] == 0

    def of(self, kind: ClassName) -> list[Entry]:
        """The entries of one class."""
        return [entry for entry in self.entries if entry.kind == kind]


def compare_runs(a: RunLog, b: RunLog, renames: Mapping[str, str] | None = None) -> RunDiff:
    """Hold two runs against each other.

    Raises:
        UsageProblem: they have no leg in common, or the renames do not fit them.
    """
    told = dict(renames or {})
    pairs = list(_pairs(a, b))
    if not pairs:
        raise UsageProblem(
            "the runs have no leg in common",
            hint="compare runs of the same target, client and profile, or of one leg each",
            causes=[f"A has {_names(a.header.legs)}", f"B has {_names(b.header.legs)}"],
        )
    seen_a, seen_b = seen_in(a), seen_in(b)
    # Parameters may be renamed on one leg only; what a rename is about need not be on each.
    check_renames(
        told,
        {case for pair in pairs for case in seen_a[pair.a.key]},
        {case for pair in pairs for case in seen_b[pair.b.key]},
    )
    digests = (a.header.case_digests, b.header.case_digests)
    legs, entries = [], []
    gone: dict[str, Seen] = {}
    come: dict[str, Seen] = {}
    for pair in pairs:
        before, after = seen_a[pair.a.key], seen_b[pair.b.key]
        counts: Counter[ClassName] = Counter()
        for case, old, found in _sorted_cases(before, after, told):
            counts[found.name] += 1
            if found.name == "vanished":
                gone.setdefault(case, before[case])
            elif old is None:
                come.setdefault(case, after[case])
            if found.name != "unchanged":
                entries.append(_entry(pair.name, case, old, found, before, after, digests))
        legs.append(LegCounts(leg=pair.name, counts={name: counts[name] for name in CLASSES}))
    shared = {key for pair in pairs for key in (pair.a.key, pair.b.key)}
    return RunDiff(
        a=_facts(a),
        b=_facts(b),
        legs=tuple(legs),
        entries=tuple(sorted(entries, key=lambda one: CLASSES.index(one.kind))),
        only_in_a=tuple(str(leg.key) for leg in a.header.legs if leg.key not in shared),
        only_in_b=tuple(str(leg.key) for leg in b.header.legs if leg.key not in shared),
        renames=told,
        likely_renames=likely_renames(gone, come, digests),
        notes=(*_notes("A", a), *_notes("B", b)),
    )


class _Pair(NamedTuple):
    a: Leg
    b: Leg

    @property
    def name(self) -> str:
        oracles = [leg.oracle for leg in self if leg.oracle]
        shown = f" ({' → '.join(dict.fromkeys(oracles))})" if oracles else ""
        if self.a.key == self.b.key:
            return f"{self.a.key}{shown}"
        return f"{self.a.key} → {self.b.key}{shown}"


def _pairs(a: RunLog, b: RunLog) -> Iterator[_Pair]:
    """Legs that belong together: those of one name, or the only ones that there are."""
    if len(a.header.legs) == len(b.header.legs) == 1:
        yield _Pair(a.header.legs[0], b.header.legs[0])
        return
    others = {leg.key: leg for leg in b.header.legs}
    for leg in a.header.legs:
        if leg.key in others:
            yield _Pair(leg, others[leg.key])


def _sorted_cases(
    before: Mapping[str, Seen], after: Mapping[str, Seen], renames: Mapping[str, str]
) -> Iterator[tuple[str, str | None, Sorted]]:
    """Every case with its id in A, None where A has it not, and its class."""
    new_names = {old: new for old, new in renames.items() if old in before and new in after}
    old_names = {new: old for old, new in new_names.items()}
    for case, seen in after.items():
        old = old_names.get(case, case if case in before else None)
        yield case, old, sort_case(before[old] if old is not None else None, seen)
    for case, seen in before.items():
        if case not in after and case not in new_names:
            yield case, case, sort_case(seen, None)


def _entry(
    leg: str,
    case: str,
    old: str | None,
    found: Sorted,
    before: Mapping[str, Seen],
    after: Mapping[str, Seen],
    digests: tuple[Mapping[str, str], Mapping[str, str]],
) -> Entry:
    was, now = (None if old is None else before[old]), after.get(case)
    texts = {digests[0].get(old or case), digests[1].get(case)} - {None}
    return Entry(
        case=case,
        leg=leg,
        kind=found.name,
        before=was.kind if was else ABSENT,
        after=now.kind if now else ABSENT,
        words=found.words,
        renamed_from=old if old != case else None,
        edited=was is not None and now is not None and len(texts) == 2,
    )


def _facts(log: RunLog) -> RunFacts:
    header = log.header
    return RunFacts(run_id=header.run_id, started=header.started, complete=log.is_complete)


def _notes(name: str, log: RunLog) -> list[str]:
    notes = []
    if not log.is_complete:
        notes.append(f"run {name} is incomplete: what it has not run is missing")
    if log.header.keyword:
        notes.append(f"run {name} asked for -k {log.header.keyword!r} only")
    return notes


def _names(legs: Iterable[Leg]) -> str:
    keys: list[LegKey] = [leg.key for leg in legs]
    return "; ".join(map(str, keys)) or "none"
