"""What is said in public of a claim: a badge and a text to sign; derived from its answer alone."""

import json

from sparity_lab.claiming import Evaluated, TargetAnswer
from sparity_lab.report.markdown import escape
from sparity_lab.verdict.policy import today

_COLOURS = {"holds": "brightgreen", "does not hold": "red", "cannot be told": "lightgrey"}
_COLUMNS = (
    *("target", "answer", "run", "cases"),
    *("equal", "unsupported", "waived"),
    *("judged by", "server", "client"),
)


def badge(found: Evaluated) -> str:
    """The badge as Shields reads it from an endpoint: the answer, never a percentage."""
    content = {
        "schemaVersion": 1,
        "label": f"{found.claim.client} · {found.claim.profile}",
        "message": f"{found.answer} on {', '.join(found.claim.targets)}",
        "color": _COLOURS[found.answer],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def signoff(found: Evaluated) -> str:
    """The claim, its answer, and the evidence on each target, as Markdown."""
    claim = found.claim
    lines = [
        f"## {escape(claim.sentence)}: {found.answer}",
        "",
        *([escape(claim.summary), ""] if claim.summary else []),
        f"Claim `{claim.name}`, judged by `{claim.oracle}` or stronger, "
        f"looked up on {today().isoformat()}.",
        "",
        f"| {' | '.join(_COLUMNS)} |",
        "|" + "---|" * len(_COLUMNS),
        *(_row(one) for one in found.targets),
    ]
    reasons = [(one.target, reason) for one in found.targets for reason in one.reasons]
    if reasons:
        lines += ["", "### Why not", ""]
        lines += [f"- {escape(target)}: {escape(reason)}" for target, reason in reasons]
    waivers = {
        waiver.name: waiver
        for one in found.targets
        if one.log is not None and one.leg is not None
        for waiver in one.log.header.waivers
        if any(
            found is not None and found.waiver == waiver.name
            for leg, _, found in one.log.outlines()
            if leg.key == one.leg.key
        )
    }
    if waivers:
        lines += ["", "### Waived", ""]
        lines += [
            f"- `{waiver.name}` until {waiver.expires}: "
            + escape(f"{waiver.reason} ({waiver.owner}, {waiver.issue})")
            for waiver in waivers.values()
        ]
    if found.other_tree:
        lines += ["", "Runs of another working tree were allowed as evidence."]
    lines += ["", "Signed off by:", ""]
    return "\n".join(lines)


def _row(one: TargetAnswer) -> str:
    if one.log is None or one.leg is None:
        return f"| {escape(one.target)} | {one.answer} | none | | | | | | | |"
    counts = one.log.counts(one.leg.key)
    cells = [
        escape(one.target),
        one.answer,
        f"`{one.run}`",
        str(len(one.leg.expected)),
        *(str(counts[name]) for name in ("equal", "unsupported", "waived")),
        one.leg.oracle or one.log.header.oracle,
        ", ".join(one.log.served(one.target)),
        f"{one.leg.client_version or ''} `{one.leg.digests.get('client', '')[:12]}`".strip(),
    ]
    return f"| {' | '.join(cells)} |"
