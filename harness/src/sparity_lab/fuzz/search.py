"""Looks for a program that diverges, and for the smallest one like it; runs nothing itself."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from sparity_lab.fuzz.programs import programs

Diverges = Callable[[str], bool]


@dataclass(frozen=True)
class Found:
    """What a search came to.

    Args:
        tried: how many programs were run.
        text: the smallest that diverges; None when all were equal.
    """

    tried: int
    text: str | None


class _Divergent(Exception):
    """A program diverges; hypothesis looks for a smaller one that raises this too."""


def search(diverges: Diverges, *, examples: int, seed: int) -> Found:
    """Run programs until one diverges, then smaller ones.

    Args:
        diverges: runs a program.
        examples: how many to try before giving up; making one smaller costs more.
        seed: the same programs for the same seed and the same version of hypothesis.
    """
    known: dict[str, bool] = {}
    smallest: list[str] = []

    @seeded(seed)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
        print_blob=False,
    )
    @given(text=programs())
    def try_one(text: str) -> None:
        if text not in known:
            known[text] = diverges(text)
        if known[text]:
            smallest[:] = [text]
            raise _Divergent

    try:
        try_one()
    except _Divergent:
        return Found(len(known), smallest[0])
    return Found(len(known), None)
