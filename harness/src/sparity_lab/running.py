"""Runs a request through pytest in this process: the same items as `pytest parity_suites`."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from sparity_lab.legs import RERUNS, Request
from sparity_lab.matrix import find_root
from sparity_lab.preparing import Prepared, WorkshopMaker, prepare
from sparity_lab.problems import EXIT_INFRA, LabError
from sparity_lab.pytest_session import ParitySession
from sparity_lab.signals import polite_signals
from sparity_lab.watching import Watcher

DEBUG_VARIABLE = "SPARITY_LAB_DEBUG"
"""Set to anything to see tracebacks."""

_FAILURE_LENGTH = 300


@dataclass(frozen=True)
class RunOptions:
    """The options of `sparity-lab run`."""

    targets: Sequence[str] = ()
    clients: Sequence[str] = ()
    profiles: Sequence[str] = ()
    keyword: str = ""
    oracle: str = ""
    workers: int = 0
    out: Path | None = None
    resume: bool = False
    root: Path | None = None
    order: str = "file"
    seed: int | None = None
    reruns: int = RERUNS
    record: bool = False
    reuse: bool = False
    spark: str | None = None
    shared_files: bool | None = None
    pytest_args: Sequence[str] = ()


class _Attach:
    """Lets a watcher look at the session that the plugin makes, and keeps what goes wrong."""

    def __init__(self, watcher: Watcher, prepared: Prepared) -> None:
        self._watcher = watcher
        self._prepared = prepared
        self.session: ParitySession | None = None
        self.failure: str | None = None
        self.details: str = ""

    def pytest_configure(self, config: pytest.Config) -> None:
        """Find the session: the plugin's own hook comes first."""
        self.session = ParitySession.of(config)
        if self.session is not None:
            self.session.watcher = self._watcher
            self.session.prepared = self._prepared

    def pytest_internalerror(
        self, excrepr: object, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> bool:
        """Keep what went wrong inside pytest; it is told once, at the end."""
        self.failure = " ".join(excinfo.exconly(tryshort=True).split())[:_FAILURE_LENGTH]
        self.details = str(excrepr)
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep why a suite could not be collected."""
        if report.failed and self.failure is None:
            self.details = report.longreprtext
            self.failure = self.details.strip().splitlines()[-1][:_FAILURE_LENGTH]


def run(
    options: RunOptions, watcher: Watcher, make_workshop: WorkshopMaker = lambda *_: None
) -> int:
    """Run the cases; the exit code.

    Raises:
        LabError: what a person has to be told: wrong usage, trouble with the world, interruption.
    """
    root = find_root(options.root)
    with polite_signals():
        prepared = _prepared(options, root, watcher, make_workshop)
        attach = _Attach(watcher, prepared)
        code = int(pytest.main(_arguments(options, prepared), plugins=[attach]))
    session = attach.session
    problem = session.final_problem() if session is not None else None
    if problem is not None:
        raise problem
    if attach.failure is not None or session is None or session.gate is None:
        raise LabError(
            f"the run failed: {attach.failure or f'pytest ended with exit code {code}'}",
            hint=f"run again with {DEBUG_VARIABLE}=1 to see where",
            causes=[attach.details] if os.environ.get(DEBUG_VARIABLE) else (),
            exit_code=EXIT_INFRA,
        )
    return session.exit_code()


def _prepared(
    options: RunOptions, root: Path, watcher: Watcher, make_workshop: WorkshopMaker
) -> Prepared:
    request = Request(
        tuple(options.targets),
        tuple(options.clients),
        tuple(options.profiles),
        options.keyword,
        oracle=options.oracle,
        order=options.order,
        seed=options.seed,
        reruns=options.reruns,
        record=options.record,
        reuse=options.reuse,
        spark=options.spark,
        shared_files=options.shared_files,
    )
    return prepare(
        request, root, options.out, watcher.progress, make_workshop, resume=options.resume
    )


def _arguments(options: RunOptions, prepared: Prepared) -> list[str]:
    """The same run as pytest's arguments: workers started by xdist read them again."""
    plan = prepared.plan
    root = plan.matrix.root
    arguments = [
        *(str(root / name) for name in dict.fromkeys(leg.profile.suites for leg in plan.legs)),
        f"--rootdir={root}",
        # The settings of a surrounding project are not those of a parity run.
        f"--config-file={os.devnull}",
        "--capture=no",
        "-p",
        "no:terminalreporter",
        "-p",
        "no:cacheprovider",
        f"--lab-root={root}",
        f"--lab-order={plan.order}",
        f"--lab-reruns={plan.reruns}",
    ]
    # Without a target pytest would not know that this is a parity run.
    targets = options.targets or [plan.matrix.default_target]
    arguments += [f"--target={name}" for name in targets]
    arguments += [f"--client={name}" for name in options.clients]
    arguments += [f"--profile={name}" for name in options.profiles]
    if prepared.recorder is not None:
        arguments.append(f"--alluredir={prepared.recorder.folder / 'allure-results'}")
    if plan.seed is not None:
        arguments.append(f"--lab-seed={plan.seed}")
    if options.oracle:
        arguments.append(f"--oracle={options.oracle}")
    if options.spark is not None:
        arguments.append(f"--lab-spark={options.spark}")
    if options.shared_files is not None:
        arguments.append(f"--lab-shared-files={'yes' if options.shared_files else 'no'}")
    if options.record:
        arguments.append("--lab-record")
    if options.reuse:
        arguments.append("--lab-reuse")
    if options.keyword:
        arguments.append(f"-k={options.keyword}")
    if options.workers > 0:
        arguments.append(f"--numprocesses={options.workers}")
    return [*arguments, *options.pytest_args]
