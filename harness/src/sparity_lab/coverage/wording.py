"""Sentences about upstream coverage that terminal, Markdown and page share; counts nothing."""

from sparity_lab.coverage.agreement import LegAgreement
from sparity_lab.coverage.not_mirrored import REASONS
from sparity_lab.coverage.numbers import UpstreamNumbers
from sparity_lab.coverage.protocol import ClientProtocol, PlanNumbers

COUNTED = "need no Python worker, no JVM in the client and no streaming"


def headline(found: UpstreamNumbers) -> str:
    """The one sentence."""
    return (
        f"{found.mirrored} of the {found.counted} upstream tests that {COUNTED} "
        f"are mirrored: {found.percent} %"
    )


def leg_line(leg: LegAgreement) -> str:
    """How many mirrored tests are equal in one leg, and what the others are."""
    rest = [f"{n} {name}" for name, n in leg.counts.items() if n and name != "equal"]
    others = f" ({', '.join(rest)})" if rest else ""
    return (
        f"{leg.client} on {leg.target}, {leg.profile}: of {leg.tests} mirrored tests, "
        f"{leg.counts['equal']} have all their cases equal{others}"
    )


def origin_line(found: UpstreamNumbers) -> str:
    """What the list is."""
    origin = found.origin
    return (
        f"{found.tests} tests in {len(found.suites)} suites of {origin.project}, {origin.folder}, "
        f"{origin.version} as of {origin.date}"
    )


def reason_lines(found: UpstreamNumbers) -> list[tuple[str, int, str, bool]]:
    """Reason, tests, meaning and whether they count, for each reason that is given."""
    return [
        (name, found.not_mirrored[name], reason.meaning, reason.counted)
        for name, reason in REASONS.items()
        if name in found.not_mirrored
    ]


def client_line(found: ClientProtocol) -> str:
    """How much of the protocol one client used."""
    kinds = ", ".join(f"{kind.accepted} of {kind.words} {kind.kind}" for kind in found.kinds)
    return (
        f"{found.client}: the server accepted {kinds}; it executed or analysed a plan in "
        f"{found.executed} of {found.cases} cases and was never called in {found.silent}"
    )


def alone_line(case: str) -> str:
    """A case in which only the candidate did without the server."""
    return f"the candidate never reached the server, the reference did: {case}"


def plan_line(found: PlanNumbers) -> str:
    """How often both clients asked for the same."""
    return (
        f"plans of candidate and reference compared in {found.compared} cases: "
        f"{found.strict} equal to the letter, {found.lenient} with named leniencies"
    )
