"""Traps in which well-known harnesses were caught, kept so that this one never is."""

import json

from miniatures.outcomes import frame, observed, raised, value

from sparity_lab.compare.outcomes import compare, equal


def row(*cells: object) -> dict[str, object]:
    return {"row": [[f"c{n}", cell] for n, cell in enumerate(cells)]}


def test_sorting_in_place_does_not_compare_nothing_with_nothing() -> None:
    """`list.sort()` is None, so that both sides of a comparison became None."""
    left, right = value({"dict": [["a", 1]]}), value({"dict": [["b", 2]]})
    assert not equal(compare(left, right, False))


def test_columns_are_not_joined_before_they_are_compared() -> None:
    assert not equal(compare(frame([row("a b", "c")]), frame([row("a", "b c")]), False))


def test_order_is_not_ignored_everywhere() -> None:
    one, other = frame([row(1), row(2)]), frame([row(2), row(1)])
    assert equal(compare(one, other, ordered=False))
    assert not equal(compare(one, other, ordered=True))


def test_order_inside_an_array_always_counts() -> None:
    assert not equal(compare(frame([row([1, 2])]), frame([row([2, 1])]), ordered=False))


def test_extra_rows_at_the_end_are_seen() -> None:
    assert not equal(compare(frame([row(1), row(2)]), frame([row(1)]), False))


def test_nothing_compared_is_not_equal() -> None:
    assert not equal({})


def test_a_float_is_not_a_rounded_float() -> None:
    assert not equal(
        compare(value({"float": "0.1"}), value({"float": "0.10000000000000002"}), False)
    )


def test_no_number_is_replaced_on_both_sides() -> None:
    assert not equal(compare(value("cost 185"), value("cost 186"), False))


def test_a_diff_stays_short_however_much_differs() -> None:
    big = frame([row("x" * 10_000, n) for n in range(1_000)])
    found = compare(big, frame([row("y" * 10_000, n) for n in range(1_000)]), True)["rows"]
    assert len(found.diff) <= 21
    assert all(len(line) < 1_000 for line in found.diff)


def test_a_diff_names_the_place_and_both_sides() -> None:
    found = compare(value([1, {"row": [["a", 2]]}]), value([1, {"row": [["a", 3]]}]), False)
    assert found["value"].diff == ("result.value[1].row[0][1]: expected 3, got 2",)


def test_a_diff_of_unordered_rows_names_missing_and_unexpected_ones() -> None:
    found = compare(frame([row(1), row(1)]), frame([row(1), row(2)]), False)["rows"]
    assert any(line.startswith("result.rows: missing row") for line in found.diff)
    assert any(line.startswith("result.rows: unexpected row") for line in found.diff)


def test_leniencies_are_named_and_strictness_is_kept_beside_them() -> None:
    left = frame([row({"dict": [["a", 1], ["b", 2]]}), row(None)])
    right = frame([row(None), row({"dict": [["b", 2], ["a", 1]]})])
    found = compare(left, right, False)["rows"].to_json()
    assert found["strict"] == "different"
    assert found["lenient"] == "equal"
    assert found["leniencies"] == ["mapping-order", "row-order"]


def test_no_leniency_is_claimed_that_was_not_needed() -> None:
    found = compare(frame([row(1)]), frame([row(1)]), False)["rows"]
    assert found.leniencies == ()
    assert found.strict


def test_client_wording_is_forgiven_only_to_errors_that_the_candidate_raises() -> None:
    expected = raised(condition="A", side="client", message="theirs")
    ours = raised(condition="A", side="client", message="ours")
    found = compare(ours, expected, False)["error"]
    assert found.lenient
    assert found.leniencies == ("client-message-wording",)
    from_server = raised(condition="A", side="server", message="ours")
    assert not equal(compare(from_server, raised(condition="A", message="theirs"), False))


def test_wording_is_no_excuse_for_another_condition_or_parameter() -> None:
    expected = raised(condition="A", parameters={"x": "1"}, side="client")
    for change in ({"condition": "B"}, {"parameters": {"x": "2"}}):
        ours = {"condition": "A", "parameters": {"x": "1"}, "side": "client", **change}
        assert not equal(compare(raised(message="ours", **ours), expected, False))


def test_a_richer_error_needs_the_condition_in_the_message() -> None:
    expected = raised(message="[DIVIDE_BY_ZERO] no")
    richer = raised(condition="DIVIDE_BY_ZERO", sqlstate="22012", message="[DIVIDE_BY_ZERO] no")
    invented = raised(condition="OTHER", message="[DIVIDE_BY_ZERO] no")
    assert compare(richer, expected, False)["error"].leniencies == ("richer-error",)
    assert not equal(compare(invented, expected, False))


def test_a_poorer_error_is_never_forgiven() -> None:
    expected = raised(condition="DIVIDE_BY_ZERO", message="[DIVIDE_BY_ZERO] no")
    assert not equal(compare(raised(message="[DIVIDE_BY_ZERO] no"), expected, False))


def test_more_base_classes_are_fine_and_fewer_are_not() -> None:
    more = ["A", "BaseException", "Exception", "PySparkException"]
    assert compare(raised(bases=more), raised(), False)["error"].leniencies == ("extra-bases",)
    assert not equal(compare(raised(), raised(bases=more), False))


def test_what_was_normalised_is_counted() -> None:
    plan = {"kind": "value", "value": "== Physical Plan ==", "normalised": ["expression-id"]}
    found = compare(observed({"r": plan}), observed({"r": plan}), False)["value"]
    assert found.leniencies == ("normalised:expression-id",)


def test_a_comparison_is_plain_json() -> None:
    found = compare(value(1), value(2), False)["value"].to_json()
    assert json.loads(json.dumps(found)) == found
