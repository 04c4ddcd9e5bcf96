"""`assertDataFrameEqual` with pandas DataFrames on both sides, and on one."""

from parity_suites.case import case


def _told(api, *frames, **options):
    return api.error_of(lambda: api.assertDataFrameEqual(*frames, **options))


def _marks(api, **changed):
    columns = {"name": ["ann", "bob"], "mark": [1, 2]}
    columns.update(changed)
    return api.pandas().DataFrame(columns)


@case(mirrors="utils.test_assert_equal_exact_pandas_df", since="4.0", needs=("pandas",))
def equal_pandas_frames(api):
    """The same values, also of wider types."""
    return {
        "same": _told(api, _marks(api), _marks(api)),
        "wider": _told(api, _marks(api), _marks(api, mark=[1.0, 2.0])),
        "empty": _told(api, _marks(api, name=[], mark=[]), _marks(api, name=[], mark=[])),
    }


@case(mirrors="utils.test_assert_approx_equal_pandas_df", since="4.0", needs=("pandas",))
def nearly_equal_pandas_frames(api):
    """Tolerances as for Spark's frames."""
    one = _marks(api, mark=[1.0, 2.0])
    return {
        "near": _told(api, one, _marks(api, mark=[1.0, 2.000001])),
        "far": type(_told(api, one, _marks(api, mark=[1.0, 2.1]))).__name__,
        "rtol": _told(api, one, _marks(api, mark=[1.0, 2.1]), rtol=0.1),
        "atol": _told(api, one, _marks(api, mark=[1.0, 2.1]), atol=0.2),
    }


@case(
    mirrors="utils.test_assert_unequal_pandas_df",
    since="4.0",
    needs=("pandas",),
    params={
        "value": {"changed": {"mark": [1, 3]}},
        "near_value": {"changed": {"mark": [1, 2.5]}},
        "type": {"changed": {"mark": ["1", "2"]}},
        "more_columns": {"changed": {"more": [0, 0]}},
        "missing": {"changed": {"name": ["ann", None]}},
    },
)
def different_pandas_frames(api, changed):
    """The error shows both frames and their dtypes."""
    return _told(api, _marks(api), _marks(api, **changed))


@case(mirrors="utils.test_assert_type_error_pandas_df", since="4.0", needs=("pandas",))
def the_index_of_pandas_frames_counts(api):
    """Other labels, another order, another length."""
    frame = _marks(api)
    return {
        "labels": _told(api, frame, frame.set_index("name")),
        "order": _told(api, frame, frame.iloc[::-1]),
        "length": _told(api, frame, frame.iloc[:1]),
    }


@case(mirrors="utils.test_assert_error_pandas_pyspark_df", since="4.0", needs=("pandas",))
def pandas_beside_something_else(spark, Row, api):
    """The error names the side; a Spark frame before a pandas one makes PySpark stumble."""
    frame = _marks(api)

    def blamed(other):
        error = _told(api, frame, other)
        return error.getCondition(), error.getMessageParameters()["arg_name"]

    return {
        "spark": blamed(spark.range(1)),
        "rows": blamed([Row(name="ann", mark=1)]),
        "none": blamed(None),
        "text": blamed("frame"),
    }
