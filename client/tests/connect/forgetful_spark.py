"""A fake server that remembers what each session was told, and loses sessions when it is asked."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from fake_spark import FakeSpark
from scripted import refusal

from sparity_lab.fake.strict import Call
from sparity_lab.record.schema import message_class
from sparity_lab.resilience.policy import EndCall


class ForgetfulSpark(FakeSpark):
    """Keeps settings and views by session.

    Before Spark 4.0 a lost session is followed in silence by another one of the same id.
    """

    def __init__(self, version: str = "4.1.1") -> None:
        super().__init__(version)
        self.settings: dict[str, dict[str, str]] = defaultdict(dict)
        self.ran: list[tuple[str, dict[str, str]]] = []
        """The session of each plan, and its settings when the plan came."""
        self.gone: set[str] = set()
        self.condition = "INVALID_HANDLE.SESSION_CLOSED"
        self.held = threading.Event()
        """Settings of sessions that have none yet wait for it."""
        self.held.set()

    def lose(self) -> None:
        """Lose all sessions."""
        if self.server_side_session_id:
            self.gone |= set(self.settings) | {session for session, _ in self.ran}
        self.settings.clear()

    def own(self, session: str) -> dict[str, str]:
        """What a program has set in a session."""
        return {
            key: value
            for key, value in self.settings[session].items()
            if not key.startswith("sparity.")
        }

    def answers(self, call: Call, context: Any) -> Iterator[Any]:
        session = call.request.session_id
        if session in self.gone:
            raise EndCall(refusal(self.condition).status)
        if call.method == "ExecutePlan":
            self.ran.append((session, self.own(session)))
            if call.request.plan.command.sql_command.sql == "RESET":
                self.settings[session].clear()
        if call.method == "Config" and not self.script.get("Config"):
            yield self._config(call.request, self.settings[session])
            return
        yield from super().answers(call, context)

    def _config(self, request: Any, settings: dict[str, str]) -> Any:
        response = message_class("ConfigResponse")()
        operation = request.operation
        if operation.set.pairs and not settings:
            self.held.wait(10)
        for pair in operation.set.pairs:
            settings[pair.key] = pair.value
        for key in operation.get_option.keys:
            found = response.pairs.add(key=key)
            if key in settings:
                found.value = settings[key]
        return response
