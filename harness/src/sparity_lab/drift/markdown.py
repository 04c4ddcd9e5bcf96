"""The document as Markdown: a table of functions and methods, then changes with both outcomes."""

from sparity_lab.drift.document import UNATTRIBUTED, Drift, Entry, tally
from sparity_lab.drift.kinds import BY_NAME, KINDS
from sparity_lab.drift.wording import gaps, headline, your_code
from sparity_lab.report.markdown import escape

DETAILS = 100
"""Changes told in full with a program to run; the page from `--format html` has all of them."""
MOST_LINES = 12


def markdown(drift: Drift) -> str:
    """The text of the Markdown file."""
    lines = [f"# What changed from Spark {drift.before} to {drift.after}", ""]
    lines += [f"{escape(headline(drift))}.", ""]
    lines += [f"- {escape(line)}" for line in (*gaps(drift), *your_code(drift))]
    lines += ["", "| change | server | PySpark | means that |", "|---|---:|---:|---|"]
    for kind, server, client in drift.sides():
        lines.append(f"| {kind.title} | {server} | {client} | {kind.meaning} |")
    lines += ["", "## Functions and methods", ""]
    lines += [f"| name | {' | '.join(kind.title for kind in KINDS)} |"]
    lines += ["|---|" + "---:|" * len(KINDS)]
    for name, entries in drift.by_subject().items():
        counts = (str(count) if count else "" for count in tally(entries).values())
        lines.append(f"| {escape(name)} | {' | '.join(counts)} |")
    lines += ["", "## Changes", ""]
    for entry in drift.entries[:DETAILS]:
        lines += _entry(drift, entry)
    if len(drift.entries) > DETAILS:
        lines.append(f"… and {len(drift.entries) - DETAILS} more: --format html has all of them.")
    return "\n".join(lines) + "\n"


def _entry(drift: Drift, entry: Entry) -> list[str]:
    kind = BY_NAME[entry.kind]
    facts = drift.facts[entry.case]
    side = "Spark's server computes it" if entry.side == "server" else "PySpark alone decides it"
    what = f"`{entry.case}`"
    if entry.observation is not None:
        what += f", observation {escape(entry.observation)}"
    lines = [f"### {escape(', '.join(entry.subjects) or UNATTRIBUTED)}: {kind.title}", ""]
    lines += [f"{escape(facts.title)} {side}. Case {what}, `{facts.source}`.", ""]
    if entry.places:
        lines += ["Your code: " + ", ".join(f"`{place}`" for place in entry.places), ""]
    lines += _outcome(drift.before, entry.before) + _outcome(drift.after, entry.after)
    lines += ["<details><summary>A program that shows it</summary>", ""]
    lines += [*_fenced(facts.snippet.rstrip(), "python"), "", "</details>", ""]
    return lines


def _outcome(version: str, told: tuple[str, ...]) -> list[str]:
    lines = list(told[:MOST_LINES])
    if len(told) > MOST_LINES:
        lines.append(f"… {len(told)} lines in all")
    return [f"Spark {version}:", "", *_fenced("\n".join(lines), "text"), ""]


def _fenced(text: str, language: str) -> list[str]:
    fence = "````" if "```" in text else "```"
    return [f"{fence}{language}", text, fence]
