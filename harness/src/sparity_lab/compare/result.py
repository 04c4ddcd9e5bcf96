"""What a comparison found, strictly and leniently, side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sparity_lab.compare.diff import MAX_LINES


@dataclass(frozen=True)
class Comparison:
    """The result for one part of an outcome or for a whole component.

    `strict` is equality to the letter, `lenient` equality under the leniencies named in
    `leniencies`; `diff` says where it is different even leniently.
    """

    strict: bool
    lenient: bool
    leniencies: tuple[str, ...] = ()
    diff: tuple[str, ...] = ()

    @classmethod
    def different(cls, line: str) -> "Comparison":
        """A difference that no leniency reaches."""
        return cls(strict=False, lenient=False, diff=(line,))

    @classmethod
    def merged(cls, parts: Iterable["Comparison"]) -> "Comparison":
        """A component: equal only if every part of it is."""
        found = list(parts)
        lines = [line for part in found for line in part.diff]
        if len(lines) > MAX_LINES:
            lines = [*lines[:MAX_LINES], "… and more"]
        return cls(
            strict=all(part.strict for part in found),
            lenient=all(part.lenient for part in found),
            leniencies=tuple(sorted({name for part in found for name in part.leniencies})),
            diff=tuple(lines),
        )

    def to_json(self) -> dict[str, Any]:
        """The form that a run log keeps."""
        return {
            "strict": "equal" if self.strict else "different",
            "lenient": "equal" if self.lenient else "different",
            "leniencies": list(self.leniencies),
            "diff": list(self.diff),
        }
