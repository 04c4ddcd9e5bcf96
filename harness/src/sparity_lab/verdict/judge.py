"""Judges a candidate's outcome by rules alone: pure functions, no files, no clock, no processes.

The rules are told in docs/judging.md.
"""

from dataclasses import dataclass, replace

from sparity_lab.cases import Case
from sparity_lab.compare.diff import bounded
from sparity_lab.compare.outcomes import (
    ESCAPED,
    Part,
    by_component,
    compare,
    compare_parts,
    equal,
)
from sparity_lab.compare.result import Comparison
from sparity_lab.outcome.model import Outcome, Side
from sparity_lab.records import PROTOCOL
from sparity_lab.verdict.attribution import attribution_of
from sparity_lab.verdict.evidence import side_of
from sparity_lab.verdict.goldens import Golden
from sparity_lab.verdict.model import GoldenState, Oracle, Verdict
from sparity_lab.verdict.versions import is_after, is_before, same_minor

NEWEST = "4.3.0"
"""The reference that decides what a client decides alone, on every target."""

REFUSAL = "UnsupportedOnServerError"
"""The class by which a candidate refuses what the server's version does not have."""


@dataclass(frozen=True)
class Witnesses:
    """Everything that a candidate can be judged by.

    Attributes:
        version: the target's Spark version.
        oracle: `live`, `golden` or `both`.
        live: what the reference of that version yielded just now; None with the oracle `golden`.
        golden: what it yielded when it was recorded; None when there is no recording.
        newest: the recording of the newest reference, for what clients decide alone.
    """

    version: str
    oracle: Oracle
    live: Outcome | None = None
    golden: Golden | None = None
    newest: Golden | None = None


def judge(case: Case, candidate: Outcome, witnesses: Witnesses) -> Verdict:
    """The verdict on a candidate's outcome.

    Args:
        case: what was run.
        candidate: what it yielded.
        witnesses: what it is judged by.

    Example:
        `judge(case, outcome, Witnesses("4.1.1", "live", live=reference_outcome)).verdict`
    """
    found = _with_complaints(_judged(case, candidate, witnesses), candidate.complaints)
    golden = witnesses.golden
    as_golden = (
        golden is not None
        and golden.digest == case.digest
        and equal(compare(candidate, golden.outcome, case.ordered))
    )
    blamed = attribution_of(
        found.verdict,
        found.golden,
        as_golden=as_golden,
        golden_counts=witnesses.oracle != "live",
    )
    return replace(found, attribution=blamed)


def _with_complaints(found: Verdict, complaints: tuple[str, ...] | None) -> Verdict:
    """The verdict with what a strict server has to say of the candidate's calls."""
    if complaints is None or found.verdict == "infra":
        return found
    lines = bounded(iter(complaints))
    protocol = Comparison(strict=not lines, lenient=not lines, diff=lines)
    components = {**found.components, PROTOCOL: protocol}
    if not complaints:
        return replace(found, components=components)
    reason = f"breaks the protocol: {'; '.join(complaints)}"
    if found.verdict == "divergent":
        reason = f"{found.reason}; {reason}"
    return replace(found, verdict="divergent", reason=reason, side="client", components=components)


def _judged(case: Case, candidate: Outcome, witnesses: Witnesses) -> Verdict:
    state = golden_state(case, witnesses)
    expected, by = _own_reference(case, witnesses)
    if expected is None:
        problem = (
            "there is no golden" if state == "missing" else "the golden is of another case text"
        )
        return Verdict.infra(
            f"cannot be judged: {problem}, PySpark {witnesses.version}", golden=state
        )
    if _is_out_of_range(case, witnesses.version) and expected.failed:
        return _unsupported(case, candidate, witnesses, expected, by, state)
    parts = compare_parts(candidate, expected, case.ordered)
    if not equal(parts) and is_before(witnesses.version, case.since):
        newest, newest_by = _newest(case, witnesses)
        if newest is not None and equal(compare(candidate, newest, case.ordered)):
            return _not_yet(case, candidate, witnesses, newest, newest_by, state)
        if _refused(case, candidate, expected, newest):
            return _unsupported(case, candidate, witnesses, expected, by, state)
    if equal(parts):
        return Verdict(
            "equal",
            _range_remark(case, witnesses.version),
            judged_by=by,
            golden=state,
            components=by_component(parts),
            expected=expected,
        )
    return _different(case, candidate, witnesses, expected, by, state, parts)


def golden_state(case: Case, witnesses: Witnesses) -> GoldenState:
    """How the golden of the target's version fares."""
    golden, live = witnesses.golden, witnesses.live
    if golden is None:
        return "missing"
    if golden.digest != case.digest:
        return "stale"
    if live is None or witnesses.oracle == "golden":
        return "unchecked"
    return "equal" if equal(compare(live, golden.outcome, case.ordered)) else "stale"


def _own_reference(case: Case, witnesses: Witnesses) -> tuple[Outcome | None, str]:
    """The outcome of the target's own PySpark, and what to call it."""
    if witnesses.live is not None and witnesses.oracle != "golden":
        return witnesses.live, f"live {witnesses.version}"
    golden = witnesses.golden
    if golden is not None and golden.digest == case.digest:
        return golden.outcome, f"golden {golden.version}"
    return None, ""


def _newest(case: Case, witnesses: Witnesses) -> tuple[Outcome | None, str]:
    """The newest reference's outcome: live where the target is as new, else its golden."""
    if same_minor(witnesses.version, NEWEST):
        return _own_reference(case, witnesses)
    golden = witnesses.newest
    if golden is not None and golden.digest == case.digest:
        return golden.outcome, f"golden {golden.version}"
    return None, ""


