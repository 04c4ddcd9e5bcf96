"""The parts of docs/performance.md that are made of published results; the rest is by hand."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report import profile_lines
from benchmarks.results import Results

BEGIN = "<!-- Written by `nox -s bench -- --profile --publish`; do not edit. -->"
END = "<!-- From here on by hand. -->"


def renewed(text: str, all_results: Sequence[Results], folder: str) -> str:
    """The guide with links to what is published, and where the slowest programs spend their time.

    Args:
        text: the guide.
        all_results: what is published, a target each.
        folder: where it lies, seen from the guide.

    Raises:
        ValueError: the guide has no place for it.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the guide lacks a line {BEGIN!r}, or {END!r} after it")
    lines = [BEGIN, ""]
    for one in all_results:
        whole = len(one.rows) + len(one.failed)
        met = f"{len(one.rows) - len(one.missed)} of {whole} bars met"
        link = f"[Spark {one.target}]({folder}/{one.target}/bench.md)"
        lines += [f"{link}: {met}, {one.when[:10]}, {one.machine['processor']}.", ""]
        if one.profiles:
            lines += [*profile_lines(one.profiles, f"{folder}/{one.target}/"), ""]
    return before + "\n".join(lines) + END + after
