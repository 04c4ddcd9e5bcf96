"""Which of the protocol's words each client of a run has sent, and the server accepted.

The words are those of the wire schema itself; what was sent is told by the recording proxies, so it
holds for any client. Shows nothing.
"""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ConfigDict, Field

from sparity_lab.record.schema import vocabulary
from sparity_lab.records import CaseRecord, Seen
from sparity_lab.runlog import RunLog


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class WordNumbers(_Model):
    """One relation, expression, command … that was sent."""

    name: str
    sent: int = Field(description="calls that used it")
    accepted: int = Field(description="of these, calls that the server accepted")
    example: str = Field(description="a case with such a call, an accepted one if there is one")


class KindNumbers(_Model):
    """The words of one kind."""

    kind: str
    words: int = Field(description="words of this kind in the newest protocol")
    sent: int = Field(description="of these, words that were sent at least once")
    accepted: int = Field(description="of these, words that were accepted at least once")
    used: list[WordNumbers]
    never: list[str] = Field(description="words that were never sent")


class ClientProtocol(_Model):
    """What one client sent, as candidate or as reference, over all legs of the run."""

    client: str
    cases: int = Field(description="cases whose calls were recorded")
    executed: int = Field(description="of these, cases in which the server executed or analysed")
    silent: int = Field(description="of these, cases in which it made no call at all")
    kinds: list[KindNumbers]


class PlanNumbers(_Model):
    """How often the candidate's plans were the reference's."""

    compared: int
    strict: int
    lenient: int


class ProtocolNumbers(_Model):
    """The protocol as the clients of a run used it."""

    clients: list[ClientProtocol]
    plans: PlanNumbers
    alone: list[str] = Field(
        description="cases in which the candidate made no call, although the reference did"
    )


def protocol_numbers(log: RunLog) -> ProtocolNumbers | None:
    """The numbers of a run; None when nothing was recorded."""
    records = [record for record in log.records if record.recorded is not None]
    if not records:
        return None
    by_client: dict[str, list[tuple[str, Seen]]] = {}
    for record in records:
        for client, seen in _clients(record):
            by_client.setdefault(client, []).append((record.case, seen))
    plans = [r.recorded.plan for r in records if r.recorded and r.recorded.plan]
    return ProtocolNumbers(
        clients=[_client(name, found) for name, found in by_client.items()],
        plans=PlanNumbers(
            compared=len(plans),
            strict=sum(plan.strict == "equal" for plan in plans),
            lenient=sum(plan.lenient == "equal" for plan in plans),
        ),
        alone=[f"{r.case} on {r.target}" for r in records if _only_the_candidate_is_silent(r)],
    )


def _clients(record: CaseRecord) -> Iterator[tuple[str, Seen]]:
    if record.recorded is None:
        return
    if record.recorded.candidate is not None:
        yield record.client, record.recorded.candidate
    if record.recorded.reference is not None:
        yield record.reference or "reference", record.recorded.reference


def _only_the_candidate_is_silent(record: CaseRecord) -> bool:
    found = record.recorded
    if found is None or found.candidate is None or found.reference is None:
        return False
    return not found.candidate.rpcs and bool(found.reference.rpcs)


def _client(name: str, found: list[tuple[str, Seen]]) -> ClientProtocol:
    return ClientProtocol(
        client=name,
        cases=len(found),
        executed=sum(seen.executed for _, seen in found),
        silent=sum(not seen.rpcs for _, seen in found),
        kinds=[_kind(kind, words, found) for kind, words in vocabulary().items()],
    )


def _kind(kind: str, words: tuple[str, ...], found: Iterable[tuple[str, Seen]]) -> KindNumbers:
    used: dict[str, WordNumbers] = {}
    for case, seen in found:
        for name, (sent, accepted) in seen.uses.get(kind, {}).items():
            word = used.setdefault(name, WordNumbers(name=name, sent=0, accepted=0, example=case))
            if accepted and not word.accepted:
                word.example = case
            word.sent += sent
            word.accepted += accepted
    known = set(words)
    return KindNumbers(
        kind=kind,
        words=len(words),
        sent=sum(name in known for name in used),
        accepted=sum(name in known and word.accepted > 0 for name, word in used.items()),
        used=sorted(used.values(), key=lambda word: (-word.sent, word.name)),
        never=[word for word in words if word not in used],
    )
