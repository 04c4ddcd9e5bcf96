"""Compares two outcomes part by part: schema, rows, arrow, error, value of each observation."""

from collections.abc import Iterator, Mapping
from itertools import chain, combinations
from typing import Any, NamedTuple

from sparity_lab.compare.diff import bounded, differences, multiset_differences
from sparity_lab.compare.errors import compare_errors
from sparity_lab.compare.leniencies import (
    MAPPING_ORDER,
    ROW_ORDER,
    Leniency,
    without_mapping_order,
    without_row_order,
)
from sparity_lab.compare.result import Comparison
from sparity_lab.outcome.model import Json, Outcome, canonical

COMPONENTS = ("schema", "rows", "arrow", "error", "value")
ESCAPED = ""
"""The name of the part that stands for the exception that escaped from the case."""

_OF_KIND = {"frame": ("schema", "rows", "arrow"), "value": ("value",), "error": ("error",)}


class Part(NamedTuple):
    """One component of one observation."""

    component: str
    observation: str


def compare_parts(candidate: Outcome, expected: Outcome, ordered: bool) -> dict[Part, Comparison]:
    """Every part that either side has; a part that only one side has is different."""
    if candidate.error is not None or expected.error is not None:
        return {Part("error", ESCAPED): _escaped(candidate, expected)}
    left, right = _parts(candidate), _parts(expected)
    return {part: _compare(part, left, right, ordered) for part in sorted(set(left) | set(right))}


def compare(candidate: Outcome, expected: Outcome, ordered: bool) -> dict[str, Comparison]:
    """Component by component, in the order of `COMPONENTS`; only components that occur."""
    return by_component(compare_parts(candidate, expected, ordered))


def by_component(parts: Mapping[Part, Comparison]) -> dict[str, Comparison]:
    """Parts merged into components."""
    return {
        component: Comparison.merged(c for part, c in parts.items() if part.component == component)
        for component in COMPONENTS
        if any(part.component == component for part in parts)
    }


def equal(components: Mapping[Any, Comparison]) -> bool:
    """Whether everything is equal under the leniencies. Nothing compared is not equal."""
    return bool(components) and all(c.lenient for c in components.values())


def _parts(outcome: Outcome) -> dict[Part, Mapping[str, Json]]:
    return {
        Part(component, name): observation
        for name, observation in (outcome.observations or {}).items()
        for component in _OF_KIND[observation["kind"]]
    }


def _escaped(candidate: Outcome, expected: Outcome) -> Comparison:
    if candidate.error is None or expected.error is None:
        return Comparison.different(f"expected: {_said(expected)}; got: {_said(candidate)}")
    return compare_errors(candidate.error.data, expected.error.data, "error")


def _said(outcome: Outcome) -> str:
    if outcome.error is None:
        return outcome.title
    message = str(outcome.error.data["message"]).strip().splitlines()
    return f"{outcome.title} ({(message or [''])[0][:160]})"


def _compare(
    part: Part,
    left: Mapping[Part, Mapping[str, Json]],
    right: Mapping[Part, Mapping[str, Json]],
    ordered: bool,
) -> Comparison:
    name = part.observation
    if part not in left:
        return Comparison.different(f"{name}: expected {part.component}, got none")
    if part not in right:
        return Comparison.different(f"{name}: expected no {part.component}, got one")
    got, expected = left[part], right[part]
    if part.component == "error":
        return compare_errors(got["error"], expected["error"], name)
    leniencies = _leniencies(part.component, ordered)
    found = _under(leniencies, got[part.component], expected[part.component], name, part.component)
    if found.lenient and part.component in ("rows", "value"):
        names = {*got.get("normalised", ()), *expected.get("normalised", ())}
        extra = tuple(f"normalised:{name}" for name in sorted(names))
        return Comparison(found.strict, found.lenient, found.leniencies + extra, found.diff)
    return found


def _leniencies(component: str, ordered: bool) -> tuple[Leniency, ...]:
    if component == "rows":
        return (MAPPING_ORDER,) if ordered else (ROW_ORDER, MAPPING_ORDER)
    return (MAPPING_ORDER,) if component == "value" else ()


def _subsets(leniencies: tuple[Leniency, ...]) -> Iterator[tuple[Leniency, ...]]:
    """The fewest leniencies first, so that only those needed are named."""
    return chain.from_iterable(combinations(leniencies, n) for n in range(len(leniencies) + 1))


def _softened(value: Json, leniencies: tuple[Leniency, ...]) -> Json:
    if MAPPING_ORDER in leniencies:
        value = without_mapping_order(value)
    if ROW_ORDER in leniencies:
        value = without_row_order(value)
    return value


def _under(
    leniencies: tuple[Leniency, ...], got: Json, expected: Json, name: str, component: str
) -> Comparison:
    for subset in _subsets(leniencies):
        if canonical(_softened(got, subset)) == canonical(_softened(expected, subset)):
            return Comparison(not subset, True, tuple(one.name for one in subset))
    soft_got, soft_expected = _softened(got, leniencies), _softened(expected, leniencies)
    path = f"{name}.{component}"
    if ROW_ORDER in leniencies:
        lines = multiset_differences(soft_expected, soft_got, path)
    else:
        lines = differences(soft_expected, soft_got, path)
    return Comparison(strict=False, lenient=False, diff=bounded(lines))
