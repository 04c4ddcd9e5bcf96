"""The run as Markdown for a pull request: a table, then only what is not equal."""

import re
from itertools import islice

from sparity_lab.coverage.wording import headline
from sparity_lab.records import VERDICTS, CaseRecord, Leg
from sparity_lab.report.gate import gate_of
from sparity_lab.report.overview import shown_verdicts
from sparity_lab.report.summary import summarise
from sparity_lab.report.wording import MISSING_REASON, first_difference, repro_command, where
from sparity_lab.runlog import RunLog

DETAILS = 50
"""Cases told in full: a comment on a pull request is cut at 65,536 characters."""

_QUIET = ("equal", "unsupported")
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
    if log.warnings():
        lines += ["", *(f"- note: {escape(warning)}" for warning in log.warnings())]
    loud = [verdict for verdict in VERDICTS if verdict not in _QUIET]
    number = sum(summary.counts[verdict] for verdict in loud)
    if number:
        lines += ["", "### Not equal", ""]
        for leg, case, record in islice(log.walk(*loud), DETAILS):
            lines += _case(leg, case, record)
        if number > DETAILS:
            lines.append(f"… and {number - DETAILS} more, see the report.")
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


def _case(leg: Leg, case: str, record: CaseRecord | None) -> list[str]:
    verdict = record.verdict if record else "missing"
    detail = first_difference(record) if record else MISSING_REASON
    lines = [f"- **{verdict}** {_code(case)} on {escape(leg.target)}: {escape(_short(detail))}"]
    if record:
        lines.append(f"  - {_code(where(record))}, mirrors {_code(record.mirrors or 'nothing')}")
    lines.append(f"  - {_code(repro_command(leg, case))}")
    return lines


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def _short(text: str, limit: int = 300) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _bold(number: int, *, loud: bool) -> str:
    return f"**{number}**" if loud and number else str(number)
