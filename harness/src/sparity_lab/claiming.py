"""Evaluates a claim by finished runs of the very working tree that makes it; it runs nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from sparity_lab.environments import Environments
from sparity_lab.legs import cases_of
from sparity_lab.matrix import Client, Matrix, Target
from sparity_lab.problems import UsageProblem, unknown_name
from sparity_lab.records import Leg, LegKey
from sparity_lab.report.gate import gate_of, only_leg
from sparity_lab.runfolder import RUNS
from sparity_lab.runlog import LOG_NAME, RunLog
from sparity_lab.verdict.claims import CLAIMS, Claim, load_claims
from sparity_lab.verdict.exemptions import load_quarantine, load_waivers
from sparity_lab.verdict.manifests import COMMAND, load_manifest
from sparity_lab.verdict.policy import today

Answer = Literal["holds", "does not hold", "cannot be told"]

_SHOWN = 5


@dataclass(frozen=True)
class TargetAnswer:
    """What is known of a claim on one target, and the run that it is known from."""

    target: str
    answer: Answer
    reasons: tuple[str, ...] = ()
    log: RunLog | None = None
    leg: Leg | None = None

    @property
    def run(self) -> str:
        """The id of the run; empty where there is none."""
        return self.log.header.run_id if self.log else ""


@dataclass(frozen=True)
class Evaluated:
    """A claim and its answer on each of its targets."""

    claim: Claim
    targets: tuple[TargetAnswer, ...]
    other_tree: bool

    @property
    def answer(self) -> Answer:
        """The answer as a whole: the worst one, and a refuted claim is worse than an open one."""
        answers = [one.answer for one in self.targets]
        for word in ("does not hold", "cannot be told"):
            if word in answers:
                return word
        return "holds"


class Tree:
    """What the working tree is: the world that a run has to be of to count as evidence."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self._digests: dict[str, Mapping[str, str]] = {}

    @cached_property
    def _environments(self) -> Environments:
        return Environments(self.matrix)

    def case_digests(self, profile: str) -> Mapping[str, str]:
        """The digest of every case of a profile."""
        if profile not in self._digests:
            cases = cases_of(self.matrix, self.matrix.profile(profile))
            self._digests[profile] = {case.id: case.digest for case in cases}
        return self._digests[profile]

    def differences(self, log: RunLog, leg: Leg) -> list[str]:
        """In what a leg was run in another world, a line each."""
        target = self.matrix.target(leg.target)
        lines = list(self._case_differences(log, leg))
        manifest = load_manifest(self.matrix.root, leg.profile)
        if manifest is None:
            lines.append(f"{leg.profile} has no frozen manifest: {COMMAND}")
        elif leg.digests.get("manifest") != manifest.digest:
            lines.append(f"the manifest of {leg.profile} changed since")
        if target.spark is not None:
            lines += list(_served_otherwise(log, target, target.spark))
            reference = self.matrix.reference(target)
            if leg.reference != reference.name:
                lines.append(f"reference was {leg.reference}, is {reference.name}")
            client = self.matrix.client(leg.client)
            client = client.at(target.spark) if client.versioned else client
            lines += self._changed(leg, "client", client)
            lines += self._changed(leg, "reference environment", reference)
        for name, then, now in (
            ("waivers", log.header.waivers, load_waivers(self.matrix.root)),
            ("quarantine", log.header.quarantine, load_quarantine(self.matrix.root)),
        ):
            concerned = [one for one in now if one.concerns(*leg.key[:2], leg.server_version)]
            if [one for one in then if one.concerns(*leg.key[:2], leg.server_version)] != concerned:
                lines.append(f"matrix/{name}.toml changed since")
        return lines

    def _changed(self, leg: Leg, name: str, client: Client) -> list[str]:
        was = leg.digests.get(name)
        return [] if was == self._environments.client_digest(client) else [f"{name} changed since"]

    def _case_differences(self, log: RunLog, leg: Leg) -> Iterable[str]:
        now = self.case_digests(leg.profile)
        then = {case: log.header.case_digests.get(case) for case in leg.expected}
        for word, cases in (
            ("edited since", [c for c in then if c in now and then[c] != now[c]]),
            ("no longer there", [c for c in then if c not in now]),
            ("not asked for then", [c for c in now if c not in then]),
        ):
            if cases:
                more = f" and {len(cases) - 1} more" if len(cases) > 1 else ""
                yield f"case {word}: {cases[0]}{more}"


def _served_otherwise(log: RunLog, target: Target, spark: str) -> Iterable[str]:
    """In what the servers of a run were other ones than the table says; they said it themselves.

    A Spark that the lab starts says its very version. Others are what they claim to be: a line.
    """
    told = log.served(target.name)
    if not told:
        yield "no server has told its version"
    wanted = spark if target.provider in ("process", "container") else spark.rpartition(".")[0]
    for version in told:
        if not f"{version}.".startswith(f"{wanted}."):
            yield f"server version was {version}, is {spark}"


