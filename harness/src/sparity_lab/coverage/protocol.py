"""Which of the protocol's words each client of a run has sent, and the server accepted.

The words are those of the wire schema itself; what was sent is told by the recording proxies, so it
holds for any client. Shows nothing.
"""

from collections.abc import Iterator

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
    if not any(found is not None and found.recorded for _, _, found in log.outlines()):
        return None
    clients: dict[str, _Heard] = {}
    plans = PlanNumbers(compared=0, strict=0, lenient=0)
    alone = []
    for _, _, record in log.walk():
        if record is None or record.recorded is None:
            continue
        for client, seen in _clients(record):
            clients.setdefault(client, _Heard()).take(record.case, seen)
        if record.recorded.plan is not None:
            plans.compared += 1
            plans.strict += record.recorded.plan.strict == "equal"
            plans.lenient += record.recorded.plan.lenient == "equal"
        if _only_the_candidate_is_silent(record):
            alone.append(f"{record.case} on {record.target}")
    return ProtocolNumbers(
        clients=[heard.numbers(client) for client, heard in clients.items()],
        plans=plans,
        alone=alone,
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


class _Heard:
    """Counts what one client sent, case after case."""

    def __init__(self) -> None:
        self._cases = 0
        self._executed = 0
        self._silent = 0
        self._used: dict[str, dict[str, WordNumbers]] = {kind: {} for kind in vocabulary()}

    def take(self, case: str, seen: Seen) -> None:
        """Count one case."""
        self._cases += 1
        self._executed += seen.executed
        self._silent += not seen.rpcs
        for kind, words in seen.uses.items():
            used = self._used.setdefault(kind, {})
            for name, (sent, accepted) in words.items():
                blank = WordNumbers(name=name, sent=0, accepted=0, example=case)
                word = used.setdefault(name, blank)
                if accepted and not word.accepted:
                    word.example = case
                word.sent += sent
                word.accepted += accepted

    def numbers(self, client: str) -> ClientProtocol:
        """What was counted."""
        return ClientProtocol(
            client=client,
            cases=self._cases,
            executed=self._executed,
            silent=self._silent,
            kinds=[self._kind(kind, words) for kind, words in vocabulary().items()],
        )

    def _kind(self, kind: str, words: tuple[str, ...]) -> KindNumbers:
        used = self._used[kind]
        known = set(words)
        return KindNumbers(
            kind=kind,
            words=len(words),
            sent=sum(name in known for name in used),
            accepted=sum(name in known and word.accepted > 0 for name, word in used.items()),
            used=sorted(used.values(), key=lambda word: (-word.sent, word.name)),
            never=[word for word in words if word not in used],
        )
