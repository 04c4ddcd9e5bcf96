"""The append-only log of a run, one JSON object a line; knows files, not how cases are run."""

import errno
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from pydantic import ValidationError

from sparity_lab.outlines import Outline, Place, outline
from sparity_lab.problems import InfraProblem, UsageProblem
from sparity_lab.records import (
    SCHEMA,
    VERDICTS,
    CaseRecord,
    Footer,
    GuardRecord,
    Header,
    Leg,
    LegKey,
    Record,
    ServerRecord,
)

if sys.platform != "win32":
    import fcntl

LOG_NAME = "log.ndjson"
SYNC_SECONDS = 1.0
"""Case records reach the disk at least this often: fsync for each would cost more than the case."""


def log_path(run: Path) -> Path:
    """The log of a run that is named by its folder or by the log itself."""
    return run / LOG_NAME if run.is_dir() or run.suffix != ".ndjson" else run


class RunLog:
    """A log as read: header, the last record of each case and leg, the footer if there is one.

    Of a log on disk only outlines are kept; its records are read again when they are asked for. A
    torn last line (the writer was killed) is left out and said in `torn`.
    """

    def __init__(
        self,
        header: Header,
        records: Iterable[CaseRecord] = (),
        footer: Footer | None = None,
        servers: Iterable[ServerRecord] = (),
        guards: Iterable[GuardRecord] = (),
        *,
        path: Path | None = None,
        torn: bool = False,
    ) -> None:
        self.header = header
        self.footer = footer
        self.path = path
        self.torn = torn
        self.servers = list(servers)
        self.guards = list(guards)
        self._outlines: dict[LegKey, dict[str, Outline]] = {}
        for record in records:
            self.add(record)

    @classmethod
    def read(cls, run: Path) -> Self:
        """Read the log of a run folder.

        Raises:
            UsageProblem: there is no log, or it is not one.
        """
        path = log_path(run)
        log: Self | None = None
        torn = False
        for number, offset, line in _lines(path):
            if line is None:
                torn = True
                break
            try:
                entry = _parse(line)
            except ValueError as problem:
                raise _broken(path, number, problem) from problem
            if isinstance(entry, Header):
                if log is not None:
                    raise _broken(path, number, "a second header")
                log = cls(entry, path=path)
            elif log is None:
                raise _broken(path, number, "the first line is not a header")
            elif log.footer is not None:
                raise _broken(path, number, "a line after the footer")
            elif isinstance(entry, Footer):
                log.footer = entry
            elif isinstance(entry, ServerRecord):
                log.servers.append(entry)
            elif isinstance(entry, GuardRecord):
                log.guards.append(entry)
            else:
                log.add(entry, Place(path, offset))
        if log is None:
            raise UsageProblem(
                f"{path} is not a run log: it has no header",
                hint="whoever wrote it was stopped at once: run again, without --resume",
            )
        log.torn = torn
        return log

    def add(self, record: CaseRecord, place: Place | None = None) -> None:
        """Take a record in; a later one of the same case and leg wins.

        With a place only its outline is kept.
        """
        self._outlines.setdefault(record.leg, {})[record.case] = outline(record, place)

    def of_leg(self, key: LegKey) -> Self:
        """The same run as if it had one leg only."""
        legs = [leg for leg in self.header.legs if leg.key == key]
        view = type(self)(
            self.header.model_copy(update={"legs": legs}),
            footer=self.footer,
            servers=self.servers,
            guards=self.guards,
            path=self.path,
            torn=self.torn,
        )
        view._outlines = self._outlines
        return view

    def warnings(self) -> list[str]:
        """What a reader of the results has to know about the servers, each once."""
        return list(dict.fromkeys(text for server in self.servers for text in server.warnings))

    def served(self, target: str) -> list[str]:
        """The Spark versions that the servers of a target told; a resumed run has several."""
        told = (one.spark_version for one in self.servers if one.target == target)
        return list(dict.fromkeys(told))

    @property
    def is_complete(self) -> bool:
        """Whether the run came to its end. A log without footer can be resumed."""
        return self.footer is not None

    @property
    def records(self) -> list[CaseRecord]:
        """One record a case and leg, in the order in which the header expects them.

        All at once: what reads a run of any size uses `walk` or `outlines`.
        """
        return [record for _, _, record in self.walk() if record is not None]

    def walk(self, *verdicts: str) -> Iterator[tuple[Leg, str, CaseRecord | None]]:
        """Every expected case of every leg with its record, None where it is missing.

        With verdicts only cases that have one of them; other records are not read.
        """
        with _Reader() as reader:
            for leg, case, found in self.outlines():
                if not verdicts or _verdict(found) in verdicts:
                    yield leg, case, reader.record(found) if found else None

    def outlines(self) -> Iterator[tuple[Leg, str, Outline | None]]:
        """Every expected case of every leg with its outline, None where it is missing."""
        for leg in self.header.legs:
            mine = self._outlines.get(leg.key, {})
            for case in leg.expected:
                yield leg, case, mine.get(case)

    def outline(self, leg: LegKey, case: str) -> Outline | None:
        """The outline of one case in one leg."""
        return self._outlines.get(leg, {}).get(case)

    def record(self, leg: LegKey, case: str) -> CaseRecord | None:
        """The record of one case in one leg."""
        found = self.outline(leg, case)
        if found is None:
            return None
        with _Reader() as reader:
            return reader.record(found)

    def done(self) -> set[tuple[LegKey, str]]:
        """What a resumed run leaves out."""
        return {
            (leg, case)
            for leg, mine in self._outlines.items()
            for case, found in mine.items()
            if found.is_done
        }

    def counts(self, leg: LegKey | None = None) -> dict[str, int]:
        """How many cases have each verdict, `missing` among them, in one leg or in all."""
        log = self if leg is None else self.of_leg(leg)
        found = Counter(_verdict(outline) for _, _, outline in log.outlines())
        return {verdict: found[verdict] for verdict in VERDICTS}


