"""One pytest session that runs parity cases: plan, servers, engines, log; items are elsewhere.

The same class serves three roles. Alone it does everything. With xdist the controller plans,
prepares and writes the log, and each worker runs all legs of the targets it is given, with a server
of its own for each: a target is one xdist group, so no server is started twice at a time.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sparity_lab.cache import Progress
from sparity_lab.cases import Case
from sparity_lab.engine import LegEngine, LegStopped
from sparity_lab.leaks.guard import LeakGuard
from sparity_lab.legs import LegPlan, Plan, Request, item_name
from sparity_lab.preparing import Prepared, planned, prepare, settled
from sparity_lab.problems import EXIT_INFRA, InfraProblem, LabError
from sparity_lab.recorder import Recorder, exit_code
from sparity_lab.records import CaseRecord, GuardRecord, LegKey, ServerRecord
from sparity_lab.report.gate import Gate
from sparity_lab.reuse import Results
from sparity_lab.watching import Silent, Watcher
from sparity_lab.workshop import Running, Workshop

RECORD_PROPERTY = "sparity_lab_record"
STOP_PROPERTY = "sparity_lab_stop"
SERVER_PROPERTY = "sparity_lab_server"
GUARD_PROPERTY = "sparity_lab_guard"

_DONE_KEY = "sparity_lab_done"
_SERVED_KEY = "sparity_lab_served"
_RESULTS_KEY = "sparity_lab_results"


class ParitySession:
    """The plugin object of a parity run."""

    NAME = "sparity-lab-session"

    def __init__(self, config: pytest.Config, watcher: Watcher | None = None) -> None:
        self.config = config
        self.watcher: Watcher = watcher or Silent()
        self.problem: LabError | None = None
        self.gate: Gate | None = None
        self.interrupted = False
        self._input: dict[str, Any] | None = getattr(config, "workerinput", None)
        self.prepared: Prepared | None = None
        self._news: list[tuple[str, ServerRecord | GuardRecord]] = []
        self._following: Case | None = None
        self._left: CaseRecord | None = None
        self._stopped: dict[LegKey, LegStopped] = {}
        self._current: _OpenLeg | None = None
        self._server: _OpenServer | None = None
        self._index: dict[str, tuple[LegKey, str]] = {}
        # -k is read once, by the lab's own rules, on case ids: pytest would match folders too.
        self._keyword: str = config.option.keyword or ""
        config.option.keyword = ""

    @classmethod
    def of(cls, config: pytest.Config) -> "ParitySession | None":
        """The session of a run, None when it is an ordinary one."""
        found: ParitySession | None = config.pluginmanager.get_plugin(cls.NAME)
        return found

    @property
    def ready(self) -> Prepared:
        """The plan and what belongs to it, once the session has started."""
        if self.prepared is None:
            raise RuntimeError("the session has not started")
        return self.prepared

    @property
    def plan(self) -> Plan:
        """What is run."""
        return self.ready.plan

    @property
    def recorder(self) -> Recorder | None:
        """Who keeps the run; None in a worker."""
        return self.prepared.recorder if self.prepared else None

    @property
    def is_worker(self) -> bool:
        """Whether this process was started by xdist."""
        return self._input is not None

    def owns(self, path: Path) -> bool:
        """Whether a file is a suite of the lab's."""
        suites = self.plan.suites.resolve()
        return path.resolve().is_relative_to(suites) and path.name.startswith("test_parity_")

    # --- hooks of pytest --------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Plan the run and prepare what takes long, before any worker starts."""
        with self._told():
            self._prepare()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Put the items of a leg together and leave out what a resumed run has done.

        What is taken over comes first: so the last case of a leg is one that runs, if any does.
        """
        order = {
            (leg.key, case.id): (number, (leg.key, case.id) not in self.ready.known, place)
            for number, leg in enumerate(self.plan.legs)
            for place, case in enumerate(leg.cases)
        }
        mine = [item for item in items if self._leg_of(item) is not None]
        mine.sort(key=lambda item: order[self._key(item)])
        done = [item for item in mine if self._key(item) in self.ready.done]
        rest = [item for item in items if item not in mine]
        items[:] = [*rest, *(item for item in mine if self._key(item) not in self.ready.done)]
        if done:
            config.hook.pytest_deselected(items=done)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Open the log, unless a controller does."""
        if not self.is_worker and not self.config.option.collectonly:
            with self._told():
                keys = [self._key(item) for item in session.items if self._leg_of(item)]
                self._open_log(keys)

    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Open the log when the first worker has told what there is to run."""
        if self.recorder is None or self.recorder.is_open:
            return
        with self._told():
            self._open_log([self._indexed(nodeid) for nodeid in ids])

    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker what the controller found out."""
        node.workerinput[_SERVED_KEY] = dict(self.ready.served)
        node.workerinput[_DONE_KEY] = _plain(self.ready.done)
        results = self.ready.results
        if results is not None:
            worlds = [[*key, world] for key, world in results.worlds.items()]
            node.workerinput[_RESULTS_KEY] = [results.run_id, worlds, _plain(self.ready.known)]

    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """One group a target, so that each server is used by one worker."""
        from sparity_lab.pytest_scheduler import TargetScheduling

        return TargetScheduling(config, log, lambda nodeid: self._indexed(nodeid)[0].target)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        """Know which case of the same leg is the next."""
        same = nextitem is not None and self._leg_of(nextitem) is self._leg_of(item)
        self._following = getattr(nextitem, "case", None) if same else None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what an item left; only the controller writes."""
        if self.is_worker or report.when != "call":
            return
        for name, value in report.user_properties:
            if name == RECORD_PROPERTY:
                left, self._left = self._left, None
                self._keep(left or CaseRecord.model_validate_json(str(value)))
            elif name == SERVER_PROPERTY and self.recorder is not None:
                with self._told():
                    self.recorder.server(ServerRecord.model_validate_json(str(value)))
            elif name == GUARD_PROPERTY and self.recorder is not None:
                with self._told():
                    self.recorder.guard(GuardRecord.model_validate_json(str(value)))
            elif name == STOP_PROPERTY:
                self._note(json.loads(str(value)))

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Remember that a person ended the run; pytest calls this for its own ends too."""
        self.interrupted = isinstance(excinfo.value, KeyboardInterrupt)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Stop drivers and servers; finish the log and settle the exit code."""
        self._close(at_once=self.interrupted or exitstatus == pytest.ExitCode.INTERRUPTED)
        if self.recorder is None:
            return
        if exitstatus == pytest.ExitCode.INTERRUPTED and self.problem is None:
            self.interrupted = True
        self._finish(self.recorder)
        session.exitstatus = self.exit_code()

    def pytest_unconfigure(self) -> None:
        """Leave nothing running, whatever happened before."""
        self._close(at_once=True)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say where the report is, below pytest's own output."""
        if self.recorder is None or self.recorder.log is None:
            return
        terminalreporter.section("parity")
        if self.gate is not None:
            terminalreporter.line(f"gate: {self.gate.word}")
            for reason in self.gate.reasons:
                terminalreporter.line(f"  {reason}")
        terminalreporter.line(f"report: {self.recorder.folder / 'index.html'}")
        problem = self.final_problem()
        if problem is not None:
            terminalreporter.line(problem.render())

    # --- what items use ---------------------------------------------------------------------

    def run(self, leg: LegPlan, case: Case) -> CaseRecord:
        """The record of one case; the server and the drivers of its leg are up for it.

        Raises:
            LegStopped: the leg cannot go on.
        """
        known = self._known(leg, case)
        if known is not None:
            return self.plan.policy.stamped(known, leg.target.spark)
        earlier = self._stopped.get(leg.key)
        if earlier is not None:
            raise LegStopped(f"not run: {earlier.message}")
        try:
            current = self._open_leg(leg)
            current.guard.begins()
            record = current.engine.run(case, self._ahead(leg, current.guard))
            seen = current.guard.ran(case, last=self._following is None)
            if seen is not None:
                self._news.append((GUARD_PROPERTY, seen))
            if self.ready.results is not None:
                self.ready.results.keep(leg, case, record)
            return self.plan.policy.stamped(record, leg.target.spark)
        except LegStopped as problem:
            self._stopped[leg.key] = problem
            self._close(at_once=True)
            raise
        except InfraProblem as problem:
            stopped = LegStopped(problem.message, hint=problem.hint, causes=problem.causes)
            self._stopped[leg.key] = stopped
            self._close(at_once=True)
            raise stopped from problem

    def left(self, record: CaseRecord) -> str:
        """What an item leaves: the record as text, which xdist can send."""
        if not self.is_worker:
            self._left = record
        return record.model_dump_json()

    def take_news(self) -> list[tuple[str, str]]:
        """What server and leak guard had to say since the last case, as properties of an item."""
        news, self._news = self._news, []
        return [(name, record.model_dump_json()) for name, record in news]

    # --- the end ----------------------------------------------------------------------------

    @property
    def complete(self) -> bool:
        """Whether the run came to its end."""
        return self.problem is None and not self.interrupted

    def final_problem(self) -> LabError | None:
        """What a person has to be told at the end, besides the gate."""
        how = f"go on with {self.recorder.resume_command()}" if self.recorder else None
        if self.interrupted:
            return LabError("interrupted; what was done is kept", hint=how, exit_code=EXIT_INFRA)
        if isinstance(self.problem, LegStopped) and self.recorder and self.recorder.log:
            return InfraProblem(self.problem.message, hint=how, causes=self.problem.causes)
        return self.problem

    def exit_code(self) -> int:
        """The exit code of the run."""
        return exit_code(self.final_problem(), self.gate)

    # --- inner workings ---------------------------------------------------------------------

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Turn a problem into the end of the session, with its own exit code."""
        try:
            yield
        except LabError as problem:
            self.problem = problem
            pytest.exit(problem.render(), returncode=problem.exit_code)

    def _prepare(self) -> None:
        if self.prepared is None:
            self.prepared = self._from_options()
        # Workers read their options again, and have to put the cases in the same order.
        self.config.option.lab_seed = self.plan.seed
        several = len(self.plan.legs) > 1
        for leg in self.plan.legs:
            for case in leg.cases:
                place = f"{case.file.parent.name}/{case.file.name}"
                name = item_name(case, leg, several=several)
                self._index[f"{place}::{name}"] = (leg.key, case.id)

    def _from_options(self) -> Prepared:
        option = self.config.option
        root = Path(option.lab_root) if option.lab_root else None
        request = Request(
            targets=tuple(option.target or ()),
            clients=tuple(option.client or ()),
            profiles=tuple(option.profile or ()),
            keyword=self._keyword,
            oracle=option.oracle or "",
            order=option.lab_order,
            seed=option.lab_seed,
            reruns=option.lab_reruns,
            record=option.lab_record,
            reuse=option.lab_reuse,
            spark=option.lab_spark,
            shared_files=option.lab_shared_files and option.lab_shared_files == "yes",
        )
        progress = self.watcher.progress
        if self._input is None and not option.collectonly:
            out = Path(option.out) if option.out else None
            return prepare(request, root, out, progress, self._workshop, resume=option.resume)
        prepared = planned(request, root, progress, self._workshop)
        if self._input is not None:
            settled(prepared, dict(self._input.get(_SERVED_KEY, {})))
            prepared.done = _parsed(self._input.get(_DONE_KEY, []))
            if _RESULTS_KEY in self._input:
                run_id, worlds, known = self._input[_RESULTS_KEY]
                named = {LegKey(*key): world for *key, world in worlds}
                prepared.results = Results(prepared.plan.matrix.root, run_id, named)
                prepared.known = _parsed(known)
        return prepared

    def _workshop(self, plan: Plan, progress: Progress) -> Workshop | None:
        found: Workshop | None = self.config.hook.pytest_sparity_lab_workshop(
            config=self.config, plan=plan, progress=progress
        )
        return found

    def _known(self, leg: LegPlan, case: Case) -> CaseRecord | None:
        """The record of a case that is taken over; None for one that has to run."""
        if self.ready.results is None or (leg.key, case.id) not in self.ready.known:
            return None
        return self.ready.results.find(leg, case)

    def _ahead(self, leg: LegPlan, guard: LeakGuard) -> Case | None:
        """The case that a client may begin before the other one and the judge are ready."""
        following = self._following
        if following is None or guard.looks_next:
            return None
        return None if (leg.key, following.id) in self.ready.known else following

    def _indexed(self, nodeid: str) -> tuple[LegKey, str]:
        """Leg and case of an item that lives in a worker."""
        file, _, name = nodeid.partition("::")
        short = "/".join(Path(file).parts[-2:])
        return self._index[f"{short}::{name}"]

    @staticmethod
    def _leg_of(item: pytest.Item) -> LegPlan | None:
        leg: LegPlan | None = getattr(item, "leg", None)
        return leg

    @staticmethod
    def _key(item: Any) -> tuple[LegKey, str]:
        return item.leg.key, item.case.id

    def _open_log(self, keys: list[tuple[LegKey, str]]) -> None:
        if self.recorder is None:
            return
        selected: dict[LegKey, set[str]] = {leg.key: set() for leg in self.plan.legs}
        for key, case in [*keys, *self.ready.done]:
            if key in selected:
                selected[key].add(case)
        log = self.recorder.open(selected, self.ready.facts)
        self.watcher.begins(log, self.recorder.folder)

    def _keep(self, record: CaseRecord) -> None:
        if self.recorder is None:
            return
        with self._told():
            self.recorder.case(record)
        self.watcher.recorded(record)

    def _note(self, told: dict[str, Any]) -> None:
        if self.problem is None:
            self.problem = LegStopped(told["message"], hint=told["hint"], causes=told["causes"])
            self.watcher.progress(f"stopped: {self.problem.message}")

    def _open_leg(self, leg: LegPlan) -> "_OpenLeg":
        workshop = self.ready.workshop
        if self._current is None or self._current.leg.key != leg.key:
            if self._current is not None:
                self._current.close(at_once=False)
                self._current = None
            if self._server is None or self._server.target != leg.target.name:
                self._close(at_once=False)
                self._server = _OpenServer(workshop, leg)
                self._news.append((SERVER_PROPERTY, self._server.said()))
            self._current = _OpenLeg(workshop, leg, self._server.running, self.plan)
        return self._current

    def _close(self, *, at_once: bool) -> None:
        current, self._current = self._current, None
        server, self._server = self._server, None
        try:
            if current is not None:
                current.close(at_once=at_once)
        finally:
            if server is not None:
                server.close()

    def _finish(self, recorder: Recorder) -> None:
        try:
            self.gate = recorder.finish(complete=self.complete)
        except LabError as problem:
            self.problem = self.problem or problem
            recorder.abandon()
        self.watcher.ends(self)


def _plain(cases: Iterable[tuple[LegKey, str]]) -> list[list[str]]:
    """Cases of legs as what xdist can send."""
    return [[*key, case] for key, case in cases]


def _parsed(cases: Iterable[list[str]]) -> frozenset[tuple[LegKey, str]]:
    return frozenset((LegKey(*key), case) for *key, case in cases)


class _OpenServer:
    """A server that is up until it is closed."""

    def __init__(self, workshop: Workshop, leg: LegPlan) -> None:
        self.target = leg.target.name
        self._stack = contextlib.ExitStack()
        self.running: Running = self._stack.enter_context(workshop.server(leg.target))

    def said(self) -> ServerRecord:
        """What it told when it was first asked."""
        endpoint = self.running.endpoint
        return ServerRecord(
            target=self.target,
            spark_version=endpoint.spark_version,
            details=dict(endpoint.details),
            warnings=list(endpoint.warnings),
        )

    def close(self) -> None:
        """Stop it."""
        self._stack.close()


class _OpenLeg:
    """A leg whose engine is usable until it is closed."""

    def __init__(self, workshop: Workshop, leg: LegPlan, running: Running, plan: Plan) -> None:
        self.leg = leg
        self._stack = contextlib.ExitStack()
        bench = self._stack.enter_context(workshop.bench(leg, running))
        reference = plan.matrix.reference(leg.target).name
        self.engine = LegEngine(leg, reference, bench, plan.matrix.root, reruns=plan.reruns)
        self.guard = LeakGuard(leg.key, self.engine, shared=running.shared)

    def close(self, *, at_once: bool) -> None:
        """Stop the drivers."""
        try:
            if at_once:
                self.engine.kill()
            else:
                self.engine.close()
        finally:
            self._stack.close()
