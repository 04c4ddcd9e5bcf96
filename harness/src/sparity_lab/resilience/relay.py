"""`sparity-lab proxy`: stands between any client and any server and breaks calls by a script.

What it does goes to stdout, a JSON object a line; what a person has to be told goes to stderr.
"""

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from sparity_lab.matrix import without_secrets
from sparity_lab.problems import EXIT_OK
from sparity_lab.record.address import in_front_of
from sparity_lab.resilience.injector import Call
from sparity_lab.resilience.passage import Passage
from sparity_lab.resilience.rules import Rule
from sparity_lab.resilience.script import read_script
from sparity_lab.servers.address import parse_address


@dataclass(frozen=True)
class ProxyOptions:
    """The options of `sparity-lab proxy`.

    Args:
        url: the server's `sc://` address.
        script: the faults; None to break nothing.
        port: where clients come in; 0 for any that is free.
    """

    url: str
    script: Path | None = None
    port: int = 0


def relay(options: ProxyOptions, out: TextIO) -> int:
    """Pass calls on, broken as the script says, until SIGINT or SIGTERM.

    Args:
        options: what was asked for.
        out: takes the JSON lines.

    Raises:
        UsageProblem: the address or the script is wrong.
        InfraProblem: it cannot listen.
    """
    address = parse_address(options.url)
    rules = read_script(options.script) if options.script else []
    with _told_to_end() as ended:
        lines = _Lines(out, on_broken=ended.set)
        passage = Passage(
            address.authority, secure=address.secure, port=options.port, tell=lines.tell_of_fault
        )
        with passage:
            passage.injector.arm(*rules)
            lines.write(
                "listening",
                url=without_secrets(in_front_of(options.url, passage.port)),
                server=without_secrets(options.url),
                faults=[rule.name for rule in rules],
            )
            ended.wait()
            hits, calls = passage.injector.hits, passage.injector.calls
        lines.write("stopped", calls=dict(sorted(calls.items())), struck=_struck(rules, hits))
    return EXIT_OK


def _struck(rules: Sequence[Rule], hits: Sequence[int]) -> list[dict[str, Any]]:
    """How often each fault struck: one that never did has proven nothing."""
    return [{"fault": rule.name, "times": count} for rule, count in zip(rules, hits, strict=True)]


class _Lines:
    """Writes JSON lines from any thread."""

    def __init__(self, out: TextIO, on_broken: Callable[[], None]) -> None:
        self._out = out
        self._on_broken = on_broken
        self._lock = threading.Lock()

    def write(self, event: str, **about: Any) -> None:
        """A line; nobody who listens any more is the end."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._lock:
            try:
                self._out.write(json.dumps({"event": event, "at": at, **about}) + "\n")
                self._out.flush()
            except BrokenPipeError:
                # What is still in the buffer must not fail the end of the program.
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._out.fileno())
                self._on_broken()

    def tell_of_fault(self, rule: Rule, call: Call) -> None:
        """A fault has happened to a call."""
        self.write(
            "fault",
            fault=rule.name,
            call=call.number,
            method=call.method,
            session_id=call.session_id,
            operation_id=call.operation_id,
            after=call.responses,
        )


@contextmanager
def _told_to_end() -> Iterator[threading.Event]:
    """Set by Ctrl-C and SIGTERM as long as a `with` lasts."""
    ended = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: ended.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield ended
    finally:
        for number, handler in before.items():
            with suppress(TypeError):  # it was not set from Python
                signal.signal(number, handler)
