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
from typing import Any, Self

from pydantic import ValidationError

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

    A torn last line (the writer was killed) is left out and said in `torn`.
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
        self._records: dict[tuple[LegKey, str], CaseRecord] = {}
        for record in records:
            self.add(record)

    @classmethod
    def read(cls, run: Path) -> Self:
        """Read the log of a run folder.

        Raises:
            UsageProblem: there is no log, or it is not one.
        """
        path = log_path(run)
        header: Header | None = None
        footer: Footer | None = None
        records: list[CaseRecord] = []
        servers: list[ServerRecord] = []
        guards: list[GuardRecord] = []
        torn = False
        for number, line in _lines(path):
            if line is None:
                torn = True
                break
            try:
                entry = _parse(line)
            except ValueError as problem:
                raise _broken(path, number, problem) from problem
            if isinstance(entry, Header):
                if header is not None:
                    raise _broken(path, number, "a second header")
                header = entry
            elif header is None:
                raise _broken(path, number, "the first line is not a header")
            elif footer is not None:
                raise _broken(path, number, "a line after the footer")
            elif isinstance(entry, Footer):
                footer = entry
            elif isinstance(entry, ServerRecord):
                servers.append(entry)
            elif isinstance(entry, GuardRecord):
                guards.append(entry)
            else:
                records.append(entry)
        if header is None:
            raise UsageProblem(
                f"{path} is not a run log: it has no header",
                hint="give the folder of a run, for instance reports/latest",
            )
        return cls(header, records, footer, servers, guards, path=path, torn=torn)

    def add(self, record: CaseRecord) -> None:
        """Take a record in; a later one of the same case and leg wins."""
        self._records[record.leg, record.case] = record

    def warnings(self) -> list[str]:
        """What a reader of the results has to know about the servers, each once."""
        return list(dict.fromkeys(text for server in self.servers for text in server.warnings))

    @property
    def is_complete(self) -> bool:
        """Whether the run came to its end. A log without footer can be resumed."""
        return self.footer is not None

    @property
    def records(self) -> list[CaseRecord]:
        """One record a case and leg, in the order in which the header expects them."""
        return [record for _, _, record in self.walk() if record is not None]

    def walk(self) -> Iterator[tuple[Leg, str, CaseRecord | None]]:
        """Every expected case of every leg with its record, None where it is missing."""
        for leg in self.header.legs:
            for case in leg.expected:
                yield leg, case, self._records.get((leg.key, case))

    def record(self, leg: LegKey, case: str) -> CaseRecord | None:
        """The record of one case in one leg."""
        return self._records.get((leg, case))

    def done(self) -> set[tuple[LegKey, str]]:
        """What a resumed run leaves out."""
        return {key for key, record in self._records.items() if record.is_done}

    def counts(self, leg: LegKey | None = None) -> dict[str, int]:
        """How many cases have each verdict, `missing` among them, in one leg or in all."""
        found = Counter(
            "missing" if record is None else record.verdict
            for owner, _, record in self.walk()
            if leg is None or owner.key == leg
        )
        return {verdict: found[verdict] for verdict in VERDICTS}


class RunLogWriter:
    """The one writer of a log. Lines are appended whole; a second writer is refused."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor: int | None = descriptor
        self._synced = time.monotonic()

    @classmethod
    def create(cls, folder: Path, header: Header) -> Self:
        """Start the log of a new run in `folder`, which is made if need be.

        Raises:
            UsageProblem: the folder holds a run already.
            InfraProblem: the folder cannot be written.
        """
        path = folder / LOG_NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        except FileExistsError as problem:
            if path.exists():
                raise UsageProblem(
                    f"{folder} holds a run already",
                    hint="give another --out, or continue that run with --resume",
                ) from problem
            raise cannot_write(folder, problem) from problem
        except OSError as problem:
            raise cannot_write(folder, problem) from problem
        writer = cls(path, descriptor)
        try:
            writer._lock()
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
            UsageProblem: another run is logged there, or it is finished, or still being written.
            InfraProblem: the log cannot be written.
        """
        log = RunLog.read(folder)
        path = log_path(folder)
        if log.is_complete:
            raise UsageProblem(
                f"the run in {folder} is complete: nothing to resume",
                hint="leave --resume out to start a new run",
            )
        differences = header_differences(log.header, header)
        if differences:
            raise UsageProblem(
                f"the run in {folder} cannot be resumed: it was started differently",
                hint="ask for the same as then, or leave --resume out to start a new run",
                causes=differences,
            )
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_APPEND)
            writer = cls(path, descriptor)
            writer._lock()
            os.ftruncate(descriptor, _whole_lines(path))
        except OSError as problem:
            raise cannot_write(folder, problem) from problem
        return writer, log

    def case(self, record: CaseRecord) -> None:
        """Append the record of a case."""
        self._append(record, sync=time.monotonic() - self._synced > SYNC_SECONDS)

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

    def _lock(self) -> None:
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

    def _append(self, record: Record, *, sync: bool) -> None:
        if self._descriptor is None:
            raise UsageProblem(f"{self.path} is closed")
        line = json.dumps(
            record.model_dump(mode="json", by_alias=True),
            ensure_ascii=True,
            separators=(",", ":"),
            allow_nan=False,
        )
        data = line.encode("ascii") + b"\n"
        size = os.fstat(self._descriptor).st_size
        try:
            _write_all(self._descriptor, data)
            if sync:
                os.fsync(self._descriptor)
                self._synced = time.monotonic()
        except OSError as problem:
            # Half a line must not stay where a later reader may take it for the end of the log.
            os.ftruncate(self._descriptor, size)
            raise cannot_write(self.path.parent, problem) from problem


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
    gone = [case for case in old.expected if case not in set(new.expected)]
    added = [case for case in new.expected if case not in set(old.expected)]
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


def _lines(path: Path) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None stands for a last line that was not written to its end."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as problem:
        raise UsageProblem(
            f"there is no run in {path.parent}",
            hint="runs are folders with a log.ndjson; see reports/runs, or run sparity-lab run",
        ) from problem
    except OSError as problem:
        raise UsageProblem(
            f"cannot read {path}: {problem.strerror or problem}", hint="check its permissions"
        ) from problem
    lines = data.split(b"\n")
    tail = lines.pop()
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, line
    if tail:
        yield len(lines) + 1, None


def _broken(path: Path, number: int, problem: object) -> UsageProblem:
    return UsageProblem(
        f"{path} is broken at line {number}: {problem}",
        hint="restore the file, or run again; a log is never edited by hand",
    )


def _whole_lines(path: Path) -> int:
    """Bytes up to and with the last newline: what is after it was torn."""
    return path.read_bytes().rfind(b"\n") + 1


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
