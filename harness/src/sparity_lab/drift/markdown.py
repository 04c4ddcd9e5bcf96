"""The document as Markdown: what hurts first as tables of a line a change, then some in full."""

from collections.abc import Iterable

from sparity_lab.drift.deciders import DECIDERS
from sparity_lab.drift.document import Drift, Entry, tally
from sparity_lab.drift.groups import Group, groups
from sparity_lab.drift.kinds import BY_NAME, KindName
from sparity_lab.drift.wording import SIDES, SIDES_MEAN, gaps, headline, your_code
from sparity_lab.report.markdown import escape

TOLD: tuple[KindName, ...] = ("values", "types", "fails", "works", "renamed")
"""Kinds told change by change; of the others a reader has enough of the names."""
DETAILS = 30
"""Groups of changes told in full, with a program to run."""
MOST_LINES = 12


def markdown(drift: Drift, page: str | None = None, repository: str | None = None) -> str:
    """The text of the Markdown file.

    Args:
        drift: the document.
        page: the address of the page that has all of it, if it is published beside.
        repository: the address of the repository's root, for links to the cases.
    """
    lines = [f"# What changed from Spark {drift.before} to {drift.after}", ""]
    lines += [f"{escape(headline(drift))}.", ""]
    lines += [f"- {escape(line)}" for line in (*gaps(drift), *your_code(drift))]
    lines += [f"- {_everything(drift, page)}"]
    lines += [f"- {escape(str(drift.origin))}"] if drift.origin else []
    lines += ["", *_kinds(drift), ""]
    for kind in TOLD:
        lines += _told(kind, drift, repository)
    lines += _names(drift)
    lines += _in_full(drift, page)
    return "\n".join(lines).rstrip() + "\n"


def _everything(drift: Drift, page: str | None) -> str:
    """Where all changes are, each with both outcomes and a program."""
    command = (
        f"`sparity-lab drift --from {drift.before} --to {drift.after} --format html --out FILE`"
    )
    what = (
        "every change with both outcomes and a program that shows it, to be searched and filtered"
    )
    return f"{what}: [the page]({page}), or {command}" if page else f"{what}: {command}"


def _kinds(drift: Drift) -> list[str]:
    lines = [f"| change | {' | '.join(SIDES.values())} | means that |"]
    lines.append("|---|" + "---:|" * len(SIDES) + "---|")
    for kind, on in drift.sides():
        counts = " | ".join(str(on[side]) for side in DECIDERS)
        lines.append(f"| {kind.title} | {counts} | {kind.meaning} |")
    return [*lines, "", *(f"- **{SIDES[side]}**: {SIDES_MEAN[side]}" for side in DECIDERS)]


def _told(kind: KindName, drift: Drift, repository: str | None) -> list[str]:
    mine = [entry for entry in drift.entries if entry.kind == kind]
    if not mine:
        return []
    lines = [f"## {BY_NAME[kind].title.capitalize()}", "", f"{BY_NAME[kind].meaning.capitalize()}."]
    lines += [
        "",
        f"| about | {drift.before} → {drift.after} | decides | case |",
        "|---|---|---|---|",
    ]
    for group in groups(mine):
        more = f" (and {group.more} more)" if group.more else ""
        about = ", ".join(escape(name) for name in group.heads)
        what = f"{escape(group.first.summary)}{more}"
        case = _case(drift, group.first, repository)
        lines.append(f"| {about} | {what} | {SIDES[group.first.side]} | {case} |")
    return [*lines, ""]


def _case(drift: Drift, entry: Entry, repository: str | None) -> str:
    name = entry.case.rpartition("/")[2]
    if repository is None:
        return f"`{name}`"
    file, _, line = drift.facts[entry.case].source.rpartition(":")
    return f"[{escape(name)}]({repository}/{file}#L{line})"


def _names(drift: Drift) -> list[str]:
    """Of all other kinds the names alone, with how many changes each has."""
    lines = []
    for kind, _ in drift.sides():
        if kind.name in TOLD or not any(entry.kind == kind.name for entry in drift.entries):
            continue
        counts = {name: tally(mine)[kind.name] for name, mine in drift.by_subject().items()}
        told = sorted(((n, name) for name, n in counts.items() if n), key=lambda p: (-p[0], p[1]))
        lines += [f"## {kind.title.capitalize()}", "", f"{kind.meaning.capitalize()}."]
        lines += [
            "",
            ", ".join(f"{escape(name)} {n}" if n > 1 else escape(name) for n, name in told),
        ]
        lines.append("")
    return lines


def _in_full(drift: Drift, page: str | None) -> list[str]:
    found = groups(drift.entries)
    if not found:
        return []
    where = f"[the page]({page})" if page else "the page"
    rest = f", the first {DETAILS} of {len(found)}; {where} has all" if len(found) > DETAILS else ""
    lines = ["## In full", "", f"Both outcomes, and a program that shows them{rest}.", ""]
    for group in found[:DETAILS]:
        lines += _entry(drift, group)
    return lines


def _entry(drift: Drift, group: Group) -> list[str]:
    entry = group.first
    facts = drift.facts[entry.case]
    what = f"`{entry.case}`"
    if entry.observation is not None:
        what += f", observation {escape(entry.observation)}"
    more = f" {group.more} more changes like it." if group.more else ""
    lines = [f"### {escape(', '.join(group.heads))}: {BY_NAME[entry.kind].title}", ""]
    lines += [f"{escape(facts.title)} Decided by: {SIDES[entry.side]}. Case {what}.{more}", ""]
    if entry.places:
        lines += ["Your code: " + ", ".join(f"`{place}`" for place in entry.places), ""]
    lines += _outcome(drift.before, entry.before) + _outcome(drift.after, entry.after)
    lines += ["<details><summary>A program that shows it</summary>", ""]
    lines += [*_fenced(facts.snippet.rstrip(), "python"), "", "</details>", ""]
    return lines


def _outcome(version: str, told: Iterable[str]) -> list[str]:
    lines = list(told)
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], f"… {len(lines)} lines in all"]
    return [f"Spark {version}:", "", *_fenced("\n".join(lines), "text"), ""]


def _fenced(text: str, language: str) -> list[str]:
    fence = "````" if "```" in text else "```"
    return [f"{fence}{language}", text, fence]
