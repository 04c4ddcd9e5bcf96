"""One leg on its own, without pytest and without a log: server, drivers and judge, then the end."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from sparity_lab.engine import CASE_TIMEOUT_S, LegEngine
from sparity_lab.legs import RERUNS, LegPlan
from sparity_lab.preparing import Prepared
from sparity_lab.workshop import Running


class Staged(NamedTuple):
    """What runs the cases of a leg, and the server that they meet."""

    engine: LegEngine
    running: Running


@contextmanager
def stage(
    prepared: Prepared,
    leg: LegPlan,
    *,
    reruns: int = RERUNS,
    timeout_s: float = CASE_TIMEOUT_S,
) -> Iterator[Staged]:
    """A leg with its server up; whatever happens, drivers and server are stopped.

    Raises:
        InfraProblem: the server does not start.
    """
    matrix = prepared.plan.matrix
    with ExitStack() as stack:
        running = stack.enter_context(prepared.workshop.server(leg.target))
        bench = stack.enter_context(prepared.workshop.bench(leg, running))
        reference = matrix.reference(leg.target).name
        engine = LegEngine(leg, reference, bench, matrix.root, reruns=reruns, timeout_s=timeout_s)
        stack.callback(engine.kill)
        yield Staged(engine, running)
