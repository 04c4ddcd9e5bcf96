"""Cases that were renamed between two runs: read from a file, checked, and guessed at."""

import difflib
import json
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from sparity_lab.diff.seen import Seen
from sparity_lab.problems import UsageProblem
from sparity_lab.records import suite_of

_HINT = 'write "old id" = "new id" on a line of its own (TOML), or one JSON object of such pairs'


def load_renames(file: Path) -> dict[str, str]:
    """The pairs of a file, old id to new id; TOML, or JSON where the name ends so.

    Raises:
        UsageProblem: it cannot be read, is not of pairs, or has an id twice.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageProblem(f"cannot read the renames in {file}", causes=[problem]) from problem
    try:
        if file.suffix == ".json":
            content = json.loads(text, object_pairs_hook=_pairs_once)
        else:
            content = tomllib.loads(text)
    except (ValueError, tomllib.TOMLDecodeError) as problem:
        raise UsageProblem(f"{file}: {problem}", hint=_HINT) from problem
    if not isinstance(content, dict) or not all(isinstance(v, str) for v in content.values()):
        raise UsageProblem(f"{file} does not consist of pairs of case ids", hint=_HINT)
    twice = _twice(content.values())
    if twice:
        raise UsageProblem(
            f"{file} gives several cases the name {twice[0]}",
            hint="two cases cannot have become one; keep one of the lines",
        )
    return content


def check_renames(
    renames: Mapping[str, str], before: Collection[str], after: Collection[str]
) -> None:
    """See that every pair is about a case that vanished and one that appeared.

    Raises:
        UsageProblem: one is not; every mistake is told.
    """
    causes = []
    for old, new in renames.items():
        if old not in before:
            causes.append(f"run A has no case {old}{_near(old, before)}")
        elif old in after:
            causes.append(f"{old} was not renamed: run B still has it")
        if new not in after:
            causes.append(f"run B has no case {new}{_near(new, after)}")
        elif new in before:
            causes.append(f"{new} is not a new name: run A has it already")
    if causes:
        raise UsageProblem(
            "the renames do not fit these runs", causes=causes, hint="correct or remove those lines"
        )


def likely_renames(
    gone: Mapping[str, Seen],
    come: Mapping[str, Seen],
    digests: tuple[Mapping[str, str], Mapping[str, str]],
) -> dict[str, str]:
    """Pairs of a vanished and a new case that are probably the same one.

    They have the same source digest, or stand in the same suite, mirror the same upstream test and
    expect the same outcome. Where several would do, nothing is said.
    """
    by_source = _matched(
        {case: digests[0].get(case) for case in gone}, {case: digests[1].get(case) for case in come}
    )
    left = [case for case in gone if case not in by_source]
    found = set(by_source.values())
    right = [case for case in come if case not in found]
    by_meaning = _matched(
        {case: _meaning(case, gone[case]) for case in left},
        {case: _meaning(case, come[case]) for case in right},
    )
    return {**by_source, **by_meaning}


def _meaning(case: str, seen: Seen) -> tuple[str, ...] | None:
    if not seen.mirrors or not seen.expected:
        return None
    return case.partition("/")[0], suite_of(case), seen.mirrors, seen.expected


def _matched(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """The names on both sides that share a mark which no other name of their side has."""
    once_old, once_new = (_by_unique_mark(side) for side in (old, new))
    return {once_old[mark]: once_new[mark] for mark in once_old if mark in once_new}


def _by_unique_mark(marks: Mapping[str, Any]) -> dict[Any, str]:
    counts = Counter(marks.values())
    return {mark: name for name, mark in marks.items() if mark is not None and counts[mark] == 1}


def _pairs_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    twice = _twice(name for name, _ in pairs)
    if twice:
        raise ValueError(f"{twice[0]!r} stands there twice")
    return dict(pairs)


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _near(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""
