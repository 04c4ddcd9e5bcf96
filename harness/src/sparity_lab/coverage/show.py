"""Coverage on a terminal or in a pipe: a table, the sum, and what is not yet."""

from rich.console import Console
from rich.table import Table

from sparity_lab.coverage.document import Coverage
from sparity_lab.coverage.numbers import SuiteNumbers, UpstreamNumbers
from sparity_lab.coverage.protocol import ClientProtocol, ProtocolNumbers
from sparity_lab.coverage.wording import (
    alone_line,
    client_line,
    headline,
    leg_line,
    origin_line,
    plan_line,
    reason_lines,
)


def show(console: Console, found: Coverage) -> None:
    """Everything a person asks first; the names of what has a reason are in the other formats."""
    upstream = found.upstream
    console.print(_suites(upstream))
    rest = [suite for suite in upstream.suites if not suite.counted]
    if rest:
        tests = sum(suite.tests for suite in rest)
        console.print(f"and {len(rest)} suites with {tests} tests, of which none counts")
    console.print()
    console.print(_reasons(upstream))
    _list_not_yet(console, upstream)
    console.print()
    for line in (origin_line(upstream), *(leg_line(leg) for leg in upstream.legs)):
        console.print(line, markup=False, soft_wrap=True)
    console.print(headline(upstream), style="bold", markup=False, soft_wrap=True)
    if found.protocol is not None:
        _protocol(console, found.protocol)


def _protocol(console: Console, found: ProtocolNumbers) -> None:
    for client in found.clients:
        console.print()
        console.print(client_line(client), style="bold", markup=False, soft_wrap=True)
        console.print(_words(client))
        for kind in client.kinds:
            if kind.never:
                line = f"  {kind.kind} never sent: {' '.join(kind.never)}"
                console.print(line, markup=False, soft_wrap=True)
    console.print()
    for line in (plan_line(found.plans), *map(alone_line, found.alone)):
        console.print(line, markup=False, soft_wrap=True)


def _words(client: ClientProtocol) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 3, 0, 0))
    for name in ("asked for", "name"):
        table.add_column(name, no_wrap=True)
    for name in ("calls", "accepted"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("for example")
    for kind in client.kinds:
        for word in kind.used:
            numbers = (str(word.sent), str(word.accepted))
            table.add_row(kind.kind, word.name, *numbers, word.example)
    return table


def _suites(found: UpstreamNumbers) -> Table:
    table = _table("upstream suite", "tests", "mirrored", "not yet", "with a reason")
    if found.equal is not None:
        table.add_column("equal in the run", justify="right")
    for suite in (suite for suite in found.suites if suite.counted):
        cells = [suite.suite, *_numbers(suite)]
        table.add_row(*cells, *([] if suite.equal is None else [str(suite.equal)]))
    return table


def _numbers(suite: SuiteNumbers) -> list[str]:
    excused = sum(len(excuse.tests) for excuse in suite.not_mirrored)
    return [str(n) for n in (suite.tests, suite.mirrored, len(suite.not_yet), excused)]


def _reasons(found: UpstreamNumbers) -> Table:
    table = _table("reason", "tests")
    table.add_column("")
    for name, tests, meaning, counted in reason_lines(found):
        table.add_row(name, str(tests), meaning if counted else f"{meaning} (does not count)")
    return table


def _table(first: str, *numbers: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 3, 0, 0))
    table.add_column(first, no_wrap=True)
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _list_not_yet(console: Console, found: UpstreamNumbers) -> None:
    if not found.not_yet:
        return
    console.print()
    console.print("Not yet", style="bold")
    for suite in found.suites:
        if suite.not_yet:
            names = " ".join(suite.not_yet)
            console.print(f"  {suite.suite}: {names}", markup=False, soft_wrap=True)
