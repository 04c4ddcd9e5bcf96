"""What functions take where a parameter may be a column, a name or a plain value, and refuse."""

from parity_suites.case import case


def _told(spark, F, api, sources, **names):
    """The text of each source's column, or why it cannot be made."""
    import datetime
    import decimal

    known = dict(names, F=F, datetime=datetime, decimal=decimal)
    told = {}
    for name, source in sources.items():
        made = []
        error = api.error_of(
            lambda source=source, made=made: made.append(eval(source, dict(known)))
        )
        told[name] = repr(made[0]) if error is None else error
    return told


FAMILIES = {
    "text": {
        "lpad_number": "F.lpad('s', 5, '#')",
        "lpad_columns": "F.lpad('s', F.col('n'), F.lit('#'))",
        "repeat_number": "F.repeat('s', 2)",
        "repeat_column": "F.repeat('s', F.col('n'))",
        "repeat_name": "F.repeat('s', 'n')",
        "repeat_float": "F.repeat('s', 1.5)",
        "split_limit": "F.split('s', ',', 2)",
        "split_name": "F.split('s', ',', 'n')",
        "split_column": "F.split('s', F.col('p'))",
        "split_float": "F.split('s', ',', 2.5)",
        "substring_numbers": "F.substring('s', 1, 2)",
        "substring_mixed": "F.substring('s', 1, 'n')",
        "overlay_numbers": "F.overlay('s', 'r', 2, 1)",
        "overlay_names": "F.overlay('s', 'r', 'n')",
        "overlay_float": "F.overlay('s', 'r', 1.5)",
        "overlay_none": "F.overlay('s', 'r', None)",
        "levenshtein": "F.levenshtein('s', 't', 3)",
        "concat_ws_number": "F.concat_ws(1, 's')",
        "format_string": "F.format_string('%s', 's', F.col('t'))",
        "regexp_replace": "F.regexp_replace('s', 'a', F.lit('b'))",
        "regexp_extract": "F.regexp_extract('s', '(a)', 1)",
        "translate": "F.translate('s', 'a', 'b')",
        "sentences": "F.sentences('s', F.lit('en'))",
        "number": "F.upper(1)",
        "none": "F.lower(None)",
        "list": "F.trim(['s'])",
    },
    "numbers": {
        "round_default": "F.round('n')",
        "round_number": "F.round('n', 2)",
        "round_column": "F.round('n', F.lit(-1))",
        "round_name": "F.round('n', 's')",
        "round_float": "F.round('n', 1.5)",
        "pow_number": "F.pow('n', 2)",
        "pow_left": "F.pow(2, 'n')",
        "pow_names": "F.pow('n', 'm')",
        "atan2": "F.atan2('n', 1.5)",
        "log_one": "F.log('n')",
        "log_base": "F.log(10.0, 'n')",
        "log_names": "F.log('n', 'm')",
        "shiftleft": "F.shiftleft('n', 2)",
        "conv": "F.conv('n', 10, 16)",
        "sha2": "F.sha2('s', 256)",
        "sha2_wrong": "F.sha2('s', 1)",
        "rand_seed": "F.rand(7)",
        "randn_seed": "F.randn(7)",
        "format_number": "F.format_number('n', 2)",
        "greatest_one": "F.greatest('n')",
        "least_none": "F.least()",
        "coalesce_none": "F.coalesce()",
        "number": "F.sqrt(4)",
        "text_list": "F.sin(['n'])",
    },
    "collections": {
        "array_names": "F.array('a', F.col('b'))",
        "array_list": "F.array(['a', 'b'])",
        "array_tuple": "F.array(('a', 'b'))",
        "array_number": "F.array(1)",
        "struct_list": "F.struct(['a', F.col('b')])",
        "struct_number": "F.struct(1)",
        "create_map_list": "F.create_map(['a', 'b'])",
        "map_concat_list": "F.map_concat(['a', 'b'])",
        "array_contains_value": "F.array_contains('a', 1)",
        "array_contains_text": "F.array_contains('a', 'b')",
        "array_contains_column": "F.array_contains('a', F.col('b'))",
        "array_position_none": "F.array_position('a', None)",
        "array_repeat_number": "F.array_repeat('a', 2)",
        "array_repeat_name": "F.array_repeat('a', 'b')",
        "array_join": "F.array_join('a', ',', '?')",
        "slice_numbers": "F.slice('a', 1, 2)",
        "slice_names": "F.slice('a', 'b', 'c')",
        "slice_float": "F.slice('a', 1.5, 2)",
        "element_at_number": "F.element_at('a', 1)",
        "element_at_text": "F.element_at('a', 'k')",
        "sort_array": "F.sort_array('a', asc=False)",
        "sequence": "F.sequence('a', 'b')",
        "sequence_number": "F.sequence(1, 5)",
        "flatten_number": "F.flatten(1)",
        "explode_list": "F.explode(['a'])",
        "arrays_zip": "F.arrays_zip('a', 'b')",
    },
    "times": {
        "date_add_number": "F.date_add('d', 1)",
        "date_add_name": "F.date_add('d', 'n')",
        "date_add_column": "F.date_add('d', F.lit(1))",
        "date_add_float": "F.date_add('d', 1.5)",
        "add_months": "F.add_months('d', -1)",
        "date_format": "F.date_format('d', 'yyyy')",
        "to_date": "F.to_date('d', 'yyyy')",
        "to_timestamp": "F.to_timestamp('d')",
        "trunc": "F.trunc('d', 'month')",
        "date_trunc": "F.date_trunc('month', 'd')",
        "next_day": "F.next_day('d', 'Mon')",
        "from_unixtime": "F.from_unixtime('n')",
        "from_utc": "F.from_utc_timestamp('d', F.col('z'))",
        "months_between": "F.months_between('d', 'e', False)",
        "number": "F.year(1)",
        "date": "F.year(datetime.date(2020, 1, 1))",
    },
    "aggregates": {
        "count_star": "F.count('*')",
        "count_column_star": "F.count(F.col('*'))",
        "first": "F.first('a', True)",
        "last": "F.last(F.col('a'), ignorenulls=False)",
        "approx": "F.approx_count_distinct('a', 0.1)",
        "percentile_list": "F.percentile_approx('a', [0.1, 0.9], 50)",
        "percentile_tuple": "F.percentile_approx('a', (0.1, 0.9))",
        "corr_number": "F.corr('a', 1)",
        "sum_number": "F.sum(1)",
        "grouping_id": "F.grouping_id('a', 'b')",
        "countDistinct": "F.countDistinct('a', F.col('b'))",
        "max_by": "F.max_by('a', 'b')",
        "collect_list_list": "F.collect_list(['a'])",
    },
    "formats": {
        "from_json_ddl": "F.from_json('s', 'a INT')",
        "from_json_column": "F.from_json('s', F.lit('a INT'))",
        "from_json_schema_of": "F.from_json('s', F.schema_of_json(F.lit('{}')))",
        "from_json_number": "F.from_json('s', 1)",
        "from_json_none": "F.from_json('s', None)",
        "from_csv_ddl": "F.from_csv('s', 'a INT', {'sep': ';'})",
        "from_csv_number": "F.from_csv('s', 1)",
        "schema_of_json_number": "F.schema_of_json(1)",
        "schema_of_csv_number": "F.schema_of_csv(None)",
        "to_json_options": "F.to_json('s', {'pretty': True, 'n': 1})",
        "to_csv_options": "F.to_csv('s', {'sep': '|'})",
        "get_json_object": "F.get_json_object('s', '$.a')",
        "json_tuple": "F.json_tuple('s', 'a', 'b')",
        "json_tuple_none": "F.json_tuple('s')",
    },
    "errors": {
        "assert_text": "F.assert_true('a', 'text')",
        "assert_number": "F.assert_true('a', 5)",
        "raise_number": "F.raise_error(5)",
        "raise_none": "F.raise_error(None)",
        "lit_set": "F.lit({1})",
        "lit_dict": "F.lit({'a': 1})",
        "lit_tuple": "F.lit((1, 2))",
        "lit_object": "F.lit(object())",
        "lit_type": "F.lit(int)",
        "lit_column_in_list": "F.lit([F.col('a')])",
        "lit_complex": "F.lit(1j)",
        "expr_number": "F.expr(1)",
        "expr_none": "F.expr(None)",
    },
}


