"""The resilience report for people, made of its data and nothing else."""

from collections.abc import Iterator

from sparity_lab.resilience.document import Report, ServerReport
from sparity_lab.resilience.memory import FLAT_MIB, growth
from sparity_lab.resilience.runner import Result

_HOW = """\
# Resilience

A proxy between a client and a real Spark breaks calls by script. Each scenario is one query of
{rows} rows in a session of its own; a server that sends so little a stream makes nearly every
result take many of them. The right answer is every row once, or, where no client can know the rows
(batches left out or truncated, an operation, a session or a server that is lost), an error of the
kinds that PySpark documents. No answer in time is a hang. Where a fault did not happen, or not as
often as the scenario says, nothing is known: not struck, which is not right either.

`sparity-lab resilience` measures anew.
"""

_MEMORY = """\
Memory that belongs to no file, of a process that has done the same with little data before.
"""


def markdown(report: Report, rows: int) -> str:
    """All of it: the sums, what memory large data took, and every scenario."""
    return "\n".join([_HOW.format(rows=f"{rows:,}"), *_sums(report), *_body(report)]) + "\n"


def _body(report: Report) -> Iterator[str]:
    for server in report.servers:
        yield from _memory(server)
    for server in report.servers:
        yield from _scenarios(server)


def _sums(report: Report) -> Iterator[str]:
    rows = [(server.server, leg, leg.totals()) for server in report.servers for leg in server.legs]
    if not rows:
        return
    names = list(rows[0][2])
    yield f"| Spark | client | {' | '.join(names)} | measured |"
    yield "|---|---|" + "---:|" * len(names) + "---|"
    for server, leg, totals in rows:
        figures = " | ".join(f"{totals[name]:,}" for name in names)
        yield f"| {server} | {leg.client} | {figures} | {leg.day} |"


def _memory(server: ServerReport) -> Iterator[str]:
    if not server.memory:
        return
    yield from ("", f"## Memory of `sparity`, Spark {server.server}", "", _MEMORY)
    yield "| | MiB moved | MiB before | MiB at the peak | seconds |"
    yield "|---|---:|---:|---:|---:|"
    for one in server.memory:
        figures = (one.mib, one.before_mib, one.peak_mib, one.seconds)
        yield f"| {one.deed.what} | {' | '.join(f'{n:,}' for n in figures)} |"
    for what, mib in growth(server.memory).items():
        if mib > FLAT_MIB:
            yield from ("", f"**wrong**: {what} took {mib} MiB more where there was more data.")


def _scenarios(server: ServerReport) -> Iterator[str]:
    names = [leg.client for leg in server.legs]
    yield from ("", f"## Spark {server.server}", "", _told(server), "")
    if server.left_out:
        yield from (f"Left out, because they restart the server: {'; '.join(server.left_out)}.", "")
    yield f"| | right answer | {' | '.join(names)} |"
    yield "|---|---|" + "---|" * len(names)
    by_scenario: dict[str, list[Result | None]] = {}
    for place, leg in enumerate(server.legs):
        for result in leg.results:
            by_scenario.setdefault(result.scenario, [None] * len(names))[place] = result
    for name, results in by_scenario.items():
        answer = next(one.answer for one in results if one is not None)
        cells = " | ".join("" if one is None else _cell(one) for one in results)
        yield f"| {name} | {answer} | {cells} |"


def _told(server: ServerReport) -> str:
    """Why its streams are short."""
    if server.conf:
        return ", ".join(f"`{name}={value}`" for name, value in server.conf.items())
    return "The proxy made streams short; the server was told nothing."


def _cell(result: Result) -> str:
    wrong = "" if result.verdict == "right" else f"**{result.verdict}**: "
    error = result.error and " ".join(f"`{part}`" for part in result.error if part)
    seconds = "" if result.seconds is None else f", {result.seconds} s"
    return f"{wrong}{error or result.became} ({result.faults} faults{seconds})"
