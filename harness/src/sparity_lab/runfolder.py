"""Where a run leaves its log and reports: its folder, and the link to the newest one."""

import contextlib
import os
import secrets
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sparity_lab.problems import UsageProblem
from sparity_lab.runlog import LOG_NAME, cannot_write

RUNS = Path("reports") / "runs"
LATEST = Path("reports") / "latest"


def new_run_id(now: datetime | None = None) -> str:
    """A name for a run that sorts by time and is unlike that of a run in the same second.

    >>> new_run_id(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))  # doctest: +ELLIPSIS
    '20260102-030405-...'
    """
    moment = now or datetime.now(UTC)
    return f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def run_folder(root: Path, run_id: str, out: Path | None, *, resume: bool) -> Path:
    """The folder that a run writes to.

    Raises:
        UsageProblem: --resume without --out, and there is no newest run.
    """
    if out is not None:
        return out.absolute()
    if not resume:
        return root / RUNS / run_id
    latest = root / LATEST
    if not (latest / LOG_NAME).is_file():
        raise UsageProblem(
            "there is no run to resume", hint="give its folder with --out, or leave --resume out"
        )
    return latest.resolve()


def make_writable(folder: Path) -> None:
    """Make the folder of a run and see that it can be written, before anything is started.

    Raises:
        InfraProblem: it cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"written")
    except OSError as problem:
        raise cannot_write(folder, problem) from problem


def point_latest(root: Path, folder: Path) -> None:
    """Let `reports/latest` point at a run, if the run lies in the repository's reports.

    Raises:
        InfraProblem: the link cannot be made.
    """
    if not folder.resolve().is_relative_to((root / RUNS).resolve()):
        return
    link = root / LATEST
    draft = link.with_name(f".latest-{os.getpid()}")
    try:
        draft.symlink_to(Path(os.path.relpath(folder.resolve(), link.parent.resolve())))
        draft.replace(link)
    except OSError as problem:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise cannot_write(link.parent, problem) from problem
