"""The folder of a cell: how far it has come, and what is kept of it when it is done."""

import gzip
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sparity_lab.compat.cell import CELL_NAME
from sparity_lab.compat.plan import CellKey
from sparity_lab.records import Header, Record
from sparity_lab.runlog import LOG_NAME, RunLog, RunLogWriter, cannot_write

CELLS = "cells"
PACKED_NAME = f"{LOG_NAME}.gz"


def cell_folder(out: Path, key: CellKey) -> Path:
    """The folder of a cell below that of its matrix."""
    return out.joinpath(
        CELLS, *(_file_name(part) for part in (key.target, key.client, key.profile))
    )


def has_log(folder: Path) -> bool:
    """Whether there is a log to go on with. One that was killed in its first line is none."""
    log = folder / LOG_NAME
    if not log.is_file():
        return False
    with log.open("rb") as stream:
        if stream.readline().endswith(b"\n"):
            return True
    log.unlink()
    return False


def is_run(folder: Path) -> bool:
    """Whether a cell's run has come to its end; its log may be packed already."""
    return (folder / PACKED_NAME).is_file() or (has_log(folder) and RunLog.read(folder).is_complete)


@contextmanager
def opened(folder: Path) -> Iterator[RunLog]:
    """The log of a cell, packed or not."""
    packed = folder / PACKED_NAME
    if not packed.is_file():
        yield RunLog.read(folder)
        return
    with tempfile.TemporaryDirectory(prefix="sparity-lab-") as scratch:
        with gzip.open(packed) as source, (Path(scratch) / LOG_NAME).open("wb") as plain:
            shutil.copyfileobj(source, plain)
        yield RunLog.read(Path(scratch))


def pack(folder: Path) -> None:
    """Keep the log in a tenth of its size.

    Raises:
        InfraProblem: the folder cannot be written, or is full.
    """
    log, packed = folder / LOG_NAME, folder / PACKED_NAME
    if packed.is_file() or not log.is_file():
        # What lies beside a packed log is what a kill has left of making it, or of replacing it.
        return
    draft = folder / f".{PACKED_NAME}"
    try:
        # Neither name nor time inside: the same log gives the same bytes.
        with (
            log.open("rb") as plain,
            draft.open("wb") as target,
            gzip.GzipFile("", "wb", fileobj=target, mtime=0) as stream,
        ):
            shutil.copyfileobj(plain, stream)
        draft.replace(packed)
    except OSError as problem:
        raise cannot_write(folder, problem) from problem


def replace_log(folder: Path, header: Header, records: Iterable[Record]) -> None:
    """Put a log that is not finished in the place of a cell's log, packed or not.

    Raises:
        UsageProblem: it is still being written.
        InfraProblem: the folder cannot be written.
    """
    RunLogWriter.rewrite(folder, header, records)
    # Until here the packed one counts.
    (folder / PACKED_NAME).unlink(missing_ok=True)


def tidy(folder: Path) -> None:
    """Remove all that can be derived again: reports, and the log that was packed."""
    for path in folder.iterdir():
        if path.name in (CELL_NAME, PACKED_NAME):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _file_name(name: str) -> str:
    """A part of a key as a name of a folder: `pyspark-4.1.1`, `sc-host-15002`."""
    kept = "".join(sign if sign.isalnum() or sign in "._" else "-" for sign in name)
    return "-".join(part for part in kept.split("-") if part)
