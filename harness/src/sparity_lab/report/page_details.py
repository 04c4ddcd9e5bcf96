"""What the page shows of one case when it is opened, and how the rows are cut into chunks."""

from collections.abc import Iterator
from typing import Any

from sparity_lab.records import CaseRecord, Header, Leg
from sparity_lab.report.page_index import PageIndex
from sparity_lab.report.script import script_json
from sparity_lab.report.wording import MISSING_REASON, repro_command, waiver_words, where
from sparity_lab.runlog import RunLog

ROWS = 200
"""Rows of one frame that the page carries; the log has them all."""

CHUNK = 400_000
"""Characters after which a chunk ends: loaded at once from a disk, and not too many files."""


def chunks(log: RunLog, index: PageIndex) -> Iterator[str]:
    """The details of all rows, cut into JSON lists, while the index takes the same rows."""
    held: list[str] = []
    size = 0
    for leg, case, record in log.walk():
        if not held:
            index.new_chunk()
        index.row(leg, case, record)
        text = script_json(detail(leg, case, record, log.header))
        held.append(text)
        size += len(text)
        if size > CHUNK:
            yield f"[{','.join(held)}]"
            held, size = [], 0
    if held:
        yield f"[{','.join(held)}]"


def detail(leg: Leg, case: str, record: CaseRecord | None, header: Header) -> dict[str, Any]:
    """Everything about one case in one leg; what is the same on both sides is carried once."""
    entry: dict[str, Any] = {
        "id": case,
        "digest": header.case_digests.get(case),
        "repro": repro_command(leg, case, header),
    }
    if record is None:
        return entry | {"reason": MISSING_REASON}
    same = record.candidate == record.expected
    return entry | {
        "reason": ". ".join(p for p in (waiver_words(record, header), record.reason) if p),
        "attribution": record.attribution,
        "attempts": record.attempts.model_dump() if record.attempts else None,
        "signature": record.signature,
        "waiver": record.waiver,
        "quarantine": record.quarantine,
        "side": record.side,
        "judged_by": record.judged_by,
        "golden": record.golden,
        "components": {name: found.model_dump() for name, found in record.components.items()},
        "own_reference": {name: found.model_dump() for name, found in record.own_reference.items()},
        "same": same,
        "candidate": _shortened(record.candidate),
        "expected": None if same else _shortened(record.expected),
        "recorded": _recorded(record),
        "duration_s": record.duration_s,
        "source": where(record),
    }


def _recorded(record: CaseRecord) -> dict[str, Any] | None:
    """Requests and the comparison of plans; what they asked for is a section of the page."""
    found = record.recorded
    if found is None:
        return None
    sides = (("reference", found.reference), ("candidate", found.candidate))
    return {
        "plan": found.plan.model_dump() if found.plan else None,
        "notes": found.notes,
        "rpcs": {name: seen.rpcs for name, seen in sides if seen is not None},
    }


def _shortened(outcome: dict[str, Any] | None) -> dict[str, Any] | None:
    """An outcome whose long frames are cut for the page, with the number of rows left out."""
    if not outcome or not isinstance(outcome.get("observations"), dict):
        return outcome
    observations = {}
    for name, seen in outcome["observations"].items():
        rows = seen.get("rows") if isinstance(seen, dict) else None
        if isinstance(rows, list) and len(rows) > ROWS:
            observations[name] = seen | {"rows": rows[:ROWS], "more": len(rows) - ROWS}
        else:
            observations[name] = seen
    return outcome | {"observations": observations}
