"""Variants: inferred, of every kind, as JSON and Python values, and in pandas."""

from parity_suites.case import case


@case(mirrors="types.test_infer_variant_type", since="4.1")
def variants_are_inferred(spark, T):
    """A variant in a row, a list and a map says its own type."""
    value = T.VariantVal.parseJson('{"a": 1}')
    return spark.createDataFrame([(value, [value], {"k": value})], ["v", "l", "m"])


@case(mirrors="types.test_variant_to_pandas", since="4.0", needs=("pandas",))
def variants_in_pandas(spark):
    """Pandas holds variants as objects that know their JSON."""
    frame = spark.sql(
        'select parse_json(\'{"a": [1, {"b": null}]}\') as v,'
        " array(parse_json('1'), parse_json('\"x\"')) as l, map('k', parse_json('true')) as m,"
        " named_struct('f', parse_json('2.5')) as s"
    )
    found = frame.toPandas()
    row = found.iloc[0]
    return {
        "columns": list(found.columns),
        "json": row["v"].toJson(),
        "python": row["v"].toPython(),
        "list": [item.toPython() for item in row["l"]],
        "map": {key: item.toPython() for key, item in row["m"].items()},
        "struct": row["s"]["f"].toPython(),
        "class": type(row["v"]).__name__,
    }


VARIANTS = {
    "tiny": "1Y",
    "long": "9223372036854775807L",
    "decimal": "123456789012345678.90BD",
    "double": "-1.5e300D",
    "float": "float(0.1)",
    "text": "repeat('é', 70)",
    "bytes": "x'00ff'",
    "date": "date'0001-01-01'",
    "moment": "timestamp'2024-03-10 12:00:00Z'",
    "moment_ntz": "timestamp_ntz'2024-03-10 02:30:00.000001'",
    "truth": "false",
    "array": "array(1, null, 3)",
    "map": "map('b', 1, 'a', 2)",
    "struct": "named_struct('x', date'2024-02-29', 'y', named_struct('z', 1.50BD))",
}


@case(
    mirrors="types.test_variant_type",
    since="4.0",
    params={label: {"source": source} for label, source in VARIANTS.items()},
)
def variants_of_every_kind(spark, source):
    """What a variant of each kind says as JSON, in two zones, and as a Python value."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    value = (
        spark.sql(f"select to_variant_object({source}) as v").first().v
        if source.startswith(("array", "map", "named_struct"))
        else spark.sql(f"select cast({source} as variant) as v").first().v
    )
    return {
        "json": value.toJson(),
        "tokyo": value.toJson("Asia/Tokyo"),
        "python": value.toPython(),
        "text": str(value),
    }


@case(mirrors="types.test_variant_type", since="4.0")
def variants_from_json(spark, T, api):
    """JSON text becomes a variant in Python, the same as on the server."""
    texts = ['{"b": [1, -200, 70000, 5000000000], "a": {}}', "null", '"é"', "1.50", "1e10", "[]"]
    made = [T.VariantVal.parseJson(text) for text in texts]
    frame = spark.createDataFrame([(v,) for v in made], "v variant")
    return {
        "json": [value.toJson() for value in made],
        "python": [value.toPython() for value in made],
        "server": frame.selectExpr("to_json(v) as t", "schema_of_variant(v) as s"),
        "broken": type(api.error_of(lambda: T.VariantVal.parseJson("{"))).__name__,
        "no_variant": api.error_of(lambda: spark.createDataFrame([("x",)], "v variant")),
    }
