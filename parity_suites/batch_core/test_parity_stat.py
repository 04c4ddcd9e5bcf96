"""Missing values, replacement, frequent items and unpivoting."""

from parity_suites.case import case


def _gaps(spark):
    return spark.createDataFrame(
        [
            ("ann", 50, 10.5, True),
            ("bob", None, 5.0, None),
            (None, None, None, None),
            ("cyd", 7, float("nan"), False),
        ],
        "name string, age int, height double, spy boolean",
    )


def _wide(spark):
    return spark.createDataFrame([(1, 11, 1.1), (2, 12, 1.2)], "id int, i int, d double")


@case(mirrors="stat.test_dropna")
def dropping_rows_with_gaps(spark):
    """Any gap, all gaps, a number of values, some columns; NaN counts as a gap."""
    gaps = _gaps(spark)
    return {
        "any": gaps.dropna(),
        "all": gaps.dropna(how="all"),
        "thresh": gaps.dropna(thresh=3),
        "subset": gaps.dropna(subset=["name", "age"]),
        "one": gaps.na.drop(subset="height"),
        "all_of_some": gaps.dropna(how="all", subset=["age", "spy"]),
        "thresh_of_some": gaps.dropna(thresh=1, subset=["age", "height"]),
    }


@case(mirrors="stat.test_dropna")
def dropping_rows_refuses_nonsense(spark, api):
    """Unknown ways and wrong types."""
    gaps = _gaps(spark)
    return {
        "how": api.error_of(lambda: gaps.dropna(how="some")),
        "subset": api.error_of(lambda: gaps.dropna(subset=10)),
        "column": api.error_of(lambda: gaps.dropna(subset=["nobody"]).collect()),
    }


@case(mirrors="stat.test_fillna")
def filling_gaps(spark):
    """A value fills the columns of its kind; a dict says which."""
    gaps = _gaps(spark)
    return {
        "int": gaps.fillna(5),
        "double": gaps.fillna(5.5),
        "text": gaps.fillna("none"),
        "bool": gaps.fillna(True),
        "subset": gaps.fillna(1, subset=["age"]),
        "tuple": gaps.fillna(1, subset=("age", "height")),
        "dict": gaps.fillna({"age": 1, "name": "?", "height": 2}),
        "wrong_kind": gaps.fillna("text", subset=["age"]),
    }


@case(mirrors="stat.test_fillna")
def filling_gaps_refuses_nonsense(spark, api):
    """Lists, null, and subsets that are no names."""
    gaps = _gaps(spark)
    return {
        "list": api.error_of(lambda: gaps.fillna([1])),
        "none": api.error_of(lambda: gaps.fillna(None)),
        "subset": api.error_of(lambda: gaps.fillna(1, subset=3)),
    }


@case(mirrors="stat.test_replace")
def replacing_values(spark):
    """One for one, many for one, many for many, by dict, and null as the new value."""
    gaps = _gaps(spark)
    return {
        "one": gaps.replace(50, 51),
        "many": gaps.replace([50, 7], 0),
        "pairs": gaps.replace([50, 7], [5, 70]),
        "dict": gaps.replace({"ann": "Ann", "bob": "Bob"}),
        "null": gaps.replace("ann", None),
        "subset": gaps.replace("ann", "Ann", subset=["name"]),
        "na": gaps.na.replace({10.5: 1.0}, subset="height"),
        "bool": gaps.replace(False, True),
        "dict_to_null": gaps.replace({50: None, 7: 8}),
    }


@case(mirrors="stat.test_replace")
def replacing_refuses_nonsense(spark, api):
    """Lists of other length, mixed kinds, a missing value."""
    gaps = _gaps(spark)
    return {
        "length": api.error_of(lambda: gaps.replace(["a", "b"], ["c"])),
        "kinds": api.error_of(lambda: gaps.replace({1: "a"}).collect()),
        "absent": api.error_of(lambda: gaps.replace(50)),
        "type": api.error_of(lambda: gaps.replace(gaps, 1)),
        "value": api.error_of(lambda: gaps.replace(1, gaps)),
        "subset": api.error_of(lambda: gaps.replace(1, 2, subset=1)),
    }


@case(mirrors="stat.test_freqItems")
def frequent_items(spark, api):
    """Values that take at least a share of the rows; `stat` says the same."""
    rows = [(1, 2, -0.5)] * 3 + [(5, 2, 4.0)]
    frame = spark.createDataFrame(rows, "a int, b int, c double")
    sort = ["array_sort(a_freqItems) a", "array_sort(b_freqItems) b"]
    return {
        "frame": frame.freqItems(["a", "b"], 0.6).selectExpr(*sort),
        "stat": frame.stat.freqItems(("a", "b"), 0.2).selectExpr(*sort),
        "text": api.error_of(lambda: frame.freqItems("a")),
    }


@case(mirrors="stat.test_unpivot")
def unpivot_makes_rows_of_columns(spark, F):
    """By names and columns; without values all others; ids may be none."""
    wide = _wide(spark)
    return {
        "names": wide.unpivot("id", ["i", "d"], "var", "val"),
        "one": wide.unpivot("id", "i", "var", "val"),
        "columns": wide.unpivot([F.col("id")], [F.col("i"), F.col("d")], "var", "val"),
        "rest": wide.unpivot("id", None, "var", "val"),
        "no_ids": wide.unpivot([], ["i"], "var", "val"),
        "tuple": wide.unpivot(("id",), ("i", "d"), "var", "val"),
        "melt": wide.melt("id", ["d"], "var", "val"),
    }


@case(mirrors="stat.test_unpivot_negative")
def unpivot_refuses_what_does_not_fit(spark, api):
    """No values, unknown names, and values without a common type."""
    wide = _wide(spark)
    mixed = spark.createDataFrame([(1, "x", 2)], "id int, s string, i int")
    return {
        "empty": api.error_of(lambda: wide.unpivot("id", [], "var", "val").collect()),
        "unknown": api.error_of(lambda: wide.unpivot("id", ["nobody"], "var", "val").collect()),
        "types": api.error_of(lambda: mixed.unpivot("id", ["s", "i"], "var", "val").collect()),
    }


@case(mirrors="stat.test_melt_groupby", since="4.0")
def melted_frames_can_be_grouped(spark, F):
    """Group by what became a value."""
    melted = _wide(spark).unpivot("id", ["i", "d"], "var", "val")
    return {
        "var": melted.groupBy("var").agg(F.sum("val").alias("sum")),
        "id": melted.groupBy("id").agg(F.count("val").alias("n")),
    }
