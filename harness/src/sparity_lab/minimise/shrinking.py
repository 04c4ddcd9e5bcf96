"""The way from a case to a small one: shorten, inline, rewrite, until nothing changes any more."""

from sparity_lab.minimise.cutting import touches_files
from sparity_lab.minimise.inlining import inline
from sparity_lab.minimise.rewriting import rewrite
from sparity_lab.minimise.shortening import shorten
from sparity_lab.minimise.trials import Trials


def shrink(trials: Trials) -> None:
    """Make the best text as small as it gets.

    Raises:
        Enough: the budget is spent; the best text so far is kept.
        LegStopped: the server is gone; likewise.
    """
    may_rewrite = not touches_files(trials.best)
    while True:
        before = trials.best
        shorten(trials.best, trials.fits)
        inline(trials.best, trials.fits)
        if may_rewrite:
            rewrite(trials.best, trials.fits)
        if trials.best == before:
            return
