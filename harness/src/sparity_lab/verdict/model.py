"""A verdict and its parts as immutable data; the rules that lead to one are in `judge`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sparity_lab.compare.result import Comparison
from sparity_lab.outcome.model import Outcome, Side
from sparity_lab.verdict.attribution import Attribution

Name = Literal["equal", "divergent", "unsupported", "infra", "flaky"]
GoldenState = Literal["equal", "stale", "missing", "unchecked"]
Oracle = Literal["live", "golden", "both"]


@dataclass(frozen=True)
class Verdict:
    """What is said of one case with one candidate on one target.

    Attributes:
        verdict: the word.
        reason: one line on why; for `equal` empty, or how it was come by.
        side: who decided what differs: the client alone, or the server; None when nothing differs.
        judged_by: whose outcome was decisive, such as `live 4.1.1` or `golden 4.3.0`.
        golden: how the golden of the target's version fares: `equal` to the live reference,
            `stale`, `missing`, or `unchecked` when no live reference looked at it.
        components: the comparison with the decisive outcome.
        expected: the decisive outcome.
        own_reference: the comparison with the PySpark of the target's own version where another
            outcome was decisive; empty otherwise.
        attribution: who is to blame; None when nothing is wrong.
    """

    verdict: Name
    reason: str = ""
    side: Side | None = None
    judged_by: str | None = None
    golden: GoldenState | None = None
    components: Mapping[str, Comparison] = field(default_factory=dict)
    expected: Outcome | None = None
    own_reference: Mapping[str, Comparison] = field(default_factory=dict)
    attribution: Attribution | None = None

    @classmethod
    def infra(cls, reason: str, golden: GoldenState | None = None) -> "Verdict":
        """The lab or the server failed: nothing is said about the candidate."""
        return cls("infra", reason, golden=golden, attribution="environment")

    @property
    def passes(self) -> bool:
        """Whether the candidate did what it should."""
        return self.verdict in ("equal", "unsupported")

    def gate_failure(self, oracle: Oracle) -> str | None:
        """Why this verdict alone makes the gate fail, None when it does not."""
        if not self.passes:
            return f"{self.verdict}: {self.reason}"
        if self.golden == "stale":
            return "the golden is stale; record it again"
        if self.golden == "missing" and oracle != "live":
            return "there is no golden; record one"
        return None

    def components_json(self) -> dict[str, Any]:
        """The components as a run log keeps them."""
        return {name: found.to_json() for name, found in self.components.items()}


def settle(attempts: Sequence[Verdict]) -> Verdict:
    """One verdict of several attempts at the same case: `flaky` when they do not agree.

    An attempt that failed for infrastructure says nothing and is left out, unless all did.

    Raises:
        ValueError: without an attempt.
    """
    if not attempts:
        raise ValueError("no attempt to settle")
    told = [one for one in attempts if one.verdict != "infra"] or list(attempts)
    names = [one.verdict for one in told]
    if len(set(names)) == 1:
        return told[-1]
    worst = next(one for one in told if not one.passes)
    given = ", ".join(f"{count} {name}" for name, count in Counter(names).items())
    return replace(
        worst,
        verdict="flaky",
        reason=f"{len(told)} attempts gave {given}; {worst.reason}",
        attribution="flaky",
    )
