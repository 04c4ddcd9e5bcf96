"""Variants: the binary form against bytes that Spark made, and JSON both ways."""

import datetime
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparity.errors import PySparkValueError
from sparity.types import VariantType, VariantVal

EMPTY = bytes.fromhex("010000")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("00", None),
        ("04", True),
        ("0c01", 1),
        ("108000", 128),
        ("1400800000", 32768),
        ("180000008000000000", 2147483648),
        ("1c000000000000f83f", 1.5),
        ("380000c03f", 1.5),
        ("200296000000", Decimal("1.50")),
        ("240a002aee81fcffffff", Decimal("-1.5000000000")),
        ("2801396c362f819f4eb10600000000000000", Decimal("12345678901234567890.5")),
        ("0578", "x"),
        ("3c020000000102", b"\x01\x02"),
        ("2c56470000", datetime.date(2020, 1, 1)),
        ("3420e101c2089b0500", datetime.datetime(2020, 1, 1, 0, 0, 0, 500000)),
    ],
)
def test_values_that_spark_wrote_are_read(value, expected):
    read = VariantVal(bytes.fromhex(value), EMPTY).toPython()
    assert read == expected
    assert type(read) is type(expected)


def test_moments_are_of_utc_and_shown_in_any_zone():
    moment = VariantVal(bytes.fromhex("307820fcc1089b0500"), EMPTY)
    assert moment.toPython().utcoffset() == datetime.timedelta(0)
    assert moment.toJson() == '"2020-01-01 00:00:00.123000+00:00"'
    assert moment.toJson("Asia/Tokyo") == '"2020-01-01 09:00:00.123000+09:00"'


def test_object_is_written_as_spark_writes_it():
    variant = VariantVal.parseJson('{"b":1,"a":"é\\n\\"","c":[true,false,null,{"x":-1}]}')
    assert variant.metadata.hex() == "0104000102030462616378"
    assert variant.toJson() == '{"a":"\\u00e9\\n\\"","b":1,"c":[true,false,null,{"x":-1}]}'


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("127", "0c7f"),
        ("-5", "0cfb"),
        ("9223372036854775808", "280000000000000000800000000000000000"),
        ("1.0", "20010a000000"),
        ("0.00", "200200000000"),
        ("1e2", "1c0000000000005940"),
        ("123456789012345678901234567890123456789", "1c800558693a38d747"),
        ("[]", "030000"),
        ("{}", "020000"),
        ("123456789.123456789", "2409155fd0ac4b9bb601"),
    ],
)
def test_numbers_take_the_form_that_spark_gives_them(text, value):
    variant = VariantVal.parseJson(text)
    assert (variant.value.hex(), variant.metadata) == (value, EMPTY)


@pytest.mark.parametrize(
    ("value", "metadata"), [("", ""), ("ac00", "010000"), ("0c", "010000"), ("0c01", "02")]
)
def test_malformed_bytes_are_refused(value, metadata):
    with pytest.raises(PySparkValueError) as caught:
        VariantVal(bytes.fromhex(value), bytes.fromhex(metadata)).toPython()
    assert caught.value.getCondition() == "MALFORMED_VARIANT"


def test_only_variants_are_taken():
    with pytest.raises(PySparkValueError):
        VariantType().toInternal(5)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=300) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)


@given(JSON)
def test_json_values_survive(value):
    assert VariantVal.parseJson(json.dumps(value)).toPython() == value


def test_large_objects_and_dictionaries_widen_their_numbers():
    value = {f"key{number}": "v" * 300 for number in range(400)}
    assert VariantVal.parseJson(json.dumps(value)).toPython() == value
