"""Makes `matrix/crossed.json` from the logs of matrix runs: `python -m … BEFORE:AFTER… FOLDER…`.

Two versions' goldens differ in client and server at once. Runs hold one of them: what one client
yields on the servers of both versions goes with the server if it changes there as the goldens do,
and with PySpark if it stays; what the PySparks of both versions yield on one server, the other way
round. What changes otherwise, or fails, tells nothing.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sparity_lab.cases import Case
from sparity_lab.compare.outcomes import ESCAPED, compare_parts
from sparity_lab.compat.cell import CELL_NAME
from sparity_lab.compat.keeping import CELLS, opened
from sparity_lab.drift.changes import Change, changes
from sparity_lab.drift.crossed import PLACE, SHORT, WHOLE, CaseSides, CrossedTable, Pair, key
from sparity_lab.drift.deciders import Decider, settled
from sparity_lab.drift.kinds import Error
from sparity_lab.golden_recording import GOLDEN
from sparity_lab.legs import cases_of
from sparity_lab.matrix import load_matrix
from sparity_lab.outcome.model import Outcome, Side
from sparity_lab.report.files import write_atomically
from sparity_lab.verdict.goldens import Goldens


class Versions(NamedTuple):
    """Two versions of Spark, the older one first."""

    before: str
    after: str


class Place(NamedTuple):
    """A finished run of one client on one server."""

    client: str
    target: str
    finished: str
    folder: Path


class Twins(NamedTuple):
    """Two runs of which only client or only server is of another version, the older one first.

    None stands for the golden: PySpark of a version on its own server.

    Attributes:
        same: what both hold.
        names: what was run.
        older: what the first yielded.
        newer: what the second yielded.
        near: whether client and server of both are of the two versions, and not others that may
            have a way of their own.
    """

    same: Side
    names: tuple[str, ...]
    older: Mapping[str, Outcome] | None
    newer: Mapping[str, Outcome] | None
    near: bool = True


def crossed_pair(
    versions: Versions, cases: Iterable[Case], goldens: Goldens, twins: Sequence[Twins], date: str
) -> Pair:
    """What some runs tell of two versions: of each change that the goldens leave open, and of each
    of which they tell something else.
    """
    sides_of = {}
    for case in cases:
        old, new = (goldens.get(case, version) for version in versions)
        if old is None or new is None or {old.digest, new.digest} != {case.digest}:
            continue
        told: dict[Decider, list[str]] = {}
        for change in changes(case, versions.before, old.outcome, new.outcome):
            side = _told(settled(change), twins, change, old.outcome, new.outcome)
            if side:
                name = WHOLE if change.observation is None else change.observation
                told.setdefault(side, []).append(name)
        if told:
            names = {side: tuple(found) for side, found in told.items()}
            sides_of[case.id] = CaseSides(digest=case.digest[:SHORT], **names)
    runs = dict.fromkeys(name for two in twins for name in two.names)
    return Pair(runs=tuple(runs), date=date, cases=sides_of)


def _told(
    known: Decider | None, twins: Sequence[Twins], change: Change, old: Outcome, new: Outcome
) -> Decider | None:
    """What runs add to what the recordings tell; None where that is nothing."""
    near, far = (
        {side_by(two, change, old, new) for two in twins if two.near is wanted} - {None}
        for wanted in (True, False)
    )
    if known is not None:
        return "either" if near - {known} else None
    # Runs that contradict each other tell nothing: it takes both versions, or neither alone.
    sides = near or far
    return next(iter(sides)) if len(sides) == 1 else None


def side_by(twins: Twins, change: Change, old: Outcome, new: Outcome) -> Side | None:
    """Whose version a change goes with by two runs; None where they tell nothing."""
    case = change.case
    mine = [
        golden if run is None else run.get(case.id)
        for run, golden in ((twins.older, old), (twins.newer, new))
    ]
    older, newer = (_likeness(one, change, old, new) for one in mine)
    other: Side = "client" if twins.same == "server" else "server"
    if (older, newer) == ("old", "new"):
        return other
    return twins.same if older == newer and older else None


def _likeness(outcome: Outcome | None, change: Change, old: Outcome, new: Outcome) -> str:
    """`old` or `new`, whichever an observation is like; nothing for neither."""
    if outcome is None:
        return ""
    if change.name_is_open:
        return _named_like(outcome, change, old, new)
    ordered = change.case.ordered
    as_old, as_new = (_same(outcome, one, change.observation, ordered) for one in (old, new))
    return "" if as_old == as_new else "old" if as_old else "new"


def _named_like(outcome: Outcome, change: Change, old: Outcome, new: Outcome) -> str:
    """`old` or `new`, whichever the name of an error is like, whatever else it says."""
    mine, before, after = (_name_of(one, change.observation) for one in (outcome, old, new))
    if mine is None or before is None or after is None:
        return ""
    # PySpark 3.5 and older tell no condition, which makes no other error of it.
    parts = ("class",) if before["class"] != after["class"] else ("condition",)
    like = [all(mine[part] == one[part] for part in parts) for one in (before, after)]
    return "old" if like == [True, False] else "new" if like == [False, True] else ""


def _name_of(outcome: Outcome, observation: str | None) -> Error | None:
    if observation is None:
        return None if outcome.error is None else outcome.error.data
    seen = (outcome.observations or {}).get(observation)
    error: Error | None = seen.get("error") if seen else None
    return error


def _same(outcome: Outcome, other: Outcome, observation: str | None, ordered: bool) -> bool:
    """Whether an observation is the same in two outcomes; the whole of them for None."""
    parts = compare_parts(outcome, other, ordered)
    name = ESCAPED if observation is None else observation
    mine = [
        found for part, found in parts.items() if observation is None or part.observation == name
    ]
    return bool(mine) and all(found.lenient for found in mine)


def twins_of(
    versions: Versions, places: Sequence[Place], cases: Iterable[Case]
) -> tuple[list[Twins], str]:
    """All twins among some runs, those that cross two versions first, and the newest one's day."""
    texts = {case.id: case.digest for case in cases}
    by_names = {(one.client, one.target): one for one in places}
    pysparks = [f"pyspark=={version}" for version in versions]
    found: list[Twins] = []
    read: dict[tuple[str, str], Mapping[str, Outcome]] = {}

    def add(same: Side, *pair: tuple[str, str]) -> None:
        goldens = set(zip(pysparks, versions, strict=True))
        if all(names in by_names or names in goldens for names in pair):
            wanted = [names for names in pair if names not in goldens]
            for names in wanted:
                if names not in read:
                    read[names] = _outcomes(by_names[names].folder, texts)
            told = tuple(f"{client} on {target}" for client, target in wanted)
            near = all(client in pysparks and target in versions for client, target in pair)
            older, newer = (read.get(names) for names in pair)
            found.append(Twins(same, told, older, newer, near))

    clients = [*pysparks, *sorted({one.client for one in places} - set(pysparks))]
    targets = [*versions, *sorted({one.target for one in places} - set(versions))]
    for client in clients:
        add("client", *((client, version) for version in versions))
    for target in targets:
        add("server", *((pyspark, target) for pyspark in pysparks))
    days = [by_names[names].finished[:10] for names in read]
    return found, max(days, default="")


