"""The run as Markdown for a pull request: a table, then only what is not equal."""

import re
from itertools import islice

from sparity_lab.coverage.wording import headline
from sparity_lab.records import VERDICTS, CaseRecord, Header, Leg
from sparity_lab.report.gate import gate_of, notes_of
from sparity_lab.report.overview import shown_verdicts
from sparity_lab.report.summary import summarise
from sparity_lab.report.wording import (
    MISSING_REASON,
    first_difference,
    repro_command,
    waiver_words,
    where,
)
from sparity_lab.runlog import RunLog

DETAILS = 50
"""Cases told in full: a comment on a pull request is cut at 65,536 characters."""

_QUIET = ("equal", "unsupported", "waived")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def markdown(log: RunLog) -> str:
    """The text of `report.md`."""
    gate = gate_of(log)
    header = log.header
    summary = summarise(log)
    shown = shown_verdicts(summary.counts)
    lines = [
        f"## {'✅' if gate.holds else '❌'} Parity: gate {gate.word}",
        "",
        f"| target | client | profile | cases | {' | '.join(shown)} |",
        "|---|---|---|---:|" + "---:|" * len(shown),
    ]
    for leg in header.legs:
        counts = log.counts(leg.key)
        cells = [_bold(counts[v], loud=v not in _QUIET) for v in shown]
        names = [escape(name) for name in leg.key]
        lines.append("| " + " | ".join([*names, str(len(leg.expected)), *cells]) + " |")
    if gate.reasons:
        lines += ["", *(f"- {escape(reason)}" for reason in gate.reasons)]
    notes = notes_of(log)
    if notes:
        lines += ["", *(f"- note: {escape(note)}" for note in notes)]
    loud = [verdict for verdict in VERDICTS if verdict not in _QUIET]
    number = sum(summary.counts[verdict] for verdict in loud)
    if number:
        lines += ["", "### Not equal", ""]
        for leg, case, record in islice(log.walk(*loud), DETAILS):
            lines += _case(leg, case, record, header)
        if number > DETAILS:
            lines.append(f"… and {number - DETAILS} more, see the report.")
    waived = [record for _, _, record in log.walk("waived") if record is not None]
    if waived:
        lines += ["", f"<details><summary>{len(waived)} waived</summary>", ""]
        lines += [
            f"- {_code(r.case)} on {escape(r.target)}: {escape(waiver_words(r, header))}"
            for r in waived
        ]
        lines += ["", "</details>"]
    unsupported = summary.counts["unsupported"]
    if unsupported:
        lines += ["", f"<details><summary>{unsupported} unsupported</summary>", ""]
        lines += [
            f"- {_code(case)} on {escape(leg.target)}: {escape(record.reason if record else '')}"
            for leg, case, record in islice(log.walk("unsupported"), DETAILS)
        ]
        if unsupported > DETAILS:
            lines.append(f"- … and {unsupported - DETAILS} more, see the report.")
        lines += ["", "</details>"]
    lenient = sum(found.lenient - found.strict for found in summary.components.values())
    lines += [
        "",
        *([f"{escape(headline(summary.upstream))}.", ""] if summary.upstream else []),
        f"Oracle: {summary.oracle}. Components equal only by a named leniency: {lenient}. "
        f"Run {_code(header.run_id)}, sparity-lab {header.lab_version}.",
        "",
    ]
    return "\n".join(lines)


def escape(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _case(leg: Leg, case: str, record: CaseRecord | None, header: Header) -> list[str]:
    verdict = record.verdict if record else "missing"
    detail = first_difference(record) if record else MISSING_REASON
    lines = [f"- **{verdict}** {_code(case)} on {escape(leg.target)}: {escape(_short(detail))}"]
    if record:
        blamed = f"to blame: {record.attribution}" if record.attribution else ""
        tries = f"differed {record.attempts.k_of_n} times" if record.attempts else ""
        words = ", ".join(part for part in (blamed, tries) if part)
        lines += [f"  - {words}"] if words else []
        lines.append(f"  - {_code(where(record))}, mirrors {_code(record.mirrors or 'nothing')}")
    lines.append(f"  - {_code(repro_command(leg, case, header))}")
    return lines


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def _short(text: str, limit: int = 300) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _bold(number: int, *, loud: bool) -> str:
    return f"**{number}**" if loud and number else str(number)
