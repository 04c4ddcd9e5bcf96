"""Texts that a page has once, however often it shows them: elsewhere their numbers stand."""


class Texts:
    """Texts by number, in the order in which they were asked for first.

    >>> texts = Texts()
    >>> [texts(one) for one in ("a", "b", "a", None)], texts.all
    ([0, 1, 0, 2], ['a', 'b', ''])
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __call__(self, text: str | None) -> int:
        """The number of a text, its first one if it was asked for before."""
        return self._numbers.setdefault(text or "", len(self._numbers))

    @property
    def all(self) -> list[str]:
        """Each text at the place of its number."""
        return list(self._numbers)
