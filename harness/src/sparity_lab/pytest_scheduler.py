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

    def _split_scope(self, nodeid: str) -> str:
        return self._target_of(nodeid)
