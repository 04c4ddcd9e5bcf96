"""Charts are SVG that any reader of XML takes, and say what they are given."""

from xml.etree import ElementTree

import pytest

from sparity_lab.report.chart import Limited, Part, limits, parts

SVG = "{http://www.w3.org/2000/svg}"


def drawn(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def test_each_figure_has_a_bar_of_its_own_even_where_labels_are_alike() -> None:
    bars = [Limited("four times as many", value, value, value, 1.0) for value in (0.5, 2.0, 0.1)]
    found = drawn(limits(bars, "ratio")).findall(f"{SVG}g")
    tops = [group.find(f"{SVG}rect").get("y") for group in found]  # type: ignore[union-attr]
    assert len(set(tops)) == len(bars)


def test_longer_is_more_and_what_misses_its_limit_looks_otherwise() -> None:
    bars = [Limited("a", 0.1, 0.05, 0.2, 0.5), Limited("b", 1.0, 0.9, 1.1, 0.5)]
    rects = [group.find(f"{SVG}rect") for group in drawn(limits(bars, "ratio")).iter(f"{SVG}g")]
    widths = [float(one.get("width", "")) for one in rects if one is not None]
    assert widths[0] < widths[1]
    assert [one.get("class") for one in rects if one is not None] == ["met", "missed"]


def test_labels_may_hold_anything() -> None:
    label = 'a < b & "c"'
    for text in (
        limits([Limited(label, 1, 1, 1, 1)], "x"),
        parts([[Part(label, [1.0], 1.0, "<1>")]], ["<one>"], "x"),
    ):
        assert label in "".join(drawn(text).itertext())


def test_parts_follow_each_other_and_the_longest_of_a_group_fills_it() -> None:
    group = [Part("ours", [1.0, 1.0], 1.5, "1.5 s"), Part("other", [6.0, 2.0], 8.0, "8 s")]
    found = drawn(parts([group], ["client", "server"], "share")).findall(f"{SVG}g")
    ours, other = (
        [(float(r.get("x", "")), float(r.get("width", ""))) for r in g.iter(f"{SVG}rect")]
        for g in found
    )
    assert ours[1][0] == pytest.approx(ours[0][0] + ours[0][1], abs=0.2)
    assert sum(width for _, width in ours) * 4 == pytest.approx(sum(w for _, w in other), abs=1)


def test_nothing_is_drawn_of_nothing() -> None:
    assert limits([], "x") == ""
