"""Differences of JSON values as short lines for people; what is equal is decided elsewhere."""

from collections import Counter
from collections.abc import Iterator

from sparity_lab.outcome.model import Json, canonical

MAX_LINES = 20
MAX_TEXT = 160


def bounded(lines: Iterator[str], limit: int = MAX_LINES) -> tuple[str, ...]:
    """The first lines, and whether there were more."""
    kept: list[str] = []
    for line in lines:
        if len(kept) == limit:
            kept.append("… and more")
            break
        kept.append(line)
    return tuple(kept)


def short(value: Json) -> str:
    """A value on one short line.

    >>> short({"float": "1.0"})
    '{"float":"1.0"}'
    """
    text = canonical(value)
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + f"… ({len(text)} characters)"


def differences(expected: Json, got: Json, path: str) -> Iterator[str]:
    """Where two values differ, deepest places first found, each with both sides.

    >>> list(differences({"a": [1, 2]}, {"a": [1, 3]}, "result"))
    ['result.a[1]: expected 2, got 3']
    """
    if isinstance(expected, dict) and isinstance(got, dict) and _same_tag(expected, got):
        yield from _of_dicts(expected, got, path)
    elif isinstance(expected, list) and isinstance(got, list):
        yield from _of_lists(expected, got, path)
    elif canonical(expected) != canonical(got):
        if isinstance(expected, str) and isinstance(got, str):
            yield from _of_texts(expected, got, path)
        else:
            yield f"{path}: expected {short(expected)}, got {short(got)}"


def _same_tag(expected: dict[str, Json], got: dict[str, Json]) -> bool:
    return len(expected) != 1 or len(got) != 1 or set(expected) == set(got)


def _of_dicts(expected: dict[str, Json], got: dict[str, Json], path: str) -> Iterator[str]:
    for key in sorted(set(expected) | set(got)):
        if key not in got:
            yield f"{path}.{key}: expected {short(expected[key])}, got nothing"
        elif key not in expected:
            yield f"{path}.{key}: expected nothing, got {short(got[key])}"
        else:
            yield from differences(expected[key], got[key], f"{path}.{key}")


def _of_lists(expected: list[Json], got: list[Json], path: str) -> Iterator[str]:
    if len(expected) != len(got):
        yield f"{path}: expected {len(expected)} items, got {len(got)}"
    for index, (left, right) in enumerate(zip(expected, got, strict=False)):
        yield from differences(left, right, f"{path}[{index}]")


def _of_texts(expected: str, got: str, path: str) -> Iterator[str]:
    if max(len(expected), len(got)) <= MAX_TEXT:
        yield f"{path}: expected {short(expected)}, got {short(got)}"
        return
    same = next(
        (i for i, (a, b) in enumerate(zip(expected, got, strict=False)) if a != b),
        min(len(expected), len(got)),
    )
    start = max(0, same - 20)
    yield (
        f"{path}: from character {same} expected {short(expected[start:][:MAX_TEXT])}, "
        f"got {short(got[start:][:MAX_TEXT])}"
    )


def multiset_differences(expected: list[Json], got: list[Json], path: str) -> Iterator[str]:
    """Rows that only one side has, with how often."""
    if len(expected) != len(got):
        yield f"{path}: expected {len(expected)} rows, got {len(got)}"
    left = Counter(canonical(row) for row in expected)
    right = Counter(canonical(row) for row in got)
    for word, rows in (("missing", left - right), ("unexpected", right - left)):
        for text, count in sorted(rows.items()):
            times = f" ({count} times)" if count > 1 else ""
            shown = text if len(text) <= 2 * MAX_TEXT else text[: 2 * MAX_TEXT] + "…"
            yield f"{path}: {word} row {shown}{times}"
