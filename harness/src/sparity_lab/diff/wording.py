"""Sentences about two runs that the table and the Markdown share; formats nothing."""

from sparity_lab.diff.classes import CLASSES, TITLES
from sparity_lab.diff.document import Entry, RunDiff


def headline(found: RunDiff) -> str:
    """How many cases are of which class, and what follows."""
    counts = found.counts
    parts = [f"{counts[name]} {TITLES[name]}" for name in CLASSES if counts[name]]
    gate = "no failure was added" if found.holds else "failures were added: the gate does not hold"
    return f"{', '.join(parts) or 'no case'}; {gate}"


def words_of(entry: Entry) -> str:
    """What is to be said of an entry besides its kinds."""
    said = [
        entry.words,
        f"was {entry.renamed_from}" if entry.renamed_from else "",
        "the case was edited" if entry.edited else "",
    ]
    return "; ".join(part for part in said if part)


def remarks(found: RunDiff) -> list[str]:
    """What a reader has to know besides the cases, a line each."""
    lines = list(found.notes)
    for name, legs in (("A", found.only_in_a), ("B", found.only_in_b)):
        lines += [f"only run {name} has {leg}: nothing is said about it" for leg in legs]
    if found.likely_renames:
        lines.append("these may be renames; if they are, put the lines in a file for --renames:")
        lines += [f'  "{old}" = "{new}"' for old, new in found.likely_renames.items()]
    return lines
