"""`sparity-lab fuzz`: one server, the client and PySpark beside it, programs that nobody wrote."""

import ast
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from sparity_lab.cases import Case
from sparity_lab.fuzz.programs import FUNCTION
from sparity_lab.fuzz.search import search
from sparity_lab.legs import LegPlan, Request
from sparity_lab.minimise.command import ATTEMPT_TIMEOUT_S
from sparity_lab.minimise.cutting import function_of
from sparity_lab.minimise.trials import CaseRunner
from sparity_lab.minimise.wanted import check_leg
from sparity_lab.outcome.model import digest
from sparity_lab.preparing import WorkshopMaker, planned, settled
from sparity_lab.problems import EXIT_GATE, EXIT_OK, UsageProblem
from sparity_lab.progress import ConsoleWatcher
from sparity_lab.records import CaseRecord
from sparity_lab.report.files import write_atomically
from sparity_lab.report.wording import first_difference
from sparity_lab.signals import polite_signals
from sparity_lab.staging import stage
from sparity_lab.verdict.judge import NEWEST
from sparity_lab.verdict.versions import same_minor

FOLDER = Path("reports") / "fuzz"
_SAID_EVERY = 50


@dataclass(frozen=True, slots=True)
class FuzzOptions:
    """What was asked for."""

    target: str = NEWEST
    client: str | None = None
    examples: int = 300
    seed: int | None = None
    out: Path | None = None
    root: Path | None = None


def fuzz(
    options: FuzzOptions, console: Console, make_workshop: WorkshopMaker = lambda *_: None
) -> int:
    """Run programs until one diverges; 0 when none did, else its smallest form is written.

    Raises:
        UsageProblem: there is no such target or client, or no PySpark can run beside it.
        InfraProblem: a server or driver fails.
    """

    def say(line: str) -> None:
        console.print(line, markup=False, highlight=False, soft_wrap=True)

    seed = secrets.randbelow(2**31) if options.seed is None else options.seed
    watcher = ConsoleWatcher(console)
    try:
        with polite_signals(), tempfile.TemporaryDirectory(prefix="sparity-fuzz-") as folder:
            request = Request(
                targets=(options.target,),
                clients=(options.client,) if options.client else (),
                # Programs that nobody wrote have no goldens.
                oracle="live",
            )
            prepared = planned(request, options.root, watcher.progress, make_workshop)
            settled(prepared, prepared.workshop.served_versions(prepared.plan))
            leg = prepared.plan.legs[0]
            check_leg(leg)
            with stage(prepared, leg, reruns=1, timeout_s=ATTEMPT_TIMEOUT_S) as staged:
                watcher.close()
                say(f"{leg.client.name} and PySpark on {leg.target.name}, seed {seed}")
                tried = _Tried(leg, staged.engine, Path(folder), say)
                found = search(tried.diverges, examples=options.examples, seed=seed)
                if found.text is None:
                    say(f"{found.tried} programs, all of them equal")
                    return EXIT_OK
                last = tried.record(found.text)
    finally:
        watcher.close()
    out = options.out or prepared.plan.matrix.root / FOLDER / f"{digest(found.text)[:12]}.py"
    write_atomically(out, found.text)
    say("")
    say(found.text)
    say(first_difference(last))
    say(f"written to {out}, after {found.tried} programs")
    say("to keep it as a case, put its function into a suite, with what it mirrors and a name")
    return EXIT_GATE


class _Tried:
    """Runs texts as cases of a leg."""

    def __init__(
        self, leg: LegPlan, runner: CaseRunner, folder: Path, say: Callable[[str], None]
    ) -> None:
        if not leg.cases:
            raise UsageProblem("nothing runs on this target", hint="give another --target")
        self._leg = leg
        self._runner = runner
        self._folder = folder
        self._say = say
        self._count = 0

    def diverges(self, text: str) -> bool:
        """Whether client and PySpark differ in a program, each time that it is run."""
        record = self.record(text)
        if self._count % _SAID_EVERY == 0:
            self._say(f"{self._count} programs")
        # What clients decide alone is PySpark's newest way, which is not beside an older server.
        older = not same_minor(self._leg.target.spark or "", NEWEST)
        return record.verdict == "divergent" and not (record.side == "client" and older)

    def record(self, text: str) -> CaseRecord:
        """The record of a program."""
        # A driver loads a file once, so each attempt is a file of its own.
        self._count += 1
        file = self._folder / f"generated_{self._count}.py"
        file.write_text(text, encoding="utf-8")
        profile = self._leg.profile.name
        return self._runner.run(
            Case(
                id=f"{profile}/fuzz/{FUNCTION}",
                profile=profile,
                suite="fuzz",
                function=FUNCTION,
                params=None,
                file=file,
                line=function_of(ast.parse(text), FUNCTION).lineno,
                title="",
                mirrors="",
                since="3.4",
                until=None,
                ordered=False,
                needs=(),
                digest=digest(text),
            )
        )
