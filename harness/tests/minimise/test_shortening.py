"""What can be left out of a program, and that nothing else happens to it."""

import ast
from collections.abc import Callable

import pytest

from sparity_lab.minimise.shortening import shorten, without_parts


def runs(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def keeping(*words: str) -> Callable[[str], bool]:
    """Whether a text is a program that has every one of these words."""
    return lambda text: runs(text) and all(word in text for word in words)


def shortened(text: str, *words: str) -> str:
    return shorten(text, keeping(*words)).strip()


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("a = 1\nb = 2\nc = 3", ["b = 2"], "b = 2"),
        ("def f(spark, F, n):\n    x = 1\n    return x", ["def f", "F"], "def f(F):\n    pass"),
        ("x = {'a': 1, 'b': 2, **c}", ["'b': 2"], "x = {'b': 2}"),
        ("x = [(1, 'a'), (2, 'b'), (3, 'c')]", ["[", "'b'"], "x = [('b',)]"),
        ("x = {1, 2, 3}", ["{", "2"], "x = {2}"),
        ("f(1, 2, key=3, other=4)", ["f(", "other"], "f(other=4)"),
        ("x = df.select('a').filter('b').limit(3)", ["filter"], "x = df.filter()"),
        ("x = df.select('a').filter('b').limit(3)", ["x = df"], "x = df"),
        ("x = df.cube('a').na.fill(0)", ["na"], "x = df.na"),
        (
            "x = spark.read.option('a', 1).load('p')",
            ["spark.read", "load"],
            "x = spark.read.load()",
        ),
        ("x = F.col('a').cast('int').alias('b')", ["alias"], "x = F.col().alias()"),
        ("if a:\n    b()\nelse:\n    c()", ["if a"], "if a:\n    pass"),
        ("g(df.a().b(), df.c().d())", ["g(", ".a()", ".d()"], "g(df.a(), df.d())"),
    ],
)
def test_everything_goes_that_can(text: str, words: list[str], left: str) -> None:
    assert shortened(text, *words) == left


def test_what_a_case_says_about_itself_is_left_alone() -> None:
    text = "@case(mirrors='x', needs=('catalog',))\ndef f(spark):\n    return spark.a()"
    assert shortened(text, "def f").startswith("@case(mirrors='x', needs=('catalog',))")


def test_defaults_keep_their_parameters() -> None:
    assert shortened("def f(a, b=1):\n    pass", "def") == "def f(a, b=1):\n    pass"


def test_targets_of_assignments_are_no_lists_of_parts() -> None:
    assert shortened("a, b = f(1, 2)", "=") == "a, b = f()"


def test_parts_that_need_each_other_stay_together() -> None:
    def fits(parts: list[int]) -> bool:
        return {3, 11} <= set(parts)

    assert without_parts(range(16), fits) == [3, 11]
    assert without_parts(range(16), lambda parts: True) == []
    assert without_parts(range(4), lambda parts: False) == [0, 1, 2, 3]


def test_no_text_is_tried_twice_where_nothing_can_go() -> None:
    tried: list[str] = []

    def fits(text: str) -> bool:
        tried.append(text)
        return False

    text = "a = f([1, 2], x=3).g()\n"
    assert shorten(text, fits) == text
    assert len(tried) == len(set(tried))


def test_the_same_program_is_shortened_in_the_same_steps() -> None:
    def steps() -> list[str]:
        tried: list[str] = []

        def fits(text: str) -> bool:
            tried.append(text)
            return keeping("filter", "'b'")(text)

        shorten("x = df.select('a').filter('b').limit(3)\ny = [1, 2, x]", fits)
        return tried

    assert steps() == steps()
