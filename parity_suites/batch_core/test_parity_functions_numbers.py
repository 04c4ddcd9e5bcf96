"""Functions on numbers, random numbers, statistics of frames; NumPy values as literals."""

from parity_suites.case import case

# --- numbers ---------------------------------------------------------------------------------

MATH_ONE = [
    "abs",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "bin",
    "cbrt",
    "ceil",
    "cos",
    "cosh",
    "cot",
    "csc",
    "degrees",
    "exp",
    "expm1",
    "factorial",
    "floor",
    "log",
    "log10",
    "log1p",
    "log2",
    "negative",
    "radians",
    "rint",
    "round",
    "sec",
    "signum",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
]


@case(
    mirrors={
        "acos": "functions.test_inverse_trig_functions",
        "acosh": "functions.test_inverse_trig_functions",
        "asin": "functions.test_inverse_trig_functions",
        "asinh": "functions.test_inverse_trig_functions",
        "atan": "functions.test_inverse_trig_functions",
        "atanh": "functions.test_inverse_trig_functions",
        "cot": "functions.test_reciprocal_trig_functions",
        "csc": "functions.test_reciprocal_trig_functions",
        "sec": "functions.test_reciprocal_trig_functions",
        "*": "connect_function.test_math_functions",
    },
    params={name: {"name": name} for name in MATH_ONE},
)
def functions_of_one_number(spark, F, name):
    """Inside and outside of the domain, with null."""
    function = getattr(F, name)
    numbers = spark.sql(
        "SELECT * FROM VALUES (0.5D, 3), (-1.0D, -1), (2.0D, 0), (NULL, NULL) AS t(x, n)"
    )
    column = "n" if name in ("bin", "factorial") else "x"
    return numbers.select(function(column).alias("name"), function(F.col(column)).alias("column"))


MATH_TWO = {
    "atan2": ['F.atan2("x", "y")', 'F.atan2(F.col("x"), 1)', 'F.atan2(2, "y")'],
    "hypot": ['F.hypot("x", "y")', 'F.hypot("x", 4.0)'],
    "pow": ['F.pow("x", "y")', 'F.pow("x", 2)', 'F.pow(2, F.col("y"))'],
    "power": ['F.power("x", "y")'],
    "pmod": ['F.pmod("x", "y")', 'F.pmod("x", 3)'],
    "bround": ["F.bround(F.lit(2.5), 0)", 'F.bround("x", 1)'],
    "round": ['F.round("x", 1)', "F.round(F.lit(25), -1)"],
    "log": ['F.log(2.0, "y")', "F.log(10, F.lit(1000))"],
    "greatest": ['F.greatest("x", "y")', 'F.greatest("x", "y", F.lit(2.0))'],
    "least": ['F.least("x", "y")', 'F.least("x", F.col("y"), F.lit(0.1))'],
    "nanvl": ['F.nanvl("x", "y")', 'F.nanvl(F.lit(float("nan")), "y")'],
    "conv": ['F.conv(F.lit("ff"), 16, 10)', 'F.conv(F.lit("-7"), 10, 2)'],
    "shift": [
        "F.shiftleft(F.lit(21), 1)",
        "F.shiftright(F.lit(42), 1)",
        "F.shiftrightunsigned(F.lit(-42), 1)",
    ],
    "bits": [
        "F.bitwise_not(F.lit(5))",
        "F.bit_count(F.lit(7))",
        "F.bit_get(F.lit(5), F.lit(2))",
        "F.getbit(F.lit(5), F.lit(1))",
    ],
}


@case(
    mirrors={
        "least": "functions.test_least",
        "greatest": "functions.test_greatest",
        "bits": "connect_function.test_normal_functions",
        "*": "functions.test_binary_math_function",
    },
    params={
        name: case.param(since="3.5" if name == "bits" else "3.4", sources=sources)
        for name, sources in MATH_TWO.items()
    },
)
def functions_of_two_numbers(spark, F, sources):
    """Columns, names and plain numbers on either side."""
    numbers = spark.sql("SELECT * FROM VALUES (3.0D, 2.0D), (-7.5D, 0.5D), (NULL, 1.0D) AS t(x, y)")
    made = [eval(source, {"F": F}).alias(f"v{n}") for n, source in enumerate(sources)]
    return numbers.select(*made)


@case(mirrors="functions.test_rand_functions")
def random_numbers_with_a_seed(spark, F):
    """The same seed gives the same numbers; two seeds differ."""
    rows = spark.range(0, 4, 1, 1)
    return {
        "rand": rows.select(F.rand(7).alias("r")),
        "randn": rows.select(F.randn(7).alias("r")),
        "same": rows.select((F.rand(1) == F.rand(1)).alias("e")).distinct(),
        "bounds": rows.select(F.rand(3).between(0, 1).alias("in")).distinct(),
    }


