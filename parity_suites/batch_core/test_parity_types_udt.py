"""Types that users define: in schemas, in rows, nested, in files, in pandas and Arrow."""

import sys
import types as modules

from parity_suites.case import case

MODULE = "parity_udt_shapes"
"""The module that both clients find the types in, wherever this file lies."""


class Spot:
    """A place on a board."""

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __repr__(self):
        return f"Spot({self.x!r}, {self.y!r})"

    def __eq__(self, other):
        return isinstance(other, Spot) and (self.x, self.y) == (other.x, other.y)

    __hash__ = None


class Label:
    """A text with a number of stars."""

    def __init__(self, text, stars):
        self.text = text
        self.stars = stars

    def __repr__(self):
        return f"Label({self.text!r}, {self.stars!r})"


def defined(T):
    """The two types, stored as an array and as a struct, and put where clients import them from."""

    class SpotType(T.UserDefinedType):
        @classmethod
        def sqlType(cls):
            return T.ArrayType(T.DoubleType(), False)

        @classmethod
        def module(cls):
            return MODULE

        def serialize(self, obj):
            return [obj.x, obj.y]

        def deserialize(self, datum):
            return Spot(datum[0], datum[1])

    class LabelType(T.UserDefinedType):
        @classmethod
        def sqlType(cls):
            return T.StructType().add("text", T.StringType()).add("stars", T.IntegerType())

        @classmethod
        def module(cls):
            return MODULE

        def serialize(self, obj):
            return (obj.text, obj.stars)

        def deserialize(self, datum):
            return Label(datum[0], datum[1])

    module = sys.modules.setdefault(MODULE, modules.ModuleType(MODULE))
    for kind in (SpotType, LabelType):
        kind.__module__ = MODULE
        kind.__qualname__ = kind.__name__
        setattr(module, kind.__name__, kind)
    Spot.__UDT__ = SpotType()
    Label.__UDT__ = LabelType()
    return module


def shown(frame):
    """Rows and types of a frame. The JSON of a schema holds a pickled class, which is no one's."""
    return {"rows": frame.collect(), "dtypes": frame.dtypes, "schema": repr(frame.schema)}


def spots(spark, T, nullable=True):
    """A frame of two places and, if they may be null, none."""
    shapes = defined(T)
    schema = T.StructType(
        [T.StructField("n", T.IntegerType()), T.StructField("p", shapes.SpotType(), nullable)]
    )
    data = [(1, Spot(1.0, -2.5)), (2, Spot(0.0, float("inf")))]
    return spark.createDataFrame(data + ([(3, None)] if nullable else []), schema)


@case(mirrors="types.test_apply_schema_with_udt")
def column_with_a_schema(spark, T):
    """The schema says that a column is of the type."""
    return shown(spots(spark, T, nullable=False))


@case(mirrors="types.test_apply_schema_with_nullable_udt")
def nullable_column(spark, T):
    """None is a null of the type, not a call of its converter."""
    return shown(spots(spark, T))


@case(mirrors="types.test_udt_with_none")
def only_nulls(spark, T):
    """A column of nothing but nulls."""
    schema = T.StructType([T.StructField("p", defined(T).SpotType())])
    return shown(spark.createDataFrame([(None,), (None,)], schema))


@case(mirrors="types.test_infer_schema_with_udt")
def inferred_from_rows(spark, T, Row):
    """A value that knows its type gives it to the column."""
    defined(T)
    return shown(spark.createDataFrame([Row(n=1, p=Spot(1.0, 2.0), l=Label("a", 3))]))


@case(mirrors="types.test_infer_schema_with_udt_with_column_names")
def inferred_with_names(spark, T):
    """The same with names of columns."""
    defined(T)
    return shown(spark.createDataFrame([(1, Spot(1.0, 2.0))], ["n", "place"]))


@case(mirrors="types.test_simple_udt_in_df")
def selected_and_grouped(spark, T, F):
    """Columns of the type are selected, filtered by null and grouped by others."""
    frame = spots(spark, T)
    return {
        "selected": frame.select("p").collect(),
        "not_null": frame.filter(F.col("p").isNotNull()).count(),
        "grouped": frame.groupBy("n").agg(F.first("p").alias("p")).orderBy("n").collect(),
    }


@case(mirrors="connect_creation.test_simple_udt")
def stored_as_a_struct(spark, T):
    """A type that is stored as a struct."""
    schema = T.StructType([T.StructField("l", defined(T).LabelType())])
    return shown(spark.createDataFrame([(Label("a", 1),), (Label(None, None),), (None,)], schema))


@case(mirrors="types.test_nested_udt_in_df")
def inside_arrays_and_maps(spark, T):
    """Values of the type inside of arrays and maps."""
    kind = defined(T).SpotType()
    schema = T.StructType(
        [
            T.StructField("many", T.ArrayType(kind)),
            T.StructField("named", T.MapType(T.StringType(), kind)),
        ]
    )
    data = [([Spot(1.0, 2.0), None], {"k": Spot(3.0, 4.0), "n": None}), ([], {}), (None, None)]
    return shown(spark.createDataFrame(data, schema))


