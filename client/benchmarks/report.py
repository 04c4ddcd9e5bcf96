"""The results of a benchmark run as JSON, a page with plots, and a table for documents."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

_UNITS = {"wall": "s", "client": "s", "peak_mb": "MB", "rpcs": ""}
_QUANTITIES = {
    "wall": "time",
    "client": "time of the client",
    "peak_mb": "memory",
    "rpcs": "calls",
}
_STYLE = (
    "body{font:15px/1.5 system-ui;max-width:75rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{padding:.3rem .6rem;text-align:right;"
    "border-bottom:1px solid #ccc}td:first-child,th:first-child{text-align:left}"
    ".missed{background:#fbe3e0}.met{background:#e6f4e6}"
)


def write(results: dict[str, Any], folder: Path) -> None:
    """Write `bench.json`, `bench.html` and `bench.md`; the last run there is compared with.

    Args:
        results: what the program measured, `rows` and facts about the run.
        folder: where; what is there of a run before is replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "bench.json"
    before = json.loads(file.read_text("utf-8")) if file.exists() else {"rows": []}
    earlier = {row["title"]: row["ratio"] for row in before["rows"]}
    for row in results["rows"]:
        row["before"] = earlier.get(row["title"])
    file.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    (folder / "bench.html").write_text(_page(results), "utf-8")
    (folder / "bench.md").write_text(_markdown(results), "utf-8")


def _amount(side: dict[str, Any], quantity: str) -> str:
    found, unit = side[quantity], _UNITS[quantity]
    return f"{found['median']:.3g} {unit} ({found['min']:.3g} to {found['max']:.3g})"


def _cells(row: dict[str, Any]) -> list[str]:
    quantity = row["quantity"]
    ours, other = row["ours"], row["other"]
    split = " / ".join(
        f"{side['client']['median']:.3g} + {side['waiting']['median']:.3g} s"
        for side in (ours, other)
    )
    before = "" if row["before"] is None else f"{row['before']:.3g}"
    return [
        row["title"],
        _QUANTITIES[quantity],
        _amount(ours, quantity),
        f"{row['against']}: {_amount(other, quantity)}",
        split,
        f"{ours['rpcs']['median']:g} / {other['rpcs']['median']:g}",
        f"{row['ratio']:.3g}",
        f"{row['bar']:.3g}",
        before,
        "yes" if row["met"] else "no",
    ]


_HEADS = [
    "what",
    "quantity",
    "sparity: median (least to most)",
    "against",
    "client + waiting, both",
    "calls, both",
    "ratio",
    "at most",
    "ratio before",
    "met",
]


def _facts(results: dict[str, Any]) -> str:
    kind = "a quick look, sizes cut; " if results["quick"] else ""
    return (
        f"Spark {results['target']}, {results['processors']} processors, {kind}"
        f"{results['repeats']} runs of each side in turn, load {results['load']} at the start."
    )


def _markdown(results: dict[str, Any]) -> str:
    lines = [
        "<!-- Written by `nox -s bench`; do not edit. -->",
        "",
        _facts(results),
        "",
        "| " + " | ".join(_HEADS) + " |",
        "|" + "---|" * len(_HEADS),
        *("| " + " | ".join(_cells(row)) + " |" for row in results["rows"]),
    ]
    return "\n".join(lines) + "\n"


def _page(results: dict[str, Any]) -> str:
    body = "".join(
        f'<tr class="{"met" if row["met"] else "missed"}">'
        + "".join(f"<td>{html.escape(cell)}</td>" for cell in _cells(row))
        + "</tr>"
        for row in results["rows"]
    )
    heads = "".join(f"<th>{html.escape(head)}</th>" for head in _HEADS)
    title = f"sparity measured on Spark {results['target']}"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style><h1>{title}</h1><p>{html.escape(_facts(results))}</p>"
        f"{_plot(results['rows'])}<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody>"
        "</table></html>\n"
    )


def _plot(rows: list[dict[str, Any]]) -> str:
    import plotly.graph_objects as figures

    titles = [f"{row['title']} ({_QUANTITIES[row['quantity']]})" for row in rows]
    figure = figures.Figure(
        [
            figures.Bar(
                x=[row["ratio"] for row in rows],
                y=titles,
                orientation="h",
                name="sparity, where the other needs 1",
                marker_color=["#3a8f4c" if row["met"] else "#c4442f" for row in rows],
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [row["ratio_max"] - row["ratio"] for row in rows],
                    "arrayminus": [row["ratio"] - row["ratio_min"] for row in rows],
                },
            ),
            figures.Scatter(
                x=[row["bar"] for row in rows],
                y=titles,
                mode="markers",
                name="the bar",
                marker={"symbol": "line-ns-open", "size": 16, "color": "black"},
            ),
        ]
    )
    figure.update_layout(height=28 * len(rows) + 160, margin_l=420, template="plotly_white")
    figure.update_xaxes(type="log", title="ratio")
    figure.update_yaxes(autorange="reversed")
    html_text: str = figure.to_html(full_html=False, include_plotlyjs=True)
    return html_text
