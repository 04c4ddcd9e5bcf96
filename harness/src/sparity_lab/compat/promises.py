"""What PySpark promises by having a case: the outcomes of each version on a server of its own."""

from collections.abc import Callable, Sequence
from typing import Protocol

from sparity_lab.cases import Case
from sparity_lab.outcome.model import Outcome
from sparity_lab.verdict.goldens import Goldens
from sparity_lab.verdict.versions import is_before


class Promises(Protocol):
    """What each version of PySpark yields on a server of its own."""

    def of(self, case_id: str, version: str) -> Outcome | None:
        """What the PySpark of a version yields; None where nothing is recorded."""

    def offered(self, case_id: str, since: str) -> list[Outcome]:
        """What those yield that have what a case asks for, and earlier ones that answer."""


class RecordedPromises:
    """Promises as goldens have them.

    Args:
        goldens: the recordings.
        versions: the Spark versions to look at.
        case_named: gives a case by its id.
    """

    def __init__(
        self, goldens: Goldens, versions: Sequence[str], case_named: Callable[[str], Case]
    ) -> None:
        self._goldens = goldens
        self._versions = versions
        self._case_named = case_named

    def of(self, case_id: str, version: str) -> Outcome | None:
        """What the PySpark of a version yields; None where nothing is recorded."""
        case = self._case_named(case_id)
        golden = self._goldens.get(case, version)
        return golden.outcome if golden and golden.digest == case.digest else None

    def offered(self, case_id: str, since: str) -> list[Outcome]:
        """What those yield that have what a case asks for, and earlier ones that answer."""
        found = {version: self.of(case_id, version) for version in self._versions}
        return [
            outcome
            for version, outcome in found.items()
            if outcome is not None and not (is_before(version, since) and outcome.failed)
        ]
