"""Measured figures as SVG, drawn here and now: a page with them needs no script, font or network.

It knows bars, limits and parts, and nothing of what was measured.
"""

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

STYLE = (
    ".chart{font:12px system-ui,sans-serif;max-width:100%;height:auto}"
    ".chart .grid{stroke:#8883}.chart .limit{stroke:currentColor;stroke-width:2}"
    ".chart .spread{stroke:currentColor;stroke-opacity:.6}"
    ".chart text{fill:currentColor}.chart .met{fill:#3a8f4c}.chart .missed{fill:#c4442f}"
    ".chart .part0{fill:#3b6fb6}.chart .part1{fill:#d98b2b}.chart .part2{fill:#8a8a8a}"
)
"""What a page has to have in its style sheet, once for all charts."""

_WIDTH, _LABELS, _RIGHT = 1080, 400, 90
_ROW, _TOP = 22, 30
_STEPS = (1, 2, 5)


class Limited(NamedTuple):
    """A figure with its spread, and the most it may be; all are above nought."""

    label: str
    value: float
    least: float
    most: float
    limit: float

    @property
    def met(self) -> bool:
        """Whether it is no more than it may be."""
        return self.value <= self.limit


class Part(NamedTuple):
    """Something made of parts, and a figure to be marked beside them."""

    label: str
    parts: Sequence[float]
    mark: float
    text: str


def limits(bars: Sequence[Limited], axis: str) -> str:
    """Each figure as a bar on a logarithmic axis, with its spread and a line at its limit."""
    if not bars:
        return ""
    low = min(min(bar.least, bar.value, bar.limit) for bar in bars) / 1.5
    high = max(max(bar.most, bar.value, bar.limit) for bar in bars) * 1.5
    span = math.log(high / low)

    def x(value: float) -> float:
        return _LABELS + (_WIDTH - _LABELS - _RIGHT) * math.log(max(value, low) / low) / span

    bottom = _TOP + _ROW * len(bars)
    drawn = []
    for tick in _ticks(low, high):
        drawn.append(f'<line class="grid" x1="{x(tick):.1f}" x2="{x(tick):.1f}" {_y(22, bottom)}/>')
        drawn.append(_text(x(tick), 16, f"{tick:g}", "middle"))
    for number, bar in enumerate(bars):
        top = _TOP + _ROW * number
        kind = "met" if bar.met else "missed"
        told = (
            f"{bar.label}: {bar.value:.3g} ({bar.least:.3g} to {bar.most:.3g}), "
            f"at most {bar.limit:.3g}"
        )
        drawn += [
            f"<g><title>{escape(told)}</title>",
            _text(_LABELS - 8, top + 13, bar.label, "end"),
            f'<rect class="{kind}" x="{_LABELS}" y="{top + 3}" height="{_ROW - 8}" '
            f'width="{max(0.0, x(bar.value) - _LABELS):.1f}"/>',
            f'<line class="spread" x1="{x(bar.least):.1f}" x2="{x(bar.most):.1f}" '
            f"{_y(top + 10, top + 10)}/>",
            f'<line class="limit" x1="{x(bar.limit):.1f}" x2="{x(bar.limit):.1f}" '
            f"{_y(top, top + _ROW - 2)}/>",
            _text(_WIDTH - _RIGHT + 8, top + 13, f"{bar.value:.3g}", "start"),
            "</g>",
        ]
    drawn.append(_text(_LABELS, bottom + 18, axis, "start"))
    return _svg(drawn, bottom + 26)


def parts(groups: Sequence[Sequence[Part]], names: Sequence[str], axis: str) -> str:
    """Groups of bars made of parts; in each group the longest fills the width."""
    drawn = []
    for number, name in enumerate(names):
        left = _LABELS + 150 * number
        drawn.append(f'<rect class="part{number}" x="{left}" y="6" width="12" height="12"/>')
        drawn.append(_text(left + 18, 16, name, "start"))
    top = _TOP
    for group in groups:
        whole = max(max(sum(one.parts), one.mark) for one in group) or 1.0
        scale = (_WIDTH - _LABELS - _RIGHT) / whole
        for one in group:
            drawn += [f"<g><title>{escape(f'{one.label}: {one.text}')}</title>"]
            drawn.append(_text(_LABELS - 8, top + 12, one.label, "end"))
            left_edge = float(_LABELS)
            for number, amount in enumerate(one.parts):
                width = amount * scale
                drawn.append(
                    f'<rect class="part{number}" x="{left_edge:.1f}" y="{top + 2}" '
                    f'width="{width:.1f}" height="{_ROW - 8}"/>'
                )
                left_edge += width
            mark = _LABELS + one.mark * scale
            drawn.append(
                f'<line class="limit" x1="{mark:.1f}" x2="{mark:.1f}" {_y(top, top + _ROW - 4)}/>'
            )
            drawn += [_text(_WIDTH - _RIGHT + 8, top + 12, one.text, "start"), "</g>"]
            top += _ROW - 2
        top += 8
    drawn.append(_text(_LABELS, top + 14, axis, "start"))
    return _svg(drawn, top + 22)


def _ticks(low: float, high: float) -> Iterator[float]:
    # Over many powers of ten there is no room for more than those.
    steps = _STEPS if high / low < 1_000 else (1,)
    for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        for step in steps:
            if low <= step * 10.0**power <= high:
                yield step * 10.0**power


def _y(one: float, other: float) -> str:
    return f'y1="{one:g}" y2="{other:g}"'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:g}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(drawn: Sequence[str], height: float) -> str:
    return (
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {_WIDTH} {height:g}" width="{_WIDTH}" height="{height:g}">'
        + "".join(drawn)
        + "</svg>"
    )