def _verdict(found: Outline | None) -> str:
    return "missing" if found is None else found.verdict


class _Reader:
    """Reads records at their places, from one open file."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._file: BinaryIO | None = None

    def record(self, found: Outline) -> CaseRecord:
        """The record of an outline."""
        if isinstance(found.whole, CaseRecord):
            return found.whole
        path, offset = found.whole
        try:
            if self._file is None or self._path != path:
                self.close()
                self._file, self._path = path.open("rb"), path
            self._file.seek(offset)
            return CaseRecord.model_validate_json(self._file.readline())
        except OSError as problem:
            raise _cannot_read(path, problem) from problem
        except ValidationError as problem:
            raise UsageProblem(
                f"{path} changed while it was read",
                hint="a log is never edited by hand; read it again",
            ) from problem

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class StartedDifferently(UsageProblem):
    """A run cannot be gone on with: what is asked for now is not what its header says."""


class RunLogWriter:
    """The one writer of a log. Lines are appended whole; a second writer is refused."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor: int | None = descriptor
        self._synced = time.monotonic()

    @classmethod
    def create(cls, folder: Path, header: Header) -> Self:
        """Start the log of a new run in `folder`, which is made if need be.

        A log whose writer was killed before its first line was whole is no run.

        Raises:
            UsageProblem: the folder holds a run already, or one is being started there.
            InfraProblem: the folder cannot be written.
        """
        path = folder / LOG_NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        except OSError as problem:
            raise cannot_write(folder, problem) from problem
        writer = cls(path, descriptor)
        try:
            writer.lock()
            if _whole_lines(path):
                raise UsageProblem(
                    f"{folder} holds a run already",
                    hint="give another --out, or continue that run with --resume",
                )
            os.ftruncate(descriptor, 0)
        except BaseException:
            writer.close()
            raise
        try:
            writer._append(header, sync=True)
        except BaseException:
            writer.close()
            path.unlink(missing_ok=True)
            raise
        return writer

    @classmethod
    def resume(cls, folder: Path, header: Header) -> tuple[Self, RunLog]:
        """Continue the log in `folder` if `header` asks for the same run as its own header.

        Raises:
            StartedDifferently: another run is logged there.
            UsageProblem: it is finished, or still being written.
            InfraProblem: the log cannot be written.
        """
        log = RunLog.read(folder)
        path = log_path(folder)
        if log.is_complete:
            raise UsageProblem(
                f"the run in {folder} is complete: nothing to resume",
                hint="leave --resume out to start a new run; "
                f"`sparity-lab report {folder}` writes its reports again",
            )
        differences = header_differences(log.header, header)
        if differences:
            raise StartedDifferently(
                f"the run in {folder} cannot be resumed: it was started differently",
                hint="ask for the same as then, or leave --resume out to start a new run",
                causes=differences,
            )
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_APPEND)
            writer = cls(path, descriptor)
            writer.lock()
            os.ftruncate(descriptor, _whole_lines(path))
        except OSError as problem:
            raise cannot_write(folder, problem) from problem
        return writer, log

    @classmethod
    def rewrite(cls, folder: Path, header: Header, records: Iterable[Record]) -> None:
        """Put another log in the place of the one in `folder`, in one step; it can be resumed.

        Raises:
            UsageProblem: the one that is there is still being written.
            InfraProblem: the folder cannot be written.
        """
        path = folder / LOG_NAME
        draft = folder / f".{LOG_NAME}"
        try:
            with cls(path, os.open(path, os.O_RDWR | os.O_CREAT, 0o644)) as former:
                former.lock()
                flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
                with cls(draft, os.open(draft, flags, 0o644)) as writer:
                    writer._append(header, sync=False)
                    for record in records:
                        writer._append(record, sync=False)
                    writer._sync()
                draft.replace(path)
        except OSError as problem:
            raise cannot_write(folder, problem) from problem

    def case(self, record: CaseRecord) -> Place:
        """Append the record of a case; where it is now."""
        sync = time.monotonic() - self._synced > SYNC_SECONDS
        return Place(self.path, self._append(record, sync=sync))

    def server(self, record: ServerRecord) -> None:
        """Append what a server said of itself."""
        self._append(record, sync=False)

    def guard(self, record: GuardRecord) -> None:
        """Append what the leak guard has seen."""
        self._append(record, sync=False)

    def footer(self, footer: Footer) -> None:
        """Append the footer, which makes the run complete, and close the log."""
        self._append(footer, sync=True)
        self.close()

    def close(self) -> None:
        """Close the file; without a footer the run stays resumable."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def lock(self) -> None:
        """Keep every other writer out until the file is closed.

        Raises:
            UsageProblem: there is one already.
        """
        if sys.platform == "win32" or self._descriptor is None:
            return
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            if problem.errno not in (errno.EAGAIN, errno.EACCES):
                raise
            raise UsageProblem(
                f"another process is writing {self.path}",
                hint="wait until it has ended, or give another --out",
            ) from problem

    def _append(self, record: Record, *, sync: bool) -> int:
        """Append a line; the offset at which it starts."""
        if self._descriptor is None:
            raise UsageProblem(f"{self.path} is closed")
        data = record.model_dump_json(by_alias=True).encode() + b"\n"
        size = os.fstat(self._descriptor).st_size
        try:
            _write_all(self._descriptor, data)
            if sync:
                self._sync()
        except OSError as problem:
            # Half a line must not stay where a later reader may take it for the end of the log.
            os.ftruncate(self._descriptor, size)
            raise cannot_write(self.path.parent, problem) from problem
        return size

    def _sync(self) -> None:
        if self._descriptor is not None:
            os.fsync(self._descriptor)
            self._synced = time.monotonic()


def see_that_nobody_writes(folder: Path) -> None:
    """Look whether the log in a folder, if there is one, is being written.

    Raises:
        UsageProblem: it is.
    """
    path = folder / LOG_NAME
    if path.is_file():
        with RunLogWriter(path, os.open(path, os.O_RDWR)) as writer:
            writer.lock()


def header_differences(old: Header, new: Header) -> list[str]:
    """What keeps two headers from being the same run, as lines a person can read."""
    differences = []
    if old.oracle != new.oracle:
        differences.append(f"oracle: was {old.oracle}, is {new.oracle}")
    if (old.order, old.seed) != (new.order, new.seed):
        was, now = (f"{h.order} {h.seed}" if h.seed is not None else h.order for h in (old, new))
        differences.append(f"order of the cases: was {was}, is {now}")
    differences += [
        f"matrix/{name}.toml changed since"
        for name in ("waivers", "quarantine")
        if getattr(old, name) != getattr(new, name)
    ]
    before, after = ({leg.key: leg for leg in header.legs} for header in (old, new))
    differences += [f"no longer asked for: {key}" for key in before if key not in after]
    differences += [f"not in that run: {key}" for key in after if key not in before]
    for key in before.keys() & after.keys():
        differences += _leg_differences(before[key], after[key])
    shared = old.case_digests.keys() & new.case_digests.keys()
    edited = sorted(case for case in shared if old.case_digests[case] != new.case_digests[case])
    differences += [f"case edited since: {case}" for case in edited]
    return differences


def _leg_differences(old: Leg, new: Leg) -> list[str]:
    differences = []
    for name in ("reference", "server_version", "client_version", "reference_version"):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            differences.append(f"{new.key}: {name.replace('_', ' ')} was {was}, is {now}")
    differences += [
        f"{new.key}: {name} changed since"
        for name in sorted(old.digests.keys() | new.digests.keys())
        if old.digests.get(name) != new.digests.get(name)
    ]
    before, after = set(old.expected), set(new.expected)
    gone = [case for case in old.expected if case not in after]
    added = [case for case in new.expected if case not in before]
    for label, cases in (("no longer asked for", gone), ("not in that run", added)):
        if cases:
            more = f" and {len(cases) - 1} more" if len(cases) > 1 else ""
            differences.append(f"{new.key}: {label}: {cases[0]}{more}")
    return differences


def cannot_write(folder: Path, problem: OSError) -> InfraProblem:
    """The one line for a report folder that cannot be written."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return InfraProblem(
            f"no space left to write the run to {folder}",
            hint="free some space, then go on with --resume, or give another --out",
        )
    reason = problem.strerror or str(problem)
    return InfraProblem(
        f"cannot write the run to {folder}: {reason}",
        hint="give a folder you may write with --out DIR",
    )


