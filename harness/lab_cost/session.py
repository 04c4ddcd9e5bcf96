"""What the lab costs beyond its clients, from the records of real runs on one server.

Each client runs the cases alone, judged by goldens, and then both side by side. When each of them
was at work is in the records; what is left of the clock is the lab's.
"""

import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from lab_cost.measure import Figures, Ran
from sparity_lab.problems import InfraProblem
from sparity_lab.report.spread import Spread

Way = Literal["sparity", "reference", "live"]
WAYS: tuple[Way, ...] = get_args(Way)
Runner = Callable[[Way, str], Ran]
"""Runs the cases that fit a keyword, in one of the ways."""


class Measured(Figures):
    """One way of running cases: seconds of whole runs, and what is whose."""

    whole_s: Spread
    start_s: Spread
    """A run of one case, on the server that is up."""
    clients_s: Spread
    """In which one client at least was at work."""
    between_ms: Spread
    """A case: from the first one's beginning to the last one's end, while no client was at work."""
    ends_ms: float
    """A case: before and after that, beyond what a run of one case has there."""
    lab_ms_a_case: Spread
    """Both together."""


class Session(Figures):
    """All ways, on one server."""

    target: str
    reference: str
    keyword: str
    cases: int
    cold_start_s: Spread
    """A run of one case that has to start its server."""
    ways: dict[str, Measured]
    live_part: Spread
    """From the first case to the last, live, where the slower client alone took 1."""


class Times(NamedTuple):
    """Whose the seconds of a run are: a client's, nobody's between cases, those at both ends."""

    clients: float
    between: float
    ends: float


def times(ran: Ran) -> Times:
    """Whose the time of a run was.

    Clients work side by side, and one may be a case ahead: what they share counts once.

    Raises:
        InfraProblem: a record does not say when its clients were at work.
    """
    spans: list[tuple[float, float]] = []
    for record in ran.records:
        if not record["spans"]:
            raise InfraProblem(f"nobody knows when {record['case']} ran")
        found = record["spans"].values()
        spans += [(one["began_s"], one["began_s"] + one["took_s"]) for one in found]
    spans.sort()
    clients, until = 0.0, spans[0][0]
    for began, ended in spans:
        clients += max(0.0, ended - max(began, until))
        until = max(until, ended)
    window = until - spans[0][0]
    return Times(clients, window - clients, ran.took_s - window)


def a_case_alone(ids: Sequence[str]) -> str:
    """A case that can be asked for by its id without getting another one.

    Raises:
        InfraProblem: there is none.
    """
    for one in ids:
        if "[" not in one and sum(one in other for other in ids) == 1:
            return one
    raise InfraProblem("every case has a name that begins the name of another one")


def measured(
    target: str,
    reference: str,
    keyword: str,
    repeats: int,
    run: Runner,
    cold: Callable[[str], Ran],
) -> Session:
    """Run cases in all ways, in turn, so many times.

    Args:
        target: the name of the target.
        reference: the name of the other client.
        keyword: which cases.
        repeats: how many times each.
        run: runs them on a server that is up.
        cold: runs them on a server that it starts.

    Raises:
        InfraProblem: a run did not hold.
    """
    # Not measured: what is built, compiled and cached by whoever runs first.
    known = [record["case"] for record in run("live", keyword).records]
    alone = a_case_alone(known)
    wholes: dict[Way, list[Ran]] = {way: [] for way in WAYS}
    starts: dict[Way, list[Ran]] = {way: [] for way in WAYS}
    colds = []
    for _ in range(repeats):
        for way in WAYS:
            starts[way].append(run(way, alone))
            wholes[way].append(run(way, keyword))
        colds.append(cold(alone))
    ways = {way: _way(starts[way], wholes[way]) for way in WAYS}
    return Session(
        target=target,
        reference=reference,
        keyword=keyword,
        cases=len(known),
        cold_start_s=Spread.of([one.took_s for one in colds]),
        ways={str(way): found for way, found in ways.items()},
        live_part=_part(wholes),
    )


def _way(starts: Sequence[Ran], wholes: Sequence[Ran]) -> Measured:
    ones, alls = [times(one) for one in starts], [times(one) for one in wholes]
    cases = max(1, len(wholes[0].records) - 1)
    # The first case waits for the slower driver to start: a run of one case does so too.
    waits = statistics.median(one.between for one in ones)
    between = [1000 * (one.between - waits) / cases for one in alls]
    # Starts vary by more than cases cost. What is taken off is the least one, so that a slow start
    # of one case cannot make up for what others cost.
    ends = statistics.median(one.ends for one in alls) - min(one.ends for one in ones)
    ends_ms = round(1000 * max(0.0, ends) / cases, 3)
    return Measured(
        whole_s=Spread.of([one.took_s for one in wholes]),
        start_s=Spread.of([one.took_s for one in starts]),
        clients_s=Spread.of([one.clients for one in alls]),
        between_ms=Spread.of(between),
        ends_ms=ends_ms,
        lab_ms_a_case=Spread.of([one + ends_ms for one in between]),
    )


def _part(wholes: Mapping[Way, Sequence[Ran]]) -> Spread:
    def at_cases(way: Way) -> list[float]:
        return [one.clients + one.between for one in map(times, wholes[way])]

    rounds = zip(*(at_cases(way) for way in WAYS), strict=True)
    return Spread.of([live / max(ours, other) for ours, other, live in rounds])
