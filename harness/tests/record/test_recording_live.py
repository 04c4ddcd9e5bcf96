"""Recording real clients on a real Spark: the same counts as the driver's own, and what it costs.

`pytest -m timing -s` shows the cost. Each case runs with and without the proxy in turns, on two
drivers of the same client, so that what else the machine does meets both.
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from sparity_lab.engine import CaseRunner, Role
from sparity_lab.legs import LegPlan, Request, plan_run
from sparity_lab.matrix import load_matrix
from sparity_lab.record.evidence import recorded
from sparity_lab.record.seen import asked, seen
from sparity_lab.workshop import RealWorkshop, Running

pytestmark = pytest.mark.live

ROOT = Path(__file__).parents[3]
TARGET = "4.3.0"
MOST_MS = 5.0
WARM_UP = 20

ASYNCHRONOUS = ("ReleaseExecute", "ReleaseSession")
"""Calls that clients make on the side: at the moment of counting, one may just be on its way."""


class Setting:
    """A real server and the drivers that the test asks for."""

    def __init__(self, stack: ExitStack) -> None:
        matrix = load_matrix(ROOT)
        request = Request(
            targets=(TARGET,),
            keyword="test_parity_dataframe or test_parity_column or test_parity_functions",
        )
        plan = plan_run(matrix, request)
        self.leg: LegPlan = plan.legs[0]
        self._stack = stack
        self._workshop = RealWorkshop(matrix, plan.suites)
        self._running: Running = stack.enter_context(self._workshop.server(self.leg.target))

    def driver(self, role: Role, *, record: bool) -> CaseRunner:
        leg = replace(self.leg, record=record)
        bench = self._stack.enter_context(self._workshop.bench(leg, self._running))
        driver = bench.driver(role)
        self._stack.callback(driver.stop)
        return driver


@pytest.fixture(scope="module")
def setting() -> Iterator[Setting]:
    with ExitStack() as stack:
        yield Setting(stack)


@pytest.mark.parametrize("role", ["candidate", "reference"])
def test_the_proxy_counts_what_the_driver_counts(setting: Setting, role: Role) -> None:
    driver = setting.driver(role, record=True)
    some = setting.leg.cases[::4]
    looked_at = 0
    for case in some:
        outcome = driver.run(case, 120.0)
        assert outcome.recording is not None
        found = seen(asked(outcome.recording), outcome.recording.more, outcome.beside)
        for method in {*outcome.rpcs, *found.rpcs} - {*ASYNCHRONOUS}:
            counts = (found.rpcs.get(method, 0), outcome.rpcs.get(method, 0))
            assert counts[0] == counts[1], f"{case.id}: {method}: {counts}"
            looked_at += 1
    assert looked_at > len(some)


@pytest.mark.timing
@pytest.mark.parametrize("role", ["candidate", "reference"])
def test_recording_costs_less_than_five_milliseconds_a_case(setting: Setting, role: Role) -> None:
    drivers = {record: setting.driver(role, record=record) for record in (False, True)}
    spent: dict[bool, list[float]] = {False: [], True: []}
    computed = {False: 0.0, True: 0.0}
    cases = setting.leg.cases[: WARM_UP + 300]
    for number, case in enumerate(cases):
        for record in (number % 2 == 0, number % 2 == 1):
            began, computing = time.perf_counter(), time.process_time()
            outcome = drivers[record].run(case, 120.0)
            recorded(outcome, outcome)
            spent[record].append(1000 * (time.perf_counter() - began))
            computed[record] += 1000 * (time.process_time() - computing) / len(cases)
    direct, through = spent[False][WARM_UP:], spent[True][WARM_UP:]
    cost = statistics.median(b - a for a, b in zip(direct, through, strict=True))
    print(
        f"\n{role}, {len(direct)} cases: {statistics.median(direct):.1f} ms without, "
        f"{statistics.median(through):.1f} ms with recording; {cost:.2f} ms more a case, "
        f"{computed[True] - computed[False]:.2f} ms of them computing in the lab"
    )
    assert cost < MOST_MS
