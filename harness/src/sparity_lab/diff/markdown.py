"""The difference of two runs as Markdown for a pull request."""

from sparity_lab.diff.classes import CLASSES, MEANING, TITLES
from sparity_lab.diff.document import Entry, RunDiff
from sparity_lab.diff.wording import headline, remarks, words_of
from sparity_lab.report.markdown import DETAILS, escape

_OPEN = ("added", "changed")
"""Classes that a reviewer sees without a click."""


def markdown(found: RunDiff) -> str:
    """The text: a table of legs, then the cases that are not unchanged."""
    lines = [
        f"## {'✅' if found.holds else '❌'} Parity: {escape(headline(found))}",
        "",
        f"From run `{found.a.run_id}` to run `{found.b.run_id}`.",
        "",
        f"| leg | {' | '.join(TITLES[name] for name in CLASSES)} |",
        "|---|" + "---:|" * len(CLASSES),
    ]
    for leg in found.legs:
        counts = " | ".join(str(leg.counts[name]) for name in CLASSES)
        lines.append(f"| {escape(leg.leg)} | {counts} |")
    for name in CLASSES:
        entries = found.of(name)
        if not entries:
            continue
        title = f"{TITLES[name]}: {len(entries)}"
        if name in _OPEN:
            lines += ["", f"### {title}", "", f"A case that {MEANING[name]}.", ""]
        else:
            lines += ["", f"<details><summary>{title}</summary>", ""]
        lines += [_line(entry) for entry in entries[:DETAILS]]
        if len(entries) > DETAILS:
            lines.append(f"- … and {len(entries) - DETAILS} more: --format json has all of them.")
        if name not in _OPEN:
            lines += ["", "</details>"]
    said = remarks(found)
    if said:
        lines += ["", "```text", *said, "```"]
    return "\n".join(lines) + "\n"


def _line(entry: Entry) -> str:
    words = words_of(entry)
    said = f": {escape(words)}" if words else ""
    step = f"{escape(entry.before)} → {escape(entry.after)}"
    return f"- `{entry.case}` on {escape(entry.leg)}, {step}{said}"
