"""Gives each xdist worker whole targets, so that a server has one user; it runs nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from xdist.scheduler.loadscope import LoadScopeScheduling  # type: ignore[import-untyped]


class TargetScheduling(LoadScopeScheduling):  # type: ignore[misc]
    """Load scheduling in which everything that meets one target is one unit of work."""

    def __init__(self, config: pytest.Config, log: Any, target_of: Callable[[str], str]) -> None:
        super().__init__(config, log)
        self._target_of = target_of

    def remove_node(self, node: Any) -> str | None:
        """Take a worker out; the case it died of is told, and not given to the next worker.

        The parent class would hand it out again, and lose a worker to it each time.
        """
        units: dict[str, dict[str, bool]] = self.assigned_work.pop(node)
        pending = [
            (unit, case) for unit in units.values() for case, done in unit.items() if not done
        ]
        if not pending:
            return None
        unit, fatal = pending[0]
        unit[fatal] = True
        self.workqueue.update(
            {name: unit for name, unit in units.items() if not all(unit.values())}
        )
        for other in self.assigned_work:
            self._reschedule(other)
        return fatal

    def _split_scope(self, nodeid: str) -> str:
        return self._target_of(nodeid)
