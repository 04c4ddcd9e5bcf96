"""Everything that is told of two versions, as one document; the pages and tables are made of it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sparity_lab.cases import Case
from sparity_lab.drift.attribution import Attribution, Attributor
from sparity_lab.drift.changes import Change, changes
from sparity_lab.drift.deciders import DECIDERS, CrossedRuns, Decider, decider
from sparity_lab.drift.kinds import KINDS, Kind, KindName
from sparity_lab.drift.narrowing import Narrower
from sparity_lab.drift.origin import Origin
from sparity_lab.drift.snippets import snippet
from sparity_lab.drift.suite_code import Library
from sparity_lab.drift.told_errors import answers_of_errors
from sparity_lab.drift.uses import Uses
from sparity_lab.drift.values import lines_of_both, summary
from sparity_lab.outcome.model import Outcome
from sparity_lab.verdict.goldens import Golden, Goldens

UNATTRIBUTED = "unattributed"
"""Stands where no public name is called that a change could be put down to."""
MANY = 6
SEVERAL = "several at once"
"""Stands where a case asks for more than `MANY` at once, any of which may have changed."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Entry(_Model):
    """One change.

    Attributes:
        observation: None where it is the case as a whole.
        subjects: the functions and methods that it is put down to.
        calls: everything public that takes part.
        summary: the first line that differs, of both versions.
        before, after: what was observed, in lines.
        places: where the code given by --uses calls a subject.
        called: the subjects that this code calls; without --uses none.
    """

    case: str
    observation: str | None
    kind: KindName
    side: Decider
    subjects: tuple[str, ...]
    calls: tuple[str, ...]
    summary: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    places: tuple[str, ...] = ()
    called: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """What it is listed below: its subjects, unless it is about too many to be about any."""
        if len(self.subjects) > MANY:
            return (SEVERAL,)
        return self.subjects or (UNATTRIBUTED,)

    @property
    def partly(self) -> bool:
        """Whether the code given calls some of the subjects only."""
        return 0 < len(self.called) < len(self.subjects)


class CaseFacts(_Model):
    """What is told once of a case with changes."""

    title: str
    source: str
    mirrors: str
    since: str
    snippet: str


class YourCode(_Model):
    """What was read of the code given by --uses."""

    paths: tuple[str, ...]
    files: int
    names: int
    strangers: int
    unreadable: Mapping[str, str]


class Drift(_Model):
    """What changed from one version to another.

    Attributes:
        cases: how many cases there are.
        compared: how many have goldens of their present text for both versions.
        unchanged: how many of those are the same in both.
        no_golden: of how many cases each version has no golden of the present text.
        entries: the changes, worst first.
        facts: of every case with an entry, by its id.
        uses: what was read of somebody's code; None without --uses.
        elsewhere: how many changes are about nothing that this code calls.
        crossed: runs of PySpark of one version on the Spark of the other that tell who decides.
        origin: what it is made of; None where that was not asked.
    """

    schema_: Literal["sparity-lab/drift/1"] = Field(default="sparity-lab/drift/1", alias="schema")
    before: str
    after: str
    cases: int
    compared: int
    unchanged: int
    no_golden: Mapping[str, int]
    entries: tuple[Entry, ...]
    facts: Mapping[str, CaseFacts]
    uses: YourCode | None = None
    elsewhere: int = 0
    crossed: tuple[str, ...] = ()
    origin: Origin | None = None

    def sides(self) -> list[tuple[Kind, dict[Decider, int]]]:
        """Each kind of change, with how many are whose."""
        on = {side: tally(e for e in self.entries if e.side == side) for side in DECIDERS}
        return [(kind, {side: on[side][kind.name] for side in DECIDERS}) for kind in KINDS]

    def by_subject(self) -> dict[str, list[Entry]]:
        """The changes of each function and method, the worst hit first; with --uses of those
        that the code calls.
        """
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for subject in entry.called or entry.heads:
                found.setdefault(subject, []).append(entry)
        return dict(sorted(found.items(), key=lambda pair: (*_hurt(pair[1]), pair[0])))


def tally(entries: Iterable[Entry]) -> dict[KindName, int]:
    """How many changes are of each kind, worst first."""
    found = {kind.name: 0 for kind in KINDS}
    for entry in entries:
        found[entry.kind] += 1
    return found


def _hurt(entries: list[Entry]) -> tuple[int, ...]:
    """How far down the list a subject belongs: fewer of the worst kind, further down."""
    counts = list(tally(entries).values())
    worst = next(n for n, count in enumerate(counts) if count)
    on_the_server = any(e.kind == KINDS[worst].name and e.side != "client" for e in entries)
    return worst, not on_the_server, *(-count for count in counts[worst:])


