"""What the words about a case say it is for: its name, the test it mirrors, its suite."""

import re
from collections.abc import Iterable

from sparity_lab.cases import Case
from sparity_lab.drift.names import CLASS, OPERATORS, Name

_ALSO: dict[str, tuple[str, ...]] = {
    "lit": ("literal",),
    "createDataFrame": ("creation", "created", "localrelation", "inference", "inferred"),
    "toArrow": ("arrow",),
    "toLocalIterator": ("iterator",),
    "dropDuplicates": ("duplicates", "deduplicate"),
    "explain": ("plans", "explains"),
    "addArtifacts": ("artifact",),
    "withMetadata": ("metadata",),
    "withColumnRenamed": ("renamed",),
    "withColumnsRenamed": ("renamed",),
    "__getitem__": ("item",),
    "__bool__": ("truth",),
}
"""Words by which cases call what has another name in Python."""
_ENDINGS = ("ing", "ed", "es", "s", "e")
_LONGEST = 4
"""Words of a title that make one name: `with_column_renamed`."""


def pointed_at(
    names: Iterable[Name], case: Case, observation: str | None, *, near: bool = False
) -> tuple[Name, ...]:
    """Those of some names that the words about a case name, by the nearest words that name any.

    The words are, from near to far: the observation, the function of the case, the upstream test
    that it mirrors, its suite, the upstream suite; of `near` the first two.
    """
    known = tuple(name for name in names if name.owner != CLASS)
    suite_of_test, _, test = case.mirrors.rpartition(".")
    texts = (observation or "", case.function, test, case.suite, suite_of_test)
    for text in texts[:2] if near else texts:
        words = _words(text)
        if found := tuple(name for name in known if _calls_it(words, name)):
            longest = max(len(name.name) for name in found)
            most_exact = [name for name in found if 2 * len(name.name) > longest]
            return tuple(most_exact)
    return ()


def _words(text: str) -> frozenset[str]:
    """The words of a name without endings, and those that stand together as one.

    >>> sorted(_words("to_pandas"))
    ['panda', 'to', 'topanda', 'topandas']
    """
    parts = _parts(text)
    spans = ((i, i + n) for n in range(1, _LONGEST + 1) for i in range(len(parts) - n + 1))
    whole = {"".join(parts[i:j]) for i, j in spans}
    return frozenset(whole | {_stem(word) for word in whole}) - set(parts) | {
        _stem(part) for part in parts
    }


def _parts(text: str) -> list[str]:
    """The words of a name in Python, in either of its ways to write them."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text).lower()
    return [part for part in re.split(r"[^a-z0-9]+", split) if part]


def _stem(word: str) -> str:
    """A word without what its number or tense ends with.

    >>> [_stem(word) for word in ("joins", "renamed", "rename", "dropping", "tables", "copies")]
    ['join', 'renam', 'renam', 'drop', 'tabl', 'copi']
    """
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) > 2), "")
    plain = word.removesuffix(ending)
    if len(plain) > 3 and plain[-1] == plain[-2]:
        plain = plain[:-1]
    return plain[:-1] + "i" if plain.endswith("y") else plain


def _calls_it(words: frozenset[str], name: Name) -> bool:
    """Whether some words have all the words of a name, or what cases call it."""
    if any(_stem(word) in words for word in _ALSO.get(name.name, ())):
        return True
    parts = _parts(name.name) if name.name not in OPERATORS else []
    if len("".join(parts)) < 3:
        return False
    return _stem("".join(parts)) in words or all(_stem(part) in words for part in parts)