@case(mirrors="types.test_complex_nested_udt_in_df")
def deep_inside(spark, T):
    """Structs of arrays of structs with values of the type."""
    shapes = defined(T)
    inner = T.StructType().add("p", shapes.SpotType()).add("l", shapes.LabelType())
    schema = T.StructType([T.StructField("s", T.StructType().add("parts", T.ArrayType(inner)))])
    return shown(
        spark.createDataFrame([(([(Spot(1.0, 2.0), Label("x", 1)), (None, None)],),)], schema)
    )


@case(mirrors="types.test_union_with_udt")
def union(spark, T):
    """Frames with equal columns of the type go together."""
    frame = spots(spark, T, nullable=False)
    return shown(frame.union(frame).orderBy("n"))


@case(mirrors="types.test_parquet_with_udt", since="4.0")
def through_parquet(spark, T, tmp):
    """A Parquet file remembers the type."""
    spots(spark, T).coalesce(1).write.parquet(str(tmp / "spots"))
    return shown(spark.read.parquet(str(tmp / "spots")).orderBy("n"))


@case(mirrors="types.test_cast_to_string_with_udt")
def cast_to_text(spark, T, F):
    """As text a value is what it is stored as."""
    return spots(spark, T).select("n", F.col("p").cast("string").alias("t")).orderBy("n")


@case(mirrors="types.test_cast_to_udt_with_udt", since="4.0")
def cast_to_the_type(spark, T, F, api):
    """A value casts to its own type, and to no other."""
    frame = spots(spark, T)
    shapes = sys.modules[MODULE]
    return {
        "same": shown(frame.select(F.col("p").cast(shapes.SpotType()).alias("p"))),
        "number": api.error_of(lambda: frame.select(F.col("p").cast("int")).collect()) is not None,
    }


@case(mirrors="arrow.test_toPandas_udt", since="3.5", needs=("pandas",))
def to_pandas(spark, T):
    """Pandas holds the objects themselves."""
    return spots(spark, T).toPandas()


@case(mirrors="arrow.test_createDataFrame_udt", since="4.0", needs=("pandas",))
def from_pandas(spark, T, api):
    """Objects in a pandas column are stored as the schema says."""
    pd = api.pandas()
    shapes = defined(T)
    schema = (
        T.StructType()
        .add("p", shapes.SpotType())
        .add("l", shapes.LabelType())
        .add("many", T.ArrayType(shapes.SpotType()))
    )
    data = pd.DataFrame(
        {
            "p": [Spot(1.0, 2.0), None],
            "l": [Label("a", 1), None],
            "many": [[Spot(3.0, 4.0), None], []],
        }
    )
    return shown(spark.createDataFrame(data, schema))


@case(mirrors="types.test_simple_udt_in_df")
def to_arrow(spark, T, api):
    """Arrow holds what is stored."""
    return api.to_arrow(spots(spark, T))


@case(mirrors="types.test_apply_schema_with_udt")
def what_the_type_says_of_itself(T):
    """Names, equality and conversion of a type that a user defined."""
    shapes = defined(T)
    kind = shapes.SpotType()
    described = kind.jsonValue()
    return {
        "simple": kind.simpleString(),
        "name": kind.typeName(),
        "module": kind.module(),
        "scala": kind.scalaUDT(),
        "python": described["pyClass"],
        "stored": described["sqlType"],
        "keys": sorted(described),
        "equal": kind == shapes.SpotType(),
        "other": kind == shapes.LabelType(),
        "hash": hash(kind) == hash(shapes.SpotType()),
        "internal": kind.toInternal(Spot(1.0, 2.0)),
        "external": kind.fromInternal([1.0, 2.0]),
        "none": [kind.toInternal(None), kind.fromInternal(None)],
        "converts": kind.needConversion(),
    }


@case(mirrors="types.test_apply_schema_with_udt")
def an_unfinished_type(T, api):
    """A type without its own methods says which one is missing."""

    class Bare(T.UserDefinedType):
        pass

    kind = Bare()
    return {
        "sqlType": api.error_of(kind.sqlType),
        "serialize": api.error_of(lambda: kind.serialize(1)),
        "deserialize": api.error_of(lambda: kind.deserialize(1)),
    }


@case(mirrors="types.test_apply_schema_with_udt", since="4.0", errors_in=("*",))
def values_of_another_class(spark, T, api):
    """A value that its type cannot store is an error, not a null."""
    schema = T.StructType([T.StructField("p", defined(T).SpotType())])
    error = api.error_of(lambda: spark.createDataFrame([(1,)], schema))
    return type(error).__name__
