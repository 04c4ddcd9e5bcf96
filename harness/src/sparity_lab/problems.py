"""The lab's errors as user interface: one clear line, what to do, the exit code; no logging."""

import difflib
from collections.abc import Iterable, Sequence

EXIT_OK = 0
EXIT_GATE = 1
EXIT_USAGE = 2
EXIT_INFRA = 3

Cause = BaseException | str


class LabError(Exception):
    """Something a person has to know and can act on; never shown as a traceback.

    `message` is one line that says what is wrong, `hint` one that says what to do, `causes` are the
    findings behind it, nearest first, and `exit_code` is what the command ends with.
    """

    exit_code: int = EXIT_INFRA

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        exit_code: int | None = None,
        causes: Sequence[Cause] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.causes = tuple(causes)
        if exit_code is not None:
            self.exit_code = exit_code

    def lines(self) -> list[str]:
        """The error as plain text lines: the message, its causes, the hint."""
        lines = [f"error: {self.message}"]
        for cause in self.causes:
            lines += [f"  {line}" for line in cause_text(cause).splitlines()]
        if self.hint:
            lines.append(f"hint: {self.hint}")
        return lines

    def render(self) -> str:
        """The error as text for a terminal.

        >>> print(UsageProblem("no target '4.1'", hint="did you mean '4.1.1'?").render())
        error: no target '4.1'
        hint: did you mean '4.1.1'?
        """
        return "\n".join(self.lines())

    def __str__(self) -> str:
        return self.message if not self.hint else f"{self.message} ({self.hint})"


class UsageProblem(LabError):
    """The request or the configuration is wrong: unknown name, broken file, bad option."""

    exit_code = EXIT_USAGE


class InfraProblem(LabError):
    """The world around the lab failed: a download, a server, a process, a disk; never a verdict."""

    exit_code = EXIT_INFRA


def cause_text(cause: Cause) -> str:
    """One cause as text: a string as it is, an exception by its own words or by its class."""
    if isinstance(cause, str):
        return cause
    if isinstance(cause, LabError):
        return cause.message
    return str(cause).strip() or type(cause).__name__


def unknown_name(kind: str, name: str, known: Iterable[str]) -> UsageProblem:
    """A `UsageProblem` for a name that nothing answers to, with the nearest known names.

    >>> print(unknown_name("target", "4.1.0", ["4.1.1", "sail"]).render())
    error: unknown target '4.1.0'
    hint: did you mean '4.1.1'? known: 4.1.1, sail
    """
    names = list(known)
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    listing = f"known: {', '.join(names)}" if names else "none is defined"
    guess = f"did you mean {' or '.join(repr(n) for n in near)}? " if near else ""
    return UsageProblem(f"unknown {kind} {name!r}", hint=guess + listing)
