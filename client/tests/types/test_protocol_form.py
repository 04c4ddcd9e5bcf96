"""Data types as protocol messages, both ways."""

import pytest

from sparity import types as T
from sparity.errors import PySparkValueError
from sparity.plan.datatypes import read_data_type, write_data_type
from sparity.protocol import message_class

DataTypeMessage = message_class("spark.connect.DataType")


class Celsius(T.UserDefinedType):
    @classmethod
    def sqlType(cls):
        return T.DoubleType()

    def serialize(self, obj):
        return obj

    def deserialize(self, datum):
        return datum


TYPES = [
    *(T.NullType(), T.BinaryType(), T.BooleanType(), T.ByteType(), T.ShortType()),
    *(T.IntegerType(), T.LongType(), T.FloatType(), T.DoubleType(), T.DecimalType(38, 0)),
    *(T.StringType(), T.StringType("UNICODE"), T.CharType(3), T.VarcharType(4)),
    *(T.DateType(), T.TimeType(0), T.TimestampType(), T.TimestampNTZType()),
    *(T.TimestampNTZNanosType(9), T.TimestampLTZNanosType(7), T.CalendarIntervalType()),
    *(T.DayTimeIntervalType(0, 0), T.DayTimeIntervalType(), T.YearMonthIntervalType(1)),
    *(T.VariantType(), T.GeometryType(0), T.GeometryType("ANY"), T.GeographyType(4326)),
    T.ArrayType(T.MapType(T.StringType(), T.LongType(), False), False),
    T.StructType([T.StructField("a b", T.LongType(), False, {"k": [1]})]),
    T.MapType(T.StringType(), T.LongType()),
    T.StructType(),
    Celsius(),
]


@pytest.mark.parametrize("data_type", TYPES, ids=str)
def test_type_comes_back_from_its_message(data_type):
    message = DataTypeMessage()
    write_data_type(data_type, message)
    again = read_data_type(DataTypeMessage.FromString(message.SerializeToString()))
    assert again == data_type
    assert again.json() == data_type.json()


def test_every_kind_of_the_protocol_is_covered():
    kinds = {field.name for field in DataTypeMessage.DESCRIPTOR.oneofs_by_name["kind"].fields}
    written = set()
    for data_type in TYPES:
        message = DataTypeMessage()
        write_data_type(data_type, message)
        written.add(message.WhichOneof("kind"))
    assert kinds - written == {"unparsed"}


def test_default_collation_stays_unsaid():
    message = DataTypeMessage()
    write_data_type(T.StringType(), message)
    assert message.string.collation == ""


def test_unparsed_type_is_parsed():
    message = DataTypeMessage()
    message.unparsed.data_type_string = "array<int>"
    assert read_data_type(message) == T.ArrayType(T.IntegerType())


def test_type_without_a_kind_is_refused():
    with pytest.raises(PySparkValueError):
        read_data_type(DataTypeMessage())
    with pytest.raises(PySparkValueError):
        write_data_type(T.DataType(), DataTypeMessage())
