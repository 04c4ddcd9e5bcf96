"""Sampled stacks: which functions they are in most, and a picture of all; samples nothing.

Stacks come as `outer;inner COUNT`, a line each, as profilers write them for others to draw.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from benchmarks.results import Hot

Stack = tuple[str, ...]

_WIDTH, _ROW = 1200.0, 17
#: Of all samples; less is not drawn, because nobody could see it.
_LEAST_SHARE = 0.002
_CHARACTER = 6.6


def parsed(lines: Iterable[str]) -> Counter[Stack]:
    """The stacks of such lines, outermost function first."""
    found: Counter[Stack] = Counter()
    for line in lines:
        frames, _, count = line.rstrip().rpartition(" ")
        if frames and count.isdigit():
            found[tuple(frames.split(";"))] += int(count)
    return found


def inside(stacks: Mapping[Stack, int], function: str) -> Counter[Stack]:
    """What is below a function, without what led to it; and all that other threads did.

    The thread that has the function at all is the one whose other stacks are left out.
    """
    found: Counter[Stack] = Counter()
    main = {stack[0] for stack in stacks if any(_name(frame) == function for frame in stack)}
    for stack, count in stacks.items():
        places = [n for n, frame in enumerate(stack) if _name(frame) == function]
        if places:
            below = stack[places[0] + 1 :]
            found[below or (stack[places[0]],)] += count
        elif stack[0] not in main and not stack[0].startswith("<module>"):
            found[stack] += count
    return found


def hottest(stacks: Mapping[Stack, int], most: int) -> list[Hot]:
    """The functions that most samples were in, with those below them, in percent."""
    whole = sum(stacks.values())
    own: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for stack, count in stacks.items():
        own[stack[-1]] += count
        for frame in set(stack):
            total[frame] += count
    return [
        Hot(
            function=_name(frame),
            place=frame.partition(" (")[2].rstrip(")"),
            own=round(100 * count / whole, 1),
            total=round(100 * total[frame] / whole, 1),
        )
        for frame, count in own.most_common(most)
    ]


def picture(stacks: Mapping[Stack, int], title: str) -> str:
    """All stacks as an SVG: callers above what they call, as wide as there are samples of them."""
    whole = sum(stacks.values())
    boxes = list(_boxes(stacks, whole))
    height = (max((level for _, level, _, _ in boxes), default=0) + 2) * _ROW + 8
    drawn = [f'<text x="4" y="13" class="title">{escape(title)}, {whole} samples</text>']
    for frame, level, begin, count in boxes:
        x, width = begin / whole * _WIDTH, count / whole * _WIDTH
        shown = frame[: int(width / _CHARACTER)] if width > 3 * _CHARACTER else ""
        told = f"{frame}: {100 * count / whole:.1f} %"
        drawn.append(
            f"<g><title>{escape(told)}</title>"
            f'<rect x="{x:.1f}" y="{(level + 1) * _ROW}" width="{max(width - 0.4, 0.3):.1f}" '
            f'height="{_ROW - 1}" fill="{_colour(frame)}"/>'
            f'<text x="{x + 2:.1f}" y="{(level + 1) * _ROW + 12}">{escape(shown)}</text></g>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:g} {height}" '
        f'width="{_WIDTH:g}" height="{height}" font-family="monospace" font-size="11">'
        f'<rect width="100%" height="100%" fill="white"/>{"".join(drawn)}</svg>\n'
    )


def _boxes(stacks: Mapping[Stack, int], whole: int) -> Iterator[tuple[str, int, int, int]]:
    """Frame, level, where it begins and how many samples it has, of all that can be seen."""
    pending = [(0, 0, list(stacks.items()))]
    while pending:
        level, begin, group = pending.pop()
        callees: dict[str, list[tuple[Stack, int]]] = {}
        for stack, count in group:
            if len(stack) > level:
                callees.setdefault(stack[level], []).append((stack, count))
        for frame, below in sorted(callees.items()):
            total = sum(count for _, count in below)
            if total >= whole * _LEAST_SHARE:
                yield frame, level, begin, total
                pending.append((level + 1, begin, below))
            begin += total


def _name(frame: str) -> str:
    return frame.partition(" (")[0]


def _colour(frame: str) -> str:
    ours = "sparity" in frame or "benchmarks" in frame
    shade = hashlib.sha256(frame.encode()).digest()[0] % 16
    return f"hsl({25 + shade},85%,65%)" if ours else f"hsl({205 + shade},35%,75%)"