def _outcomes(folder: Path, texts: Mapping[str, str]) -> dict[str, Outcome]:
    """What a run yielded in the cases that had their present text then."""
    with opened(folder) as log:
        return {
            case: Outcome.from_json(record.candidate)
            for _, case, record in log.walk()
            if record is not None
            and record.candidate is not None
            and log.header.case_digests.get(case) == texts.get(case)
        }


def places_in(folders: Iterable[Path], profile: str) -> Iterator[Place]:
    """The finished runs of a profile in the folders of matrices."""
    for folder in folders:
        for file in sorted((folder / CELLS).glob(f"*/*/*/{CELL_NAME}")):
            cell = json.loads(file.read_bytes())
            if cell["complete"] and cell["profile"] == profile:
                yield Place(cell["client"], cell["target"], cell["finished"], file.parent)


def main(arguments: Sequence[str]) -> int:
    """Measure pairs of versions anew; those without a run in the folders stay as they were."""
    matrix = load_matrix()
    profile = matrix.profile(None)
    cases = cases_of(matrix, profile)
    goldens = Goldens(matrix.root / GOLDEN)
    pairs = [Versions(*one.split(":")) for one in arguments if ":" in one]
    places = list(places_in((Path(one) for one in arguments if ":" not in one), profile.name))
    table = CrossedTable.read(matrix.root)
    found = dict(table.pairs)
    for versions in pairs:
        twins, date = twins_of(versions, places, cases)
        if not date:
            print(f"{key(*versions)}: no run tells, stays as it was")  # noqa: T201
            continue
        pair = found[key(*versions)] = crossed_pair(versions, cases, goldens, twins, date)
        print(f"{key(*versions)}: {', '.join(pair.runs)}, {len(pair.cases)} cases")  # noqa: T201
    text = table.model_copy(update={"pairs": found}).text()
    write_atomically(matrix.root / PLACE, text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
