"""The sentences about a document that every format says in the same words."""

from sparity_lab.drift.deciders import Decider
from sparity_lab.drift.document import Drift
from sparity_lab.drift.kinds import SILENT

SIDES: dict[Decider, str] = {"server": "server", "either": "either", "client": "PySpark"}
"""Who decides, in a word."""

SIDES_MEAN: dict[Decider, str] = {
    "server": "Spark's server decides it: it changes with the server",
    "either": "server or PySpark: the server's answer changed, and it is not known whether because "
    "PySpark asks for something else; or it takes the newer of both",
    "client": "PySpark decides it, by what it asks for or by what it makes of the answer: it "
    "changes with the client",
}


def headline(drift: Drift) -> str:
    """What changed, in one line."""
    silent = sum(entry.kind in SILENT for entry in drift.entries)
    where = " that concern your code" if drift.uses is not None else ""
    return (
        f"From Spark {drift.before} to {drift.after}: {len(drift.entries)} changes{where}, "
        f"{silent} of them silent, in {len(drift.by_subject())} functions and methods"
    )


def gaps(drift: Drift) -> list[str]:
    """What was compared, and what could not be; who is asked who decides."""
    lines = [
        f"{drift.compared} of {drift.cases} cases compared by their goldens, "
        f"{drift.unchanged} are the same in both"
    ]
    lines += [
        f"{count} cases have no golden of {version}: nothing is said about them"
        for version, count in drift.no_golden.items()
        if count
    ]
    if drift.crossed:
        lines.append(f"who decides was measured too: {', '.join(drift.crossed)}")
    return lines


def your_code(drift: Drift) -> list[str]:
    """What was read of somebody's code, and what could not be."""
    uses = drift.uses
    if uses is None:
        return []
    lines = [
        f"your code: {uses.files} files, {uses.names} public names called; {drift.elsewhere} more "
        "changes are about nothing that it calls",
        "methods of what cannot be followed are matched by their names, SQL texts by the names of "
        "their functions",
    ]
    if uses.strangers:
        lines.append(f"{uses.strangers} files have nothing of Spark in them and do not count")
    lines += [f"not read: {file}: {why}" for file, why in uses.unreadable.items()]
    return lines
