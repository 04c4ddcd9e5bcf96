"""What a search has found, in sentences."""

from collections.abc import Iterable, Iterator, Sequence

from sparity_lab.bisect.live import LiveFindings
from sparity_lab.bisect.recorded import RecordedStep

ALL = "--all asks every version"


def live_conclusion(found: LiveFindings) -> Iterator[str]:
    """From which version on the candidate diverges, and how sure that is."""
    answers, names = found.answers, found.targets
    turns = answers.turns
    if not turns:
        yield _constant(any(answers.by_number.values()), names, answers.by_number)
    for turn in turns:
        before, after = names[turn.before], names[turn.after]
        if answers.by_number[turn.after]:
            line = f"diverges since {after}; on {before} it does not"
        else:
            line = f"no longer diverges since {after}; on {before} it does"
        between = names[turn.before + 1 : turn.after]
        yield line + (f"; between them nobody asked {_list(between)}" if between else "")
    if len(turns) > 1:
        yield "it comes and goes: the first line is not the whole story" + (
            f"; {ALL}" if answers.unasked else ""
        )
    elif answers.unasked:
        yield f"not asked: {_list(names[number] for number in answers.unasked)}; {ALL}"


def recorded_conclusion(steps: Sequence[RecordedStep]) -> str:
    """The first version whose outcome is another, and the others."""
    turns = [step for step in steps if step.differences]
    if not turns:
        return f"the same outcome from {steps[0].before} to {steps[-1].after}"
    first, *more = turns
    also = f", then again in {_list(step.after for step in more)}" if more else ""
    return f"changed first in {first.after}{also}; {first.before} is the last one before"


def _constant(diverges: bool, names: Sequence[str], asked: Iterable[int]) -> str:
    shown = _list(names[number] for number in sorted(asked))
    return (
        f"diverges on each version asked: {shown}" if diverges else f"does not diverge on {shown}"
    )


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