def _parse(line: bytes) -> Header | CaseRecord | ServerRecord | GuardRecord | Footer:
    """One line as its model.

    Raises:
        ValueError: it is none.
    """
    entry: Any = json.loads(line)
    if not isinstance(entry, Mapping):
        raise ValueError("not an object")
    kind = entry.get("type")
    try:
        if kind == "header":
            if entry.get("schema") != SCHEMA:
                raise ValueError(f"schema {entry.get('schema')!r}, this lab reads {SCHEMA!r}")
            return Header.model_validate(entry)
        if kind == "case":
            return CaseRecord.model_validate(entry)
        if kind == "server":
            return ServerRecord.model_validate(entry)
        if kind == "guard":
            return GuardRecord.model_validate(entry)
        if kind == "footer":
            return Footer.model_validate(entry)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{kind} record: {where}: {first['msg']}") from problem
    raise ValueError(f"unknown record type {kind!r}")


def _lines(path: Path) -> Iterator[tuple[int, int, bytes | None]]:
    """Lines with number and offset; None stands for one that was not written to its end."""
    try:
        with path.open("rb") as stream:
            offset = 0
            for number, line in enumerate(stream, start=1):
                if not line.endswith(b"\n"):
                    yield number, offset, None
                elif line.strip():
                    yield number, offset, line
                offset += len(line)
    except FileNotFoundError as problem:
        raise UsageProblem(
            f"there is no run in {path.parent}",
            hint="runs are folders with a log.ndjson; see reports/runs, or run sparity-lab run",
        ) from problem
    except OSError as problem:
        raise _cannot_read(path, problem) from problem


def _cannot_read(path: Path, problem: OSError) -> UsageProblem:
    return UsageProblem(
        f"cannot read {path}: {problem.strerror or problem}", hint="check its permissions"
    )


def _broken(path: Path, number: int, problem: object) -> UsageProblem:
    return UsageProblem(
        f"{path} is broken at line {number}: {problem}",
        hint="restore the file, or run again; a log is never edited by hand",
    )


def _whole_lines(path: Path) -> int:
    """Bytes up to and with the last newline: what is after it was torn."""
    whole = 0
    with path.open("rb") as stream:
        for line in stream:
            whole += len(line) if line.endswith(b"\n") else 0
    return whole


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