def claim_named(matrix: Matrix, name: str) -> Claim:
    """The claim with a name; raises `UsageProblem` for an unknown one."""
    claims = load_claims(matrix.root)
    if name not in claims:
        problem = unknown_name("claim", name, claims)
        raise UsageProblem(
            f"{name!r} is neither the folder of a run nor a claim in {CLAIMS}", hint=problem.hint
        )
    claim = claims[name]
    matrix.client(claim.client)
    matrix.profile(claim.profile)
    for target in claim.targets:
        matrix.target(target)
    return claim


def runs_below(matrix: Matrix) -> list[Path]:
    """Every run that the lab has left below `reports/runs`."""
    return sorted(path.parent for path in (matrix.root / RUNS).glob(f"*/{LOG_NAME}"))


def evaluate(
    matrix: Matrix, claim: Claim, runs: Sequence[Path] = (), *, other_tree: bool = False
) -> Evaluated:
    """Look a claim up in the newest complete runs of its legs: the named ones, else all there are.

    Args:
        matrix: the tables of the working tree.
        claim: what is claimed.
        runs: folders of runs; all below `reports/runs` when empty.
        other_tree: whether runs of another working tree count too.

    Raises:
        UsageProblem: a run or a table is broken.
    """
    logs = _readable(runs or runs_below(matrix), named=bool(runs))
    tree = Tree(matrix)
    answers = tuple(_on_target(tree, claim, name, logs, other_tree) for name in claim.targets)
    return Evaluated(claim, answers, other_tree)


def _readable(runs: Sequence[Path], *, named: bool) -> list[RunLog]:
    """The logs, newest first; one that nobody named and nobody can read is no evidence."""
    logs = []
    for run in runs:
        try:
            logs.append(RunLog.read(run))
        except UsageProblem:
            if named:
                raise
    return sorted(logs, key=lambda log: (log.header.started, log.header.run_id), reverse=True)


def _on_target(
    tree: Tree, claim: Claim, target: str, logs: Sequence[RunLog], other_tree: bool
) -> TargetAnswer:
    key = LegKey(target, _bound(tree.matrix, claim.client, target), claim.profile)
    found = [(log, leg) for log in logs for leg in log.header.legs if leg.key == key]
    if not found:
        return TargetAnswer(target, "cannot be told", (f"no run of {key}",))
    usable, passed_over = _first_usable(claim, found)
    if usable is None:
        return TargetAnswer(target, "cannot be told", tuple(passed_over))
    log, leg = usable
    other = [] if other_tree else tree.differences(log, leg)
    if other:
        shown = [f"run {log.header.run_id} is of another working tree", *other[:_SHOWN]]
        return TargetAnswer(target, "cannot be told", tuple(shown), log, leg)
    reasons = _failures(claim, log, leg)
    return TargetAnswer(target, "does not hold" if reasons else "holds", tuple(reasons), log, leg)


def _first_usable(
    claim: Claim, found: Sequence[tuple[RunLog, Leg]]
) -> tuple[tuple[RunLog, Leg] | None, list[str]]:
    """The newest run that can be evidence, and why newer ones, or all, cannot."""
    reasons = []
    for log, leg in found:
        oracle = leg.oracle or log.header.oracle
        if not log.is_complete:
            reasons.append(f"run {log.header.run_id} is incomplete")
        elif not leg.is_whole:
            reasons.append(f"run {log.header.run_id} was asked for some cases only")
        elif any(found and found.taken_over for _, _, found in only_leg(log, leg.key).outlines()):
            reasons.append(f"run {log.header.run_id} took cases over: run it with --no-cache")
        elif not claim.accepts(oracle):
            reasons.append(
                f"run {log.header.run_id} was judged by {oracle}, the claim wants {claim.oracle}"
            )
        else:
            return (log, leg), reasons
    return None, reasons[:_SHOWN]


def _failures(claim: Claim, log: RunLog, leg: Leg) -> list[str]:
    part = only_leg(log, leg.key)
    counts = part.counts()
    reasons = list(gate_of(part).reasons)
    # Quarantine keeps the gate open for a time; it makes no case right.
    quarantined = sum(bool(found and found.quarantine) for _, _, found in part.outlines())
    if quarantined:
        reasons.append(f"flaky, though in quarantine: {quarantined}")
    if counts["waived"] > claim.max_waived:
        reasons.append(f"waived: {counts['waived']}, the claim allows {claim.max_waived}")
    most = claim.most_unsupported(leg.target)
    if most is not None and counts["unsupported"] > most:
        reasons.append(f"unsupported: {counts['unsupported']}, the claim allows {most}")
    expired = [w.name for w in part.header.waivers if w.has_expired(today())]
    reasons += [f"waiver {name!r} has expired since the run" for name in expired]
    return reasons


def _bound(matrix: Matrix, client: str, target: str) -> str:
    version = matrix.target(target).spark
    found = matrix.client(client)
    return found.at(version).name if found.versioned and version else found.name
