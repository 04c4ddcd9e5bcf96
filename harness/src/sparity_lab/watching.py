"""What a run tells while it goes on, and to whom; how it looks is the watcher's business."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sparity_lab.records import CaseRecord
from sparity_lab.runlog import RunLog

if TYPE_CHECKING:
    from sparity_lab.pytest_session import ParitySession


class Watcher(Protocol):
    """Somebody who looks at a run."""

    def progress(self, message: str) -> None:
        """Something slow begins, goes on or ends."""

    def begins(self, log: RunLog, folder: Path) -> None:
        """The log is open: the cases are known."""

    def recorded(self, record: CaseRecord) -> None:
        """A case has its verdict."""

    def ends(self, session: "ParitySession") -> None:
        """The run is over, reports are written."""


class Silent:
    """A watcher that shows nothing; pytest's own reporter tells enough."""

    def progress(self, message: str) -> None:
        """Nothing."""

    def begins(self, log: RunLog, folder: Path) -> None:
        """Nothing."""

    def recorded(self, record: CaseRecord) -> None:
        """Nothing."""

    def ends(self, session: "ParitySession") -> None:
        """Nothing."""
