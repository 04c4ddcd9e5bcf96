"""The hook that a conftest may implement; it says what, not how."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sparity_lab.cache import Progress
    from sparity_lab.legs import Plan
    from sparity_lab.workshop import Workshop


@pytest.hookspec(firstresult=True)
def pytest_sparity_lab_workshop(
    config: pytest.Config, plan: Plan, progress: Progress
) -> Workshop | None:
    """Give the servers, drivers and judge of a run; the first that is not None is taken.

    Without an implementation the lab's own are used: the servers that the matrix describes.
    """
