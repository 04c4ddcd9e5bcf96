"""Names that are used once give way to their values."""

import pytest

from sparity_lab.minimise.inlining import inline


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("def f(s):\n    a = s.x()\n    return a.y()", "def f(s):\n    return s.x().y()"),
        ("a = 1\nb = a\nprint(b)", "print(1)"),
        ("a = 1\nprint(a, a)", "a = 1\nprint(a, a)"),
        ("a, b = f()\nprint(a)", "a, b = f()\nprint(a)"),
        ("a = 1\na = 2\nprint(a)", "a = 1\na = 2\nprint(a)"),
    ],
)
def test_a_value_stands_where_its_only_use_was(text: str, left: str) -> None:
    assert inline(text, lambda tried: True).strip() == left


def test_a_name_stays_where_the_text_would_not_fit() -> None:
    text = "a = 1\nb = 2\nprint(a, b)\n"
    assert inline(text, lambda tried: "a = 1" in tried) == "a = 1\nprint(a, 2)\n"