def _is_out_of_range(case: Case, version: str) -> bool:
    return is_before(version, case.since) or (
        case.until is not None and is_after(version, case.until)
    )


def _range(case: Case) -> str:
    return f"since {case.since}" if case.until is None else f"{case.since} to {case.until}"


def _range_remark(case: Case, version: str) -> str:
    if _is_out_of_range(case, version):
        return f"declared {_range(case)}, yet PySpark {version} has it too"
    return ""


def _refused(case: Case, candidate: Outcome, expected: Outcome, newest: Outcome | None) -> bool:
    """Whether the reference lacks what differs, and the candidate says so by name.

    Each observation that differs is an error on both sides, the candidate's a refusal that the
    case caught, or what the newest reference has there.
    """
    ours, theirs = candidate.observations or {}, expected.observations or {}
    differing = _differing(candidate, expected, case.ordered)
    elsewhere = differing if newest is None else _differing(candidate, newest, case.ordered)
    refused = {
        name
        for name in differing & elsewhere
        if ours.get(name, {}).get("kind") == theirs.get(name, {}).get("kind") == "error"
        and ours[name]["error"]["class"] == REFUSAL
    }
    return bool(refused) and differing & elsewhere == refused


def _differing(candidate: Outcome, expected: Outcome, ordered: bool) -> set[str]:
    parts = compare_parts(candidate, expected, ordered)
    return {part.observation for part, found in parts.items() if not found.lenient}


def _unsupported(
    case: Case,
    candidate: Outcome,
    witnesses: Witnesses,
    expected: Outcome,
    by: str,
    state: GoldenState,
) -> Verdict:
    """The reference of this version lacks it; what the candidate does instead is told."""
    reason = f"{_range(case)}; PySpark {witnesses.version} {expected.title}"
    newest, newest_by = _newest(case, witnesses)
    components = compare(candidate, expected, case.ordered)
    if candidate.failed:
        reason += f", the candidate {candidate.title}"
    elif _refused(case, candidate, expected, newest):
        reason += f", the candidate raises {REFUSAL}, which the case catches"
    elif newest is None:
        reason += ", the candidate answers"
    else:
        components = compare(candidate, newest, case.ordered)
        alike = "as" if equal(components) else "but not as"
        reason += f", the candidate answers, {alike} PySpark {NEWEST} does"
        by, expected = newest_by, newest
    return Verdict(
        "unsupported",
        reason,
        judged_by=by,
        golden=state,
        components=components,
        expected=expected,
    )


def _not_yet(
    case: Case,
    candidate: Outcome,
    witnesses: Witnesses,
    newest: Outcome,
    by: str,
    state: GoldenState,
) -> Verdict:
    """The reference of this version does something else, as every one did before `since`."""
    return Verdict(
        "unsupported",
        f"{_range(case)}; PySpark {witnesses.version} answers otherwise, the candidate answers as "
        f"PySpark {NEWEST} does",
        judged_by=by,
        golden=state,
        components=compare(candidate, newest, case.ordered),
        expected=newest,
    )


def _different(
    case: Case,
    candidate: Outcome,
    witnesses: Witnesses,
    expected: Outcome,
    by: str,
    state: GoldenState,
    parts: dict[Part, Comparison],
) -> Verdict:
    """Decide who decided what differs, and whose behaviour therefore counts."""
    wrong = [part for part, found in parts.items() if not found.lenient]
    sides = {part: side_of(part, candidate, expected) for part in wrong}
    own = by_component(parts)
    places = ", ".join(sorted({part.component for part in wrong}))
    server = Verdict(
        "divergent",
        f"differs from PySpark {witnesses.version} in {places}",
        side="server",
        judged_by=by,
        golden=state,
        components=own,
        expected=expected,
    )
    if any(side == "server" for side in sides.values()):
        return server
    return _client_side(case, candidate, witnesses, server, wrong, parts)


def _client_side(
    case: Case,
    candidate: Outcome,
    witnesses: Witnesses,
    server: Verdict,
    wrong: list[Part],
    parts: dict[Part, Comparison],
) -> Verdict:
    """What a client decides alone is judged by the newest reference."""
    side: Side = "client"
    own, state = server.components, server.golden
    newest, by = _newest(case, witnesses)
    if same_minor(witnesses.version, NEWEST):
        reason = f"{server.reason} (the client's own decision)"
        return Verdict("divergent", reason, side, by, state, own, server.expected)
    if newest is None:
        reason = f"{server.reason}, a client's own decision, but no golden of {NEWEST} can judge it"
        return Verdict("divergent", reason, side, server.judged_by, state, own, server.expected)
    against_newest = compare_parts(candidate, newest, case.ordered)
    if Part("error", ESCAPED) not in wrong and not newest.failed:
        # Only what differs on this target is in question; the rest is this server's doing. A part
        # that neither the candidate nor the newest has is no difference between them.
        chosen = {part: against_newest[part] for part in wrong if part in against_newest}
        merged = {p: found for p, found in parts.items() if p not in wrong} | chosen
    else:
        chosen = merged = against_newest
    components = by_component(merged)
    places = ", ".join(sorted({part.component for part in wrong}))
    if equal(chosen):
        reason = f"as PySpark {NEWEST}; PySpark {witnesses.version} differs in {places}"
        return Verdict("equal", reason, side, by, state, components, newest, own)
    reason = f"differs in {places} from PySpark {witnesses.version} and from PySpark {NEWEST}"
    return Verdict("divergent", reason, side, by, state, components, newest, own)
