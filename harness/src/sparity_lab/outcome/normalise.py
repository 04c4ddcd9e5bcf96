"""Removes what differs from run to run: each normaliser has a name; nothing else is touched.

They apply to error messages, error parameters and query contexts, and to strings among values that
are plan text (they have a header such as `== Physical Plan ==`). The paths of the case's own
folders are replaced in every string. The names of those that changed something are kept with the
outcome (`normalised`), so that reports can count them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sparity_lab.outcome.model import ErrorVector, Json, Outcome

_CASE_FOLDER = r"/case-[A-Za-z0-9_]+"
_PLAN_HEADER = re.compile(r"== [A-Z][A-Za-z ]* Plan ==|WholeStageCodegen")

NORMALISERS: Mapping[str, tuple[str, str]] = {
    "jvm-stacktrace": (r"\n+JVM stacktrace:\n[\s\S]*\Z", ""),
    "jvm-frames": (
        r"(?:\n(?:Caused by: [^\n]*)?(?:\n?\s+at [^\n(]+\([^)\n]*\))+(?:\n\s+\.\.\. \d+ more)?)+"
        # PySpark 3.4 and 3.5 cut the message off, often in the middle of a frame.
        r"(?:\s*(?:a|at|at [^\n]*)?\.\.\.\Z)?|\n\s+at [^\n]*\.\.\.\Z|\n+Driver stacktrace:",
        "",
    ),
    "uuid": (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "<uuid>"),
    "jvm-lambda": (r"\$\$Lambda(?:\$\d+)?/(?:0x)?[0-9a-f]+(?:@[0-9a-f]+)?", "$$Lambda<id>"),
    "jvm-hash": (r"@[0-9a-f]{5,8}\b", "@<hash>"),
    "plan-id": (r"(\bplan[_ ]id\s*[=:]\s*|\bCollectMetrics [^\n]*?\], )\d+", r"\1<id>"),
    "expression-id": (r"#\d+L?\b", "#<id>"),
    "task-id": (
        r"Task \d+ in stage [\d.]+ failed \d+ times?, most recent failure: Lost task [\d.]+ "
        r"in stage [\d.]+ \(TID \d+\) \([^)]*\)",
        "Task <id> failed",
    ),
}
"""Name to pattern and replacement, applied in this order."""

_PATTERNS: list[tuple[str, re.Pattern[str], str]] = [
    (name, re.compile(pattern), replacement) for name, (pattern, replacement) in NORMALISERS.items()
]


@dataclass(frozen=True)
class Surroundings:
    """What belongs to this machine and run and must not be seen in an outcome."""

    data: str = ""
    tmp: str = ""
    file: str = ""
    line: int = 0

    @classmethod
    def of(cls, data: Path, tmp: Path, file: Path, line: int) -> "Surroundings":
        """From the folders of a driver and the place of a case."""
        return cls(str(data), str(tmp), str(file), line)


class _Text:
    """Normalises strings and remembers by what."""

    def __init__(self, around: Surroundings) -> None:
        self.applied: set[str] = set()
        self._paths: list[tuple[str, re.Pattern[str], str]] = []
        if around.tmp:
            pattern = re.compile(re.escape(around.tmp) + f"(?:{_CASE_FOLDER})?")
            self._paths.append(("tmp-path", pattern, "<tmp>"))
        if around.data:
            self._paths.append(("data-path", re.compile(re.escape(around.data)), "<data>"))
        self._around = around

    def _apply(self, text: str, rules: list[tuple[str, re.Pattern[str], str]]) -> str:
        for name, pattern, replacement in rules:
            changed = pattern.sub(replacement, text)
            if changed != text:
                self.applied.add(name)
                text = changed
        return text

    def error(self, text: str) -> str:
        return self._apply(self._call_site(self._apply(text, self._paths)), _PATTERNS)

    def value(self, text: str) -> str:
        text = self._apply(text, self._paths)
        if _PLAN_HEADER.search(text):
            text = self._apply(text, _PATTERNS)
        return text

    def _call_site(self, text: str) -> str:
        """A place in the case's file as `<case>+N`: lines count from the function's first."""
        if not self._around.file or self._around.file not in text:
            return text
        self.applied.add("call-site")

        def relative(match: re.Match[str]) -> str:
            return f"<case>+{int(match.group(1)) - self._around.line}"

        return re.sub(re.escape(self._around.file) + r":(\d+)", relative, text)


def _walk(value: Json, change: Callable[[str], str]) -> Json:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_walk(item, change) for item in value]
    if isinstance(value, dict):
        return {key: _walk(item, change) for key, item in value.items()}
    return value


def normalise_error(error: Mapping[str, Any], around: Surroundings) -> dict[str, Any]:
    """An error vector without what differs from run to run."""
    text = _Text(around)
    changed = {
        **error,
        "message": text.error(error["message"]),
        "parameters": _walk(error["parameters"], text.error),
        "query_context": _walk(error["query_context"], text.error),
    }
    if text.applied:
        changed["normalised"] = sorted(text.applied)
    return changed


def _observation(observation: Mapping[str, Any], around: Surroundings) -> dict[str, Any]:
    if observation["kind"] == "error":
        return {"kind": "error", "error": normalise_error(observation["error"], around)}
    text = _Text(around)
    changed: dict[str, Any] = {
        key: _nested(item, text, around) if key in ("rows", "value") else item
        for key, item in observation.items()
    }
    if text.applied:
        changed["normalised"] = sorted(text.applied)
    return changed


def _nested(value: Json, text: _Text, around: Surroundings) -> Json:
    """A value; an exception inside it is normalised as one."""
    if isinstance(value, str):
        return text.value(value)
    if isinstance(value, list):
        return [_nested(item, text, around) for item in value]
    if isinstance(value, dict):
        if set(value) == {"error"} and isinstance(value["error"], dict):
            return {"error": normalise_error(value["error"], around)}
        return {key: _nested(item, text, around) for key, item in value.items()}
    return value


def in_texts(around: Surroundings) -> Callable[[str], str]:
    """Takes paths, places in the case's file and random ids out of one text at a time.

    >>> in_texts(Surroundings(tmp="/t"))("/t/case-1/x")
    '<tmp>/x'
    """
    text = _Text(around)
    uuids = [rule for rule in _PATTERNS if rule[0] == "uuid"]

    def change(found: str) -> str:
        return text._apply(text._call_site(text.value(found)), uuids)

    return change


def normalise(outcome: Outcome, around: Surroundings) -> Outcome:
    """The outcome without what differs from run to run; normalising twice changes nothing more.

    >>> from sparity_lab.outcome.model import Outcome
    >>> raw = {"observations": {"result": {"kind": "value", "value": "/t/case-1/x"}}, "error": None}
    >>> normalise(Outcome.from_json(raw), Surroundings(tmp="/t")).observations["result"]["value"]
    '<tmp>/x'
    """
    observations = outcome.observations
    if observations is not None:
        observations = {name: _observation(one, around) for name, one in observations.items()}
    error = outcome.error
    if error is not None:
        error = ErrorVector(normalise_error(error.data, around))
    return replace(outcome, observations=observations, error=error)
