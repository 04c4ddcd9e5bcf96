"""Coverage as Markdown: for a job summary or a comment on a pull request."""

from sparity_lab.coverage.document import Coverage
from sparity_lab.coverage.numbers import SuiteNumbers, UpstreamNumbers
from sparity_lab.coverage.protocol import ProtocolNumbers
from sparity_lab.coverage.wording import (
    alone_line,
    client_line,
    headline,
    leg_line,
    origin_line,
    plan_line,
    reason_lines,
)
from sparity_lab.report.markdown import escape


def markdown(found: Coverage) -> str:
    """All sections as text."""
    protocol = ["", *_protocol(found.protocol)] if found.protocol is not None else []
    return "\n".join([*_upstream(found.upstream), *protocol, ""])


def _protocol(found: ProtocolNumbers) -> list[str]:
    lines = ["## Protocol sent", "", f"{escape(plan_line(found.plans))}."]
    lines += ["", *(f"- {escape(alone_line(case))}" for case in found.alone)]
    for client in found.clients:
        lines += ["", f"### {escape(client.client)}", "", f"{escape(client_line(client))}.", ""]
        lines += [
            "| asked for | name | calls | accepted | for example |",
            "|---|---|---:|---:|---|",
        ]
        lines += [
            f"| {kind.kind} | {escape(word.name)} | {word.sent} | {word.accepted} "
            f"| {escape(word.example)} |"
            for kind in client.kinds
            for word in kind.used
        ]
        lines.append("")
        lines += [
            f"- {kind.kind} never sent: {_names(kind.never)}" for kind in client.kinds if kind.never
        ]
    return lines


def _upstream(found: UpstreamNumbers) -> list[str]:
    with_run = found.equal is not None
    heads = ["suite", "tests", "mirrored", *(["equal"] if with_run else []), "not yet", "reason"]
    lines = [
        "## Upstream coverage",
        "",
        f"**{escape(headline(found))}**",
        "",
        escape(origin_line(found)) + ".",
        *(f"- {escape(leg_line(leg))}" for leg in found.legs),
        "",
        f"| {' | '.join(heads)} |",
        "|---|" + "---:|" * (len(heads) - 1),
    ]
    for suite in found.suites:
        excused = sum(len(excuse.tests) for excuse in suite.not_mirrored)
        cells = [suite.tests, suite.mirrored, *([suite.equal] if with_run else [])]
        cells += [len(suite.not_yet), excused]
        lines.append(f"| {escape(suite.suite)} | {' | '.join(str(cell) for cell in cells)} |")
    lines += ["", "| reason | tests | | counts |", "|---|---:|---|---|"]
    lines += [
        f"| {escape(name)} | {tests} | {escape(meaning)} | {'yes' if counted else 'no'} |"
        for name, tests, meaning, counted in reason_lines(found)
    ]
    lines += _lists(found)
    return lines


def _lists(found: UpstreamNumbers) -> list[str]:
    lines = []
    for title, told in (("Not yet", _not_yet), ("Not mirrored, and why", _excused)):
        told_of = [line for suite in found.suites for line in told(suite)]
        if told_of:
            lines += ["", f"<details><summary>{title}</summary>", "", *told_of, "", "</details>"]
    return lines


def _not_yet(suite: SuiteNumbers) -> list[str]:
    return [f"- {escape(suite.suite)}: {_names(suite.not_yet)}"] if suite.not_yet else []


def _excused(suite: SuiteNumbers) -> list[str]:
    return [
        f"- {escape(suite.suite)}, {escape(excuse.reason)}: {escape(excuse.why)} "
        f"{_names(excuse.tests)}"
        for excuse in suite.not_mirrored
    ]


def _names(tests: list[str]) -> str:
    return ", ".join(f"`{test}`" for test in tests)