def compare_versions(
    cases: list[Case],
    goldens: Goldens,
    suites: Path,
    versions: tuple[str, str],
    code: tuple[Iterable[Path], Uses] | None = None,
    crossed: CrossedRuns | None = None,
    origin: Origin | None = None,
    attributor: Attributor | None = None,
) -> Drift:
    """Read two versions' goldens and say what is not the same.

    Args:
        cases: the cases to look at.
        goldens: the recordings.
        suites: the folder of all suites.
        versions: the older and the newer version, as the goldens spell them.
        code: the paths of somebody's code and what it calls, to be narrowed to.
        crossed: runs of one version's PySpark on the Spark of the other.
        origin: digests of all of these.
        attributor: one that knows more cases than are looked at.
    """
    before, after = versions
    library = Library(suites.resolve())
    attributor = attributor or Attributor(library, cases)
    narrower = None if code is None else Narrower(code[1].places)
    lacking = {before: 0, after: 0}
    compared = unchanged = elsewhere = 0
    entries: list[Entry] = []
    facts: dict[str, CaseFacts] = {}
    for case in cases:
        found = {version: _golden(goldens, case, version) for version in versions}
        for version, golden in found.items():
            lacking[version] += golden is None
        old, new = found[before], found[after]
        if old is None or new is None:
            continue
        compared += 1
        changed = changes(case, before, old.outcome, new.outcome)
        unchanged += not changed
        kept = []
        for change in changed:
            who = decider(change, crossed)
            attribution = attributor.of(change, who)
            if attribution.unheard and change.kind in ("values", "types", "printed"):
                who = "either"
            entry = _entry(change, who, attribution, old.outcome, new.outcome, narrower)
            if entry is None:
                elsewhere += 1
            else:
                kept.append(entry)
        if kept:
            entries += kept
            facts[case.id] = _facts(case, library, suites, kept)
    return Drift(
        before=before,
        after=after,
        cases=len(cases),
        compared=compared,
        unchanged=unchanged,
        no_golden=lacking,
        entries=tuple(sorted(entries, key=_place_in_list)),
        facts=facts,
        uses=None if code is None else _your_code(*code),
        elsewhere=elsewhere,
        crossed=() if crossed is None else crossed.runs,
        origin=origin,
    )


def _golden(goldens: Goldens, case: Case, version: str) -> Golden | None:
    """The golden of exactly this version and of the case's present text."""
    golden = goldens.get(case, version)
    fits = golden is not None and golden.digest == case.digest and golden.version == version
    return golden if fits else None


def _entry(
    change: Change,
    who: Decider,
    attribution: Attribution,
    before: Outcome,
    after: Outcome,
    narrower: Narrower | None,
) -> Entry | None:
    concern = None
    if narrower is not None:
        concern = narrower.concern(attribution.subjects, who)
        if concern is None:
            return None
    old, new = lines_of_both(before, after, change.observation)
    return Entry(
        case=change.case.id,
        observation=change.observation,
        kind=_kind(change, attribution, before, after),
        side=who,
        subjects=tuple(name.title for name in attribution.subjects),
        calls=tuple(sorted(name.title for name in attribution.calls)),
        summary=summary(old, new),
        before=tuple(old),
        after=tuple(new),
        places=() if concern is None else tuple(map(str, concern.places)),
        called=() if concern is None else tuple(name.title for name in concern.called),
    )


def _kind(change: Change, attribution: Attribution, before: Outcome, after: Outcome) -> KindName:
    """The kind of a change, by what its observation is made of too."""
    if change.kind != "values":
        return change.kind
    if attribution.prints and change.texts:
        return "printed"
    seen = [(one.observations or {}).get(change.observation or "") for one in (before, after)]
    values = [one["value"] for one in seen if one is not None and one["kind"] == "value"]
    told = attribution.tells_error and len(values) == len(seen) and answers_of_errors(*values)
    return "renamed" if told else "values"


def _place_in_list(entry: Entry) -> tuple[object, ...]:
    order = [kind.name for kind in KINDS]
    server_first = DECIDERS.index(entry.side)
    return order.index(entry.kind), server_first, entry.partly, entry.subjects, entry.case


def _facts(case: Case, library: Library, suites: Path, entries: list[Entry]) -> CaseFacts:
    observations = [e.observation for e in entries if e.observation is not None]
    all_named = len(observations) == len(entries)
    return CaseFacts(
        title=case.title,
        source=f"{case.file.relative_to(suites.resolve().parent)}:{case.line}",
        mirrors=case.mirrors,
        since=case.since,
        snippet=snippet(case, library, observations if all_named else ()),
    )


def _your_code(paths: Iterable[Path], found: Uses) -> YourCode:
    return YourCode(
        paths=tuple(map(str, paths)),
        files=found.files,
        names=len(found.places),
        strangers=found.strangers,
        unreadable=dict(found.unreadable),
    )