@case(mirrors="connect_function.test_non_deterministic_with_seed")
def shuffles_and_ids(spark, F):
    """Ids rise; a shuffled array has the same elements."""
    rows = spark.range(0, 3, 1, 1)
    return rows.select(
        F.monotonically_increasing_id().alias("id"),
        F.spark_partition_id().alias("part"),
        F.array_sort(F.shuffle(F.array(F.lit(2), F.lit(1)))).alias("a"),
    )


@case(mirrors="functions.test_approxQuantile")
def approximate_quantiles(spark, api):
    """Of one column and of several, as lists, tuples, and through `stat`."""
    frame = spark.createDataFrame([(n, n + 10) for n in range(1, 11)], "a int, b int")
    return {
        "one": frame.approxQuantile("a", [0.1, 0.5, 0.9], 0.0),
        "tuple": frame.stat.approxQuantile(("a", "b"), (0.5,), 0.1),
        "exact": frame.approxQuantile(["a"], [1.0, 0.0], 0.0),
        "name": api.error_of(lambda: frame.approxQuantile(1, [0.5], 0.1)),
        "names": api.error_of(lambda: frame.approxQuantile(["a", 1], [0.5], 0.1)),
        "list": api.error_of(lambda: frame.approxQuantile("a", 0.5, 0.1)),
        "range": api.error_of(lambda: frame.approxQuantile("a", [1.5], 0.1)),
        "error": api.error_of(lambda: frame.approxQuantile("a", [0.5], -0.1)),
    }


@case(mirrors="functions.test_corr")
def correlation_and_covariance(spark, api):
    """Pearson and covariance of two columns; other methods are refused."""
    frame = spark.createDataFrame([(1.0, 2.0), (2.0, 4.5), (3.0, 5.0)], "a double, b double")
    return {
        "corr": frame.corr("a", "b"),
        "stat": frame.stat.corr("a", "b", "pearson"),
        "cov": frame.cov("a", "b"),
        "method": api.error_of(lambda: frame.corr("a", "b", "spearman")),
        "column": api.error_of(lambda: frame.cov("a", 2)),
    }


@case(mirrors="functions.test_crosstab")
def cross_tabulation(spark, api):
    """Counts of pairs; the first column carries both names."""
    frame = spark.createDataFrame([(n % 3, n % 2) for n in range(1, 7)], "a int, b int")
    return {
        "frame": frame.crosstab("a", "b"),
        "stat": frame.stat.crosstab("b", "a"),
        "number": api.error_of(lambda: frame.crosstab(1, "b")),
    }


@case(mirrors="functions.test_sampleby")
def stratified_samples(spark, F, api):
    """Fractions by key; zero and one need no luck."""
    frame = spark.createDataFrame([(n, n % 3) for n in range(12)], "n int, k int")
    return {
        "all": frame.stat.sampleBy("k", {0: 1.0, 1: 0.0}, seed=0),
        "column": frame.sampleBy(F.col("k"), {2: 1.0}, 0),
        "fractions": api.error_of(lambda: frame.sampleBy("k", [0.5], 0)),
        "key": api.error_of(lambda: frame.sampleBy("k", {None: 0.5}, 0)),
        "value": api.error_of(lambda: frame.sampleBy("k", {0: "x"}, 0)),
        "seed": api.error_of(lambda: frame.sampleBy("k", {0: 1.0}, "x")),
    }


# --- Python values ---------------------------------------------------------------------------


@case(mirrors="functions.test_np_scalar_input", needs=("numpy",))
def numpy_scalars_as_literals(spark, F, api):
    """Each NumPy number has a Spark type of its width."""
    np = api.numpy()
    kinds = ["int8", "int16", "int32", "int64", "float32", "float64", "bool_"]
    return spark.range(1).select(*[F.lit(getattr(np, kind)(1)).alias(kind) for kind in kinds])


@case(mirrors="functions.test_ndarray_input", needs=("numpy",), since="4.0")
def numpy_arrays_as_literals(spark, F, api):
    """Arrays of each type, and an empty one."""
    np = api.numpy()
    kinds = ["int8", "int16", "int32", "int64", "float32", "float64"]
    return spark.range(1).select(
        *[F.lit(np.array([1, 2], dtype=kind)).alias(kind) for kind in kinds]
    )


@case(mirrors="functions.test_str_ndarray", needs=("numpy",), since="4.0")
def numpy_arrays_of_text_and_truth(spark, F, api):
    """Text, truth values and nothing."""
    np = api.numpy()
    return spark.range(1).select(
        F.lit(np.array(["a", "b"])).alias("text"),
        F.lit(np.array([True, False])).alias("bool"),
        F.lit(np.array([], dtype="int32")).alias("empty"),
    )


@case(mirrors="functions.test_version")
def what_the_server_says_of_itself(spark, F):
    """Functions without arguments that are the same at every call."""
    return spark.range(1).select(
        F.pi().alias("pi"),
        F.e().alias("e"),
        F.current_catalog().alias("c"),
        F.current_database().alias("d"),
    )
