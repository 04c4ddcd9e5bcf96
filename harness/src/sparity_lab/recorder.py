"""Keeps one run: its log while it goes on, its footer and reports at the end; runs no case."""

import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from sparity_lab.headers import header_of, now_text
from sparity_lab.legs import Plan
from sparity_lab.problems import EXIT_GATE, EXIT_OK, LabError
from sparity_lab.records import CaseRecord, Footer, GuardRecord, LegKey, ServerRecord
from sparity_lab.report.derive import derive
from sparity_lab.report.gate import Gate, gate_of
from sparity_lab.runfolder import new_run_id, point_latest, run_folder
from sparity_lab.runlog import RunLog, RunLogWriter


class Recorder:
    """The single writer of a run."""

    def __init__(self, plan: Plan, out: Path | None, *, resume: bool) -> None:
        self.plan = plan
        self.run_id = new_run_id()
        self.folder = run_folder(plan.matrix.root, self.run_id, out, resume=resume)
        self.done: frozenset[tuple[LegKey, str]] = frozenset()
        self.log: RunLog | None = None
        self._resume = resume
        self._writer: RunLogWriter | None = None
        self._started = time.monotonic()
        if resume:
            self.log = RunLog.read(self.folder)
            self.run_id = self.log.header.run_id
            self.done = frozenset(self.log.done())

    @property
    def is_open(self) -> bool:
        """Whether the log is being written."""
        return self._writer is not None

    @property
    def former_seed(self) -> int | None:
        """The seed of the run that is resumed."""
        return self.log.header.seed if self.log is not None else None

    def open(
        self, selected: Mapping[LegKey, Iterable[str]], facts: Mapping[LegKey, Mapping[str, str]]
    ) -> RunLog:
        """Start the log, or go on with it, for the selected cases of each leg.

        Raises:
            UsageProblem: the folder holds another run.
            InfraProblem: it cannot be written.
        """
        header = header_of(self.plan, self.run_id, selected, facts)
        if self._resume:
            self._writer, self.log = RunLogWriter.resume(self.folder, header)
        else:
            self._writer = RunLogWriter.create(self.folder, header)
            self.log = RunLog(header, path=self.folder)
        point_latest(self.plan.matrix.root, self.folder)
        return self.log

    def case(self, record: CaseRecord) -> None:
        """Keep the record of a case."""
        if self._writer is None or self.log is None:
            raise RuntimeError("the log is not open")
        self.log.add(record, self._writer.case(record))

    def server(self, record: ServerRecord) -> None:
        """Keep what a server said of itself."""
        if self._writer is None or self.log is None:
            raise RuntimeError("the log is not open")
        self._writer.server(record)
        self.log.servers.append(record)

    def guard(self, record: GuardRecord) -> None:
        """Keep what the leak guard has seen."""
        if self._writer is None or self.log is None:
            raise RuntimeError("the log is not open")
        self._writer.guard(record)
        self.log.guards.append(record)

    def finish(self, *, complete: bool) -> Gate | None:
        """Write the footer if the run came to its end, and all reports; None without a log.

        Raises:
            InfraProblem: the folder cannot be written.
        """
        if self._writer is None or self.log is None:
            return None
        try:
            if complete:
                footer = self._footer(self.log)
                self._writer.footer(footer)
                self.log.footer = footer
        finally:
            self._writer.close()
            self._writer = None
        derive(self.log, self.folder)
        return gate_of(self.log)

    def abandon(self) -> None:
        """Close the log as it is; for the case that not even reports can be written."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def resume_command(self) -> str:
        """How to go on with this run."""
        shown = self.folder
        if shown.is_relative_to(Path.cwd()):
            shown = shown.relative_to(Path.cwd())
        return f"the same command with --out {shown} --resume"

    def _footer(self, log: RunLog) -> Footer:
        gate = gate_of(log, finished=True)
        return Footer(
            finished=now_text(),
            duration_s=round(time.monotonic() - self._started, 3),
            counts=log.counts(),
            gate="pass" if gate.holds else "fail",
            reasons=gate.reasons,
        )


def exit_code(problem: LabError | None, gate: Gate | None) -> int:
    """The exit code: trouble with the request or the world first, then the gate."""
    if problem is not None:
        return problem.exit_code
    return EXIT_OK if gate is not None and gate.holds else EXIT_GATE
