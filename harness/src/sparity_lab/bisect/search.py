"""Binary search for where an answer changes, which notices when it changes more than once."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Turn(NamedTuple):
    """Two versions by number, next to each other among those asked, with other answers."""

    before: int
    after: int


@dataclass(frozen=True)
class Answers:
    """What was answered, by number of the version, oldest first.

    Attributes:
        count: how many versions there are.
        by_number: the answers to those that were asked.
    """

    count: int
    by_number: Mapping[int, bool]

    @property
    def turns(self) -> list[Turn]:
        """Everywhere the answer changes."""
        asked = sorted(self.by_number)
        return [
            Turn(a, b)
            for a, b in itertools.pairwise(asked)
            if self.by_number[a] != self.by_number[b]
        ]

    @property
    def unasked(self) -> list[int]:
        """The versions that nobody asked."""
        return [number for number in range(self.count) if number not in self.by_number]


def search(count: int, ask: Callable[[int], bool]) -> Answers:
    """Ask as few of `count` versions as can tell where the answer changes.

    Both ends first; where they agree nothing more is asked. Then, by halves, two neighbours with
    other answers are found, and the versions beside them asked too: an answer that comes and goes
    would otherwise pass for one that came.
    """
    answers: dict[int, bool] = {}

    def answer(number: int) -> bool:
        if number not in answers:
            answers[number] = ask(number)
        return answers[number]

    low, high = 0, count - 1
    if answer(low) != answer(high):
        while high - low > 1:
            middle = (low + high) // 2
            if answer(middle) == answer(low):
                low = middle
            else:
                high = middle
        for number in (low - 1, high + 1):
            if 0 <= number < count:
                answer(number)
    return Answers(count, answers)


def ask_all(count: int, ask: Callable[[int], bool]) -> Answers:
    """Ask every version."""
    return Answers(count, {number: ask(number) for number in range(count)})
