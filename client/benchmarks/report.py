"""The results of a benchmark run as JSON, a page with plots, and tables for documents."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from benchmarks.history import FILE
from benchmarks.profiles import FOLDER
from benchmarks.results import Profile, Results, Row, Told
from sparity_lab.report import chart
from sparity_lab.report.files import write_atomically
from sparity_lab.report.spread import Spread

_UNITS = {"wall": "s", "client": "s", "peak_mb": "MB", "rpcs": ""}
_QUANTITIES = {
    "wall": "time",
    "client": "CPU time of the client",
    "peak_mb": "peak memory",
    "rpcs": "calls",
}
_STYLE = (
    "body{font:14px/1.45 system-ui,sans-serif;max-width:110rem;margin:2rem auto;padding:0 1rem}"
    ".wide{overflow-x:auto}table{border-collapse:collapse}"
    "td,th{padding:.25rem .55rem;text-align:right;border-bottom:1px solid #8884;white-space:nowrap}"
    "td:first-child,th:first-child{text-align:left}th{vertical-align:bottom}"
    "tr.missed{background:#c4442f22}tr.met td.met{color:#3a8f4c}td.worse{color:#c4442f}"
    "dt{font-weight:600}dd{margin:0 0 .4rem}@media(prefers-color-scheme:dark)"
    "{body{background:#161616;color:#ddd}a{color:#8ab4f8}}"
)
HEADS = (
    "what",
    "quantity",
    "sparity: median (least to most)",
    "against",
    "median (least to most)",
    "ratio (least to most)",
    "at most",
    "met",
    "ratio before",
    "since then",
    "clock, both, s",
    "client CPU, both, s",
    "server CPU, both, s",
    "raw reader, s",
    "calls, both",
    "memory, both, MB",
)
_NOTES = (
    "A row compares the median of the quantity that its bar is about. Sides run in turn (A B A "
    "B), each in a process of its own; ratio, least and most: that of the medians, and those of "
    "the pairs. `raw` reads the same answer by gRPC and throws the bytes away, `itself` is "
    "sparity with a quarter of the size. Client CPU: all threads of the client's process, with "
    "what it releases in the background. Server CPU: the server's process meanwhile. Samples of "
    "quick programs are made of several runs; figures are those of one."
)


def write(results: Results, folder: Path) -> None:
    """Write `bench.json`, `index.html` and `bench.md`; what is there of a run before is replaced.

    Raises:
        InfraProblem: the folder cannot be written.
    """
    text = results.model_dump_json(by_alias=True, indent=1)
    write_atomically(folder / FILE, text + "\n")
    write_atomically(folder / "index.html", page(results))
    write_atomically(folder / "bench.md", markdown(results))


def write_overview(root: Path, all_results: Sequence[Results]) -> None:
    """Write `README.md` of a folder with the results of several targets.

    Raises:
        InfraProblem: the folder cannot be written.
    """
    write_atomically(root / "README.md", overview(all_results))


def overview(all_results: Sequence[Results]) -> str:
    """The ratios of several targets beside each other, as Markdown."""
    titles = dict.fromkeys(row.title for one in all_results for row in one.rows)
    found = {(one.target, row.title): row for one in all_results for row in one.rows}
    lines = [
        "<!-- Written by `nox -s bench`; do not edit. -->",
        "",
        "# Sparity beside PySpark and beside the wire",
        "",
        "What sparity needs where the other needs 1. How: `docs/performance.md`.",
        "",
        *(_line_of(one) for one in all_results),
        "",
        _table_line(["what", "at most", *(one.target for one in all_results)]),
        "|---|---:|" + "---:|" * len(all_results),
    ]
    for title in titles:
        rows = [found.get((one.target, title)) for one in all_results]
        bar = next(row.bar for row in rows if row is not None)
        lines.append(_table_line([title, f"{bar:.3g}", *map(_verdict, rows)]))
    return "\n".join(lines) + "\n"


def _line_of(results: Results) -> str:
    missed = len(results.missed)
    met = f"{len(results.rows) - missed} of {len(results.rows) + len(results.failed)} bars met"
    worse = f", {len(results.worse)} worse than before" if results.worse else ""
    return (
        f"- Spark {results.target}: {met}{worse}; {results.when[:10]}, commit {results.commit}: "
        f"[tables]({results.target}/bench.md), [page with plots]({results.target}/index.html), "
        f"[JSON]({results.target}/{FILE})"
    )


def _verdict(row: Row | None) -> str:
    if row is None:
        return ""
    if row.met:
        return f"{row.ratio:.3g}"
    limit = f" (the raw reader needs {row.least_ratio:.3g})" if row.out_of_reach else ""
    return f"**{row.ratio:.3g}**, missed{limit}"


def facts(results: Results) -> list[tuple[str, str]]:
    """With what and on what it was measured."""
    kinds = {"full": "all rows", "quick": "a quick look, sizes cut", "part": "some rows only"}
    told = {
        name: " ".join(f"{k} {v}" for k, v in one.items()) for name, one in results.versions.items()
    }
    return [
        ("run", f"{results.when}, commit {results.commit}, {kinds[results.kind]}"),
        ("samples", f"{results.repeats} of each side or more"),
        ("machine", ", ".join(f"{k} {v}" for k, v in results.machine.items())),
        ("server", ", ".join(f"{k} {v}" for k, v in results.server.items())),
        ("bytecode", results.bytecode),
        *told.items(),
        ("compared with", results.compared_with or "nothing: there is no earlier run of this kind"),
    ]


def markdown(results: Results) -> str:
    """All of it but the plots, for those who read documents."""
    lines = [
        "<!-- Written by `nox -s bench`; do not edit. -->",
        "",
        f"# Sparity measured on Spark {results.target}",
        "",
        _verdict_of(results),
        "",
        *(f"- {name}: {text}" for name, text in facts(results)),
        "",
        _NOTES,
        "",
        _table_line(HEADS),
        "|" + "---|" * len(HEADS),
        *(_table_line(cells(row)) for row in results.rows),
    ]
    if results.profiles:
        lines += ["", *profile_lines(results.profiles, "")]
    return "\n".join(lines) + "\n"


def profile_lines(profiles: Sequence[Profile], folder: str) -> list[str]:
    """A table of where programs spend their time, with links to the pictures.

    Args:
        profiles: what was found.
        folder: where the pictures are, seen from the document.
    """
    return [
        "| program | clock, s | client CPU, s | most of its own time in |",
        "|---|---:|---:|---|",
        *(
            _table_line(
                [
                    f"[{one.title}]({folder}{one.file})",
                    f"{one.wall:.3g}",
                    f"{one.cpu:.3g}",
                    ", ".join(
                        f"`{hot.function}` ({hot.place}) {hot.own:g} %" for hot in one.hottest[:4]
                    ),
                ]
            )
            for one in profiles
        ),
    ]


def cells(row: Row) -> list[str]:
    """One row as texts, in the order of `HEADS`."""
    ours, other = row.ours, row.other
    unit = _UNITS[row.quantity]
    return [
        row.title,
        _QUANTITIES[row.quantity],
        _amount(ours.of_quantity(row.quantity), unit),
        row.against,
        _amount(other.of_quantity(row.quantity), unit),
        f"{row.ratio:.3g} ({row.ratio_least:.3g} to {row.ratio_most:.3g})",
        f"{row.bar:.3g}",
        _met(row),
        "" if row.before is None else f"{row.before:.3g}",
        row.change or "",
        _both(ours.wall, other.wall),
        _both(ours.cpu, other.cpu),
        _both(ours.server, other.server),
        _raw(row),
        _both(ours.calls, other.calls),
        _both(ours.peak_mb, other.peak_mb),
    ]


def _met(row: Row) -> str:
    if row.met:
        return "yes"
    return f"NO: the raw reader needs {row.least_ratio:.3g}" if row.out_of_reach else "NO"


def _raw(row: Row) -> str:
    raw = row.other if row.against == "raw" else row.raw
    return "" if raw is None else f"{raw.wall.median:.3g}"


def _amount(found: Spread, unit: str) -> str:
    return f"{found.median:.3g} {unit} ({found.least:.3g} to {found.most:.3g})".replace("  ", " ")


def _both(ours: Spread | None, other: Spread | None) -> str:
    if ours is None or other is None:
        return ""
    return f"{ours.median:.3g} / {other.median:.3g}"


def _table_line(texts: Sequence[str]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"


def page(results: Results) -> str:
    """The page with plots; it needs nothing but itself."""
    title = f"Sparity measured on Spark {results.target}"
    heads = "".join(f"<th>{html.escape(head)}</th>" for head in HEADS)
    told = "".join(
        f"<dt>{html.escape(name)}</dt><dd>{html.escape(text)}</dd>" for name, text in facts(results)
    )
    verdict = html.escape(_verdict_of(results))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}{chart.STYLE}</style><h1>{title}</h1><p>{verdict}</p>"
        f"<h2>Ratios</h2>{_ratios(results.rows)}"
        f"<h2>Where the time goes</h2>{_times(results.rows)}"
        f'<h2>All figures</h2><p>{html.escape(_NOTES)}</p><div class="wide"><table><thead><tr>'
        f"{heads}</tr></thead><tbody>{''.join(map(_row, results.rows))}</tbody></table></div>"
        f"{_profiles(results.profiles)}<h2>How it was measured</h2><dl>{told}</dl></html>\n"
    )


def _verdict_of(results: Results) -> str:
    if results.kept:
        return "Every bar is met."
    told = {
        "Missed": [row.title for row in results.missed if not row.out_of_reach],
        "Missed, and out of reach of any client, because the raw reader takes too long too": [
            row.title for row in results.missed if row.out_of_reach
        ],
        "Not measured": results.failed,
    }
    return " ".join(f"{name}: {'; '.join(found)}." for name, found in told.items() if found)


def _row(row: Row) -> str:
    classes = {7: "met", 9: row.change or ""}
    columns = "".join(
        f'<td class="{classes.get(number, "")}">{html.escape(cell)}</td>'
        for number, cell in enumerate(cells(row))
    )
    return f'<tr class="{"met" if row.met else "missed"}">{columns}</tr>'


def _ratios(rows: Sequence[Row]) -> str:
    bars = [
        chart.Limited(row.title, row.ratio, row.ratio_least, row.ratio_most, row.bar)
        for row in rows
    ]
    return chart.limits(
        bars,
        "ratio: sparity, where the other needs 1; the upright line is the bar, the other the "
        "spread of the pairs",
    )


def _times(rows: Sequence[Row]) -> str:
    groups: dict[str, list[chart.Part]] = {}
    for row in rows:
        if row.against != "itself":
            sides = [row.ours, row.other, *([row.raw] if row.raw is not None else [])]
            groups.setdefault(
                row.program,
                [
                    _part(row.title.partition(":")[0] if n == 0 else "", one)
                    for n, one in enumerate(sides)
                ],
            )
    return chart.parts(
        list(groups.values()),
        ["client CPU", "server CPU"],
        "the upright line is the time on the clock; the longest bar of each group fills the width",
    )


def _part(title: str, side: Told) -> chart.Part:
    server = 0.0 if side.server is None else side.server.median
    label = f"{title}: {side.client}" if title else side.client
    return chart.Part(
        label, [side.cpu.median, server], side.wall.median, f"{side.wall.median:.3g} s"
    )


def _profiles(profiles: Sequence[Profile]) -> str:
    if not profiles:
        return ""
    shown = "".join(
        f'<h3>{html.escape(one.title)}</h3><a href="{html.escape(one.file)}">'
        f'<img src="{html.escape(one.file)}" alt="profile of {html.escape(one.program)}" '
        f'style="max-width:100%" loading="lazy"></a>'
        for one in profiles
    )
    return f"<h2>Profiles of the slowest ({FOLDER}/)</h2>{shown}"
