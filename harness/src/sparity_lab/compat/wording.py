"""Words that the terminal, the Markdown and the page share; they format nothing."""

from sparity_lab.compat.classes import NOT_JUDGED, Class
from sparity_lab.compat.document import Cell, MatrixDocument
from sparity_lab.verdict.versions import minor

LABELS: dict[Class, str] = {
    "silent": "silently wrong",
    "loud": "loud failure",
    "server": "wrong by the server",
    "missing": "did not run",
    "infra": "not judged",
    "flaky": "flaky",
    "unsupported": "documented as unsupported",
    "equal": "equal",
}

SHORT: dict[Class, str] = LABELS | {
    "loud": "loud",
    "server": "the server's",
    "unsupported": "unsupported",
}
"""Labels where there is little room."""

SIGNS: dict[Class, str] = {
    "silent": "✗",
    "loud": "!",
    "server": "≠",
    "missing": "?",
    "infra": "?",
    "flaky": "~",
    "unsupported": "-",
    "equal": "✓",
}

MEANINGS: dict[Class, str] = {
    "silent": "A result without an error, and it is not what PySpark on that server gives.",
    "loud": "An error where PySpark on that server gives a result, or another error than its own.",
    "server": "A result that is not Spark's, by the server's doing: PySpark of its version has it "
    "too, or this client is right on Spark itself.",
    "unsupported": "Newer than client or server, and an error says so by name.",
    "equal": "As PySpark on that server.",
}


def summary_of(cell: Cell) -> str:
    """A cell in a few words: what is wrong first, what is equal last."""
    if not cell.complete:
        return "did not run"
    told = []
    if cell.counts["silent"]:
        told.append(f"{cell.counts['silent']} silently wrong")
    if cell.counts["loud"]:
        told.append(f"{cell.counts['loud']} loud")
    if cell.counts["server"]:
        told.append(f"{cell.counts['server']} wrong by the server")
    if lost := sum(cell.counts[name] for name in NOT_JUDGED):
        told.append(f"{lost} not judged")
    if cell.counts["unsupported"]:
        told.append(f"{cell.counts['unsupported']} unsupported")
    told.append(f"{cell.counts['equal']} equal")
    return ", ".join(told)


def headlines(found: MatrixDocument) -> list[str]:
    """One line for each client: where it is silently wrong."""
    return [_headline(found, client.name) for client in found.clients]


def _headline(found: MatrixDocument, client: str) -> str:
    cells = [cell for cell in found.cells if cell.client == client]
    wrong = [cell for cell in cells if cell.counts["silent"]]
    where = ", ".join(f"{cell.counts['silent']} on {cell.target}" for cell in wrong)
    undone = sum(not cell.complete for cell in cells)
    if undone == len(cells):
        return f"{client}: did not run"
    rest = f" ({undone} of its {len(cells)} cells did not run)" if undone else ""
    if not wrong:
        done = len(cells) - undone
        return f"{client}: never silently wrong in {done} {'cell' if done == 1 else 'cells'}{rest}"
    return f"{client}: silently wrong: {where}{rest}"


def target_label(name: str, provider: str, served: str | None) -> str:
    """A target as people call it: `Spark 4.1.1`, or its name and what it serves.

    >>> target_label("4.1.1", "process", "4.1.1")
    'Spark 4.1.1'
    >>> target_label("sail", "sail", "4.2.0")
    'sail (Spark 4.2)'
    """
    if provider == "process":
        return f"Spark {name}"
    line = ".".join(str(part) for part in minor(served)) if served else "?"
    return f"{name} (Spark {line})"