@case(
    mirrors="connect_function.test_normal_functions",
    since="3.5",
    params={name: {"sources": sources} for name, sources in FAMILIES.items()},
)
def arguments_of_a_family(spark, F, api, sources):
    """Columns, names, plain values and wrong kinds for the functions of one family."""
    return _told(spark, F, api, sources)


@case(mirrors="functions.test_enum_literals", since="4.1")
def enumerations_as_arguments(spark, F, api):
    """Members of enums stand for their value, as text, as numbers and as names."""
    import enum

    class Word(enum.Enum):
        NAME = "s"
        DURATION = "5 minutes"

    class Count(enum.IntEnum):
        TWO = 2

    sources = {
        "literal": "F.lit(Word.NAME)",
        "number": "F.lit(Count.TWO)",
        "list": "F.lit([Word.NAME, Word.DURATION])",
        "repeat": "F.repeat('s', Count.TWO)",
        "repeat_name": "F.repeat('s', Word.NAME)",
        "round": "F.round('n', Count.TWO)",
        "date_add": "F.date_add('d', Count.TWO)",
        "session": "F.session_window('t', Word.DURATION)",
        "raise": "F.raise_error(Word.NAME)",
        "raise_number": "F.raise_error(Count.TWO)",
        "assert": "F.assert_true('f', Word.NAME)",
        "schema_of_json": "F.schema_of_json(Word.NAME)",
        "overlay": "F.overlay('s', 'r', Count.TWO)",
        "any_value": "F.any_value('s', Count.TWO)",
        "operator": "F.col('s') + Count.TWO",
        "substr": "F.col('s').substr(Count.TWO, Count.TWO)",
        "equal": "F.col('s') == Word.NAME",
        "as_column": "F.upper(Word.NAME)",
    }
    return _told(spark, F, api, sources, Word=Word, Count=Count)


