"""`sparity-lab waivers`: holds the waivers of the working tree against a finished run.

It never makes a waiver and never lets one excuse more; it only refreshes how one fails.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from sparity_lab.legs import cases_of
from sparity_lab.matrix import Matrix
from sparity_lab.problems import UsageProblem
from sparity_lab.report.exemption_rules import Told, spoken_of, told_of_exemptions
from sparity_lab.report.files import write_atomically
from sparity_lab.runfolder import LATEST
from sparity_lab.runlog import LOG_NAME, RunLog
from sparity_lab.verdict.exemptions import WAIVERS, Exemption, Waiver, key_of, matches
from sparity_lab.verdict.policy import Policy, load_policy, unstamped

Say = Callable[[str], None]


@dataclass(frozen=True)
class Refreshed:
    """The signatures of a waiver as they should be, with what was not seen in the run."""

    waiver: Waiver
    fails: tuple[str, ...]
    unseen: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        """Whether the table says something else."""
        return {key_of(one) for one in self.fails} != {key_of(one) for one in self.waiver.fails}


def newest_run(matrix: Matrix) -> Path:
    """The run that `reports/latest` points at.

    Raises:
        UsageProblem: there is none.
    """
    latest = matrix.root / LATEST
    if not (latest / LOG_NAME).is_file():
        raise UsageProblem(
            "there is no run to look at", hint="name the folder of one, or run sparity-lab run"
        )
    return latest


def check(matrix: Matrix, run: Path | None, say: Say) -> bool:
    """Say of every entry whether it is in order; the run is the newest where none is named.

    Raises:
        UsageProblem: a table or the run is broken, or there is no run.
    """
    policy = load_policy(matrix.root, matrix.profiles)
    if not policy.waivers and not policy.quarantine:
        say("no waiver, no quarantine")
        return True
    log = _judged_by(policy, RunLog.read(run or newest_run(matrix)))
    told = told_of_exemptions(log, policy.day)
    misnamed = _misnamed(matrix, [*policy.waivers, *policy.quarantine])
    agreed = True
    for one in told:
        problems = [*one.problems, *misnamed.get(one.name, ())]
        agreed = agreed and not problems
        _tell(one, problems, say)
    return agreed


def refresh(matrix: Matrix, run: Path | None, say: Say, *, write: bool, prune: bool) -> bool:
    """Propose the signatures that the run gives; with `write` put them into the table.

    Signatures that the run did not show stay, because they may be those of other targets, unless
    `prune` is given. Whether nothing is left to be written is what is returned.

    Raises:
        UsageProblem: a table or the run is broken, or there is no run.
    """
    policy = load_policy(matrix.root, ())
    if not policy.waivers:
        say("no waiver")
        return True
    log = _judged_by(policy, RunLog.read(run or newest_run(matrix)))
    found = [_refreshed(log, waiver, prune=prune) for waiver in policy.waivers]
    changed = [one for one in found if one is not None and one.is_new]
    for one in changed:
        say(f"{one.waiver.name}:")
        for sign, mine, yours in (
            ("-", one.waiver.fails, one.fails),
            ("+", one.fails, one.waiver.fails),
        ):
            kept = {key_of(entry) for entry in yours}
            for entry in mine:
                if key_of(entry) not in kept:
                    say(f"  {sign} {entry}")
        for entry in one.unseen:
            say(f"    kept, though not seen in this run: {entry}")
    if not changed:
        say("every waiver fails as it says, as far as this run can tell")
    elif write:
        _write(matrix.root / WAIVERS, changed)
        say(f"{len(changed)} written to {WAIVERS}")
    else:
        say("look at them; then write them with --write")
    return write or not changed


def _judged_by(policy: Policy, log: RunLog) -> RunLog:
    """The run as today's tables would have judged it."""
    header = log.header.model_copy(
        update={"waivers": list(policy.waivers), "quarantine": list(policy.quarantine)}
    )
    versions = {leg.key: leg.server_version for leg in log.header.legs}
    records = [policy.stamped(unstamped(r), versions[r.leg]) for r in log.records]
    return RunLog(
        header, records, log.footer, log.servers, log.guards, path=log.path, torn=log.torn
    )


def _misnamed(matrix: Matrix, entries: list[Exemption]) -> dict[str, list[str]]:
    """What entries speak of that the working tree does not have, by the name of the entry."""
    profiles = list(matrix.profiles.values())
    ids = [case.id for profile in profiles for case in cases_of(matrix, profile)]
    clients = [*matrix.clients, *(f"pyspark=={version}" for version in matrix.spark_versions)]
    versions = [name for v in matrix.spark_versions for name in (v, v.rpartition(".")[0])]
    known = {"cases": ids, "targets": matrix.targets, "clients": clients, "versions": versions}
    return {
        entry.name: [
            f"speaks of {kind} that nobody knows: {pattern}"
            for kind, names in known.items()
            for pattern in getattr(entry, kind)
            if not pattern.startswith("sc://") and not any(matches([pattern], n) for n in names)
        ]
        for entry in entries
    }


def _tell(one: Told, problems: list[str], say: Say) -> None:
    if not problems:
        cases = "case" if one.excused == 1 else "cases"
        say(f"ok    {one.table} {one.name}: {one.excused} {cases} in this run")
    for problem in problems:
        say(f"fail  {one.table} {one.name}: {problem}")


def _refreshed(log: RunLog, waiver: Waiver, *, prune: bool) -> Refreshed | None:
    """None where the run says nothing about the waiver, or shows that it has had its day."""
    records = [record for _, _, record in spoken_of(log, waiver) if record is not None]
    signatures = {
        key_of(record.signature): record.signature
        for record in records
        if record.signature and record.verdict in ("divergent", "waived")
    }
    if not signatures:
        return None
    unseen = [one for one in waiver.fails if key_of(one) not in signatures]
    fails = [*signatures.values(), *([] if prune else unseen)]
    return Refreshed(waiver, tuple(sorted(fails)), () if prune else tuple(unseen))


def _write(file: Path, changed: list[Refreshed]) -> None:
    """Put the signatures in place and leave everything else as it is, comments too."""
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    fails = {one.waiver.name: one.fails for one in changed}
    for entry in document["waivers"]:
        name = entry["name"]
        if name in fails:
            lines = tomlkit.array()
            lines.extend(fails[name])
            entry["fails"] = lines.multiline(True)
    write_atomically(file, tomlkit.dumps(document))
