"""The file that a minimised case is written to: a suite of one case that says where it is from."""

from pathlib import Path

from sparity_lab.cases import Case
from sparity_lab.legs import LegPlan
from sparity_lab.report.files import write_atomically
from sparity_lab.verdict.failure_kind import FailureKind

FOLDER = Path("reports") / "minimised"

_HEAD = '''"""{kind}: made smaller by `sparity-lab minimise`.

From {case}, with {client} on {target}.
"""

'''


class ResultFile:
    """Where the smallest text so far is kept; it is replaced in one step."""

    def __init__(self, path: Path | None, leg: LegPlan, wanted: FailureKind, root: Path) -> None:
        self._case: Case = leg.cases[0]
        self._leg = leg
        self._wanted = wanted
        self.path = path or root / FOLDER / f"test_parity_minimised_{self._case.function}.py"

    def write(self, text: str) -> None:
        """Put a text there.

        Raises:
            InfraProblem: the folder cannot be written.
        """
        head = _HEAD.format(
            kind=self._wanted,
            case=self._case.id,
            client=self._leg.client.name,
            target=self._leg.target.name,
        )
        write_atomically(self.path, head + text)

    @property
    def how_to_run(self) -> str:
        """What makes it a case that the lab finds."""
        case, leg = self._case, self._leg
        return (
            f"to run it, put it into {case.file.parent.name}/ beside the other suites: "
            f"sparity-lab repro '{case.profile}/{self.path.stem}/{case.name}' "
            f"--target {leg.target.name} --client {leg.client.name} --oracle {leg.oracle}"
        )


def size_of(text: str) -> str:
    """How large a text is, in words."""
    return f"{len(text.splitlines())} lines, {len(text)} characters"
