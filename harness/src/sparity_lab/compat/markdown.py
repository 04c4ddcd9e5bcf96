"""`matrix.md`: the matrix as a table that people paste, and each silently wrong case below it."""

from sparity_lab.compat.classes import WORST_FIRST
from sparity_lab.compat.document import Cell, MatrixDocument
from sparity_lab.compat.wording import LABELS, MEANINGS, SIGNS, headlines, summary_of, target_label

CASES_OF_A_CELL = 25
"""A cell with more is cut: the page and the JSON have them all."""


def markdown(found: MatrixDocument) -> str:
    """The text of `matrix.md`."""
    lines = ["# Compatibility of Spark Connect clients and servers", "", _origin(found), ""]
    for profile in found.profiles:
        if len(found.profiles) > 1:
            lines += [f"## {profile.name}", ""]
        lines += [*_table(found, profile.name), ""]
    lines += [_legend(), "", *(f"- {_text(line)}" for line in headlines(found)), ""]
    lines += _silent(found)
    return "\n".join(lines).rstrip() + "\n"


def _origin(found: MatrixDocument) -> str:
    cases = sum(profile.cases for profile in found.profiles)
    parts = [
        found.date or "not finished",
        f"{cases} cases" + (f" (`-k {_text(found.keyword)}`)" if found.keyword else ""),
        f"sparity-lab {found.lab_version}",
        f"cases `{', '.join(profile.digest[:12] for profile in found.profiles)}`",
        f"goldens `{found.goldens[:12]}`",
    ]
    return " · ".join(parts)


def _table(found: MatrixDocument, profile: str) -> list[str]:
    heads = [target_label(one.name, one.provider, one.served) for one in found.targets]
    lines = [f"| client | {' | '.join(_text(head) for head in heads)} |"]
    lines.append(f"|---|{'---|' * len(heads)}")
    for client in found.clients:
        cells = [found.cell(client.name, target.name, profile) for target in found.targets]
        lines.append(f"| `{_text(client.name)}` | {' | '.join(_short(cell) for cell in cells)} |")
    return lines


def _short(cell: Cell | None) -> str:
    return "" if cell is None else f"{SIGNS[cell.verdict]} {summary_of(cell)}"


def _legend() -> str:
    shown = [name for name in WORST_FIRST if name in MEANINGS]
    return "  \n".join(f"{SIGNS[name]} **{LABELS[name]}**: {MEANINGS[name]}" for name in shown)


def _silent(found: MatrixDocument) -> list[str]:
    lines = []
    for cell in found.cells:
        own = cell.silent
        if not own:
            continue
        lines += [f"### Silently wrong: `{_text(cell.client)}` on {_text(cell.target)}", ""]
        lines += [f"- `{one.case}`: {_text(one.difference)}" for one in own[:CASES_OF_A_CELL]]
        if len(own) > CASES_OF_A_CELL:
            lines.append(f"- … and {len(own) - CASES_OF_A_CELL} more")
        lines.append("")
    return lines


def _text(text: str) -> str:
    """Text that neither a table nor Markdown takes for something else."""
    line = " ".join(text.split())
    for sign in "\\|<>*_`[]":
        line = line.replace(sign, f"\\{sign}")
    return line