NUMPY = {
    "int8": "np.int8(1)",
    "int16": "np.int16(1)",
    "int32": "np.int32(1)",
    "int64": "np.int64(1)",
    "float32": "np.float32(1.5)",
    "float64": "np.float64(1.5)",
    "bool": "np.bool_(True)",
    "str": "np.str_('x')",
    "uint8": "np.uint8(1)",
    "float16": "np.float16(1)",
    "complex": "np.complex64(1)",
    "bytes": "np.bytes_(b'a')",
    "ints": "np.array([1, 2])",
    "small": "np.array([1, 2], dtype='int8')",
    "floats": "np.array([1.5, 2], dtype='float32')",
    "bools": "np.array([True, False])",
    "empty": "np.array([], dtype='int32')",
    "unsigned": "np.array([1], dtype='uint16')",
    "matrix": "np.array([[1, 2], [3, 4]])",
    "objects": "np.array([1, 'a'], dtype=object)",
    "scalar_array": "np.array(5)",
}


@case(mirrors="functions.test_np_scalar_input", since="4.0", needs=("numpy",))
def numpy_values_as_literals(spark, F, api):
    """Scalars of each width, arrays of each type, and those without a Spark type."""
    sources = {name: f"F.lit({source})" for name, source in NUMPY.items()}
    sources["beside"] = "F.col('a') + np.int64(2)"
    sources["contains"] = "F.array_contains('a', np.int32(2))"
    return _told(spark, F, api, sources, np=api.numpy())


@case(mirrors="functions.test_empty_ndarray", since="4.0", needs=("numpy",))
def numpy_arrays_on_the_server(spark, F, api):
    """The type of an array column is that of the array, also of an empty one."""
    np = api.numpy()
    return spark.range(1).select(
        F.lit(np.array([], dtype="int8")).alias("byte"),
        F.lit(np.array([], dtype="float64")).alias("double"),
        F.lit(np.array([], dtype="bool")).alias("bool"),
        F.lit(np.array([1, 2], dtype="int16")).alias("short"),
        F.lit(np.array([1.5], dtype="float32")).alias("float"),
    )


@case(mirrors="functions.test_bool_ndarray", since="4.0", needs=("numpy",))
def numpy_booleans_on_the_server(spark, F, api):
    """An array of booleans, and booleans alone."""
    np = api.numpy()
    return spark.range(1).select(
        F.lit(np.array([True, False])).alias("array"),
        F.lit(np.bool_(True)).alias("one"),
        (F.lit(True) & F.lit(np.bool_(False))).alias("and"),
    )
