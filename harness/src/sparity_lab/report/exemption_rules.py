"""The life cycle of waivers and quarantine in one run: what breaks the gate, from the log alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sparity_lab.records import CaseRecord, Header, Leg
from sparity_lab.runlog import RunLog
from sparity_lab.verdict.exemptions import Exemption, Quarantined, Waiver, matches

_SHOWN = 3


@dataclass(frozen=True)
class Told:
    """What a run says of one entry: whom it excused, and what is wrong with it."""

    name: str
    table: str
    excused: int
    problems: tuple[str, ...]


def day_of(header: Header) -> date:
    """The day on which a run started: entries are judged by that day, whenever they are."""
    return date.fromisoformat(header.started[:10])


def told_of_exemptions(log: RunLog, day: date | None = None) -> list[Told]:
    """What the run says of every entry that it knew."""
    on = day or day_of(log.header)
    told = [_of_waiver(log, one, on) for one in log.header.waivers]
    return told + [_of_quarantined(log, one, on) for one in log.header.quarantine]


def exemption_reasons(log: RunLog) -> list[str]:
    """Every reason why an entry breaks the gate."""
    return [
        f"{one.table} {one.name!r} {problem}"
        for one in told_of_exemptions(log)
        for problem in one.problems
    ]


def spoken_of(log: RunLog, entry: Exemption) -> Iterator[tuple[Leg, str, CaseRecord | None]]:
    """The cases of a run that an entry is about."""
    for leg, case, record in log.walk():
        if entry.speaks_of(case, leg.target, leg.client, leg.server_version):
            yield leg, case, record


def _of_waiver(log: RunLog, waiver: Waiver, day: date) -> Told:
    found = list(spoken_of(log, waiver))
    records = [record for _, _, record in found if record is not None]
    problems = _common(log, waiver, len(found), day)
    passing = [r for r in records if r.verdict in ("equal", "unsupported")]
    if passing:
        problems.append(
            f"no longer fails for {_shown(passing)}: narrow it, or take it out of waivers.toml"
        )
    others = [r for r in records if r.verdict == "divergent"]
    if others and not waiver.fails:
        problems.append("has no signature yet: `sparity-lab waivers update --write` fills it in")
    elif others and not waiver.has_expired(day):
        problems.append(
            f"does not describe how {_shown(others)} fails now: {others[0].signature or 'unknown'}"
        )
    excused = sum(record.waiver == waiver.name for record in records)
    return Told(waiver.name, "waiver", excused, tuple(problems))


def _of_quarantined(log: RunLog, entry: Quarantined, day: date) -> Told:
    found = list(spoken_of(log, entry))
    excused = sum(record is not None and record.quarantine == entry.name for _, _, record in found)
    problems = _common(log, entry, len(found), day)
    return Told(entry.name, "quarantine", excused, tuple(problems))


def _common(log: RunLog, entry: Exemption, found: int, day: date) -> list[str]:
    problems = []
    if found and entry.has_expired(day):
        problems.append(f"has expired on {entry.expires}: renew it with a reason, or remove it")
    if not found and _judged_whole(log, entry):
        problems.append(f"matches no case: {', '.join(entry.cases)}")
    return problems


def _judged_whole(log: RunLog, entry: Exemption) -> bool:
    """Whether a leg that the entry is about ran every case of a profile that it names."""
    return any(
        leg.is_whole
        and entry.concerns(leg.target, leg.client, leg.server_version)
        and any(matches([case.partition("/")[0]], leg.profile) for case in entry.cases)
        for leg in log.header.legs
    )


def _shown(records: Sequence[CaseRecord]) -> str:
    names = list(dict.fromkeys(record.case for record in records))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
