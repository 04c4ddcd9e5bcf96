"""The error conditions a client raises by itself, with their wording; not those of the server.

Names, parameter names and SQLSTATEs are those of PySpark 4.3.0, so that a program can compare
`getCondition()` and `getMessageParameters()`. The wording is our own. A condition without a
wording here still renders: its parameters are listed.
"""

from collections.abc import Mapping

TEMPLATES: dict[str, str] = {
    "APPLICATION_NAME_NOT_SET": "The configuration names no application.",
    "ARGUMENT_REQUIRED": "`{arg_name}` must be given when {condition}.",
    "ATTRIBUTE_NOT_CALLABLE": "`{attr_name}` of `{obj_name}` cannot be called.",
    "ATTRIBUTE_NOT_SUPPORTED": "There is no attribute `{attr_name}` here.",
    "AXIS_LENGTH_MISMATCH": "The axis needs {expected_length} labels, but got {actual_length}.",
    "CALL_BEFORE_INITIALIZE": "`{func_name}` was called before `{object}` was initialized.",
    "CANNOT_ACCESS_TO_DUNDER": "Names with two leading and trailing underscores are reserved: "
    "a column cannot be taken this way.",
    "CANNOT_APPLY_IN_FOR_COLUMN": "`in` does not work with a column; use `contains` for strings "
    "or `array_contains` for arrays.",
    "CANNOT_BE_EMPTY": "{item} must not be empty.",
    "CANNOT_BE_NONE": "`{arg_name}` must not be None.",
    "CANNOT_CONFIGURE_SPARK_CONNECT": "A Spark Connect session at {existing_url} exists already; "
    "{new_url} cannot be configured.",
    "CANNOT_CONFIGURE_SPARK_CONNECT_MASTER": "A master ({master_url}) and a Spark Connect address "
    "({connect_url}) exclude each other.",
    "CANNOT_CONVERT_COLUMN_INTO_BOOL": "`{column}` has no truth value; combine conditions "
    "with `&`, `|` and `~` instead of `and`, `or` and `not`.",
    "CANNOT_CONVERT_TYPE": "{from_type} cannot be converted to {to_type}.",
    "CANNOT_DETERMINE_TYPE": "Some column holds too few values to tell its type.",
    "CANNOT_GET_BATCH_ID": "No batch id is known in {obj_name}.",
    "CANNOT_INFER_ARRAY_ELEMENT_TYPE": "An array with nothing but None in front does not tell "
    "the type of its elements.",
    "CANNOT_INFER_EMPTY_SCHEMA": "No rows, no schema: give a schema for an empty dataset.",
    "CANNOT_INFER_SCHEMA_FOR_TYPE": "No schema can be inferred from a value of type `{data_type}`.",
    "CANNOT_INFER_TYPE_FOR_FIELD": "The type of field `{field_name}` cannot be inferred.",
    "CANNOT_MERGE_TYPE": "No type holds both `{data_type1}` and `{data_type2}`.",
    "CANNOT_PARSE_DATATYPE": "This is not a data type: {msg}.",
    "CANNOT_PROVIDE_METADATA": "Metadata goes with a single alias only.",
    "CANNOT_SET_TOGETHER": "Only one of {arg_list} may be given.",
    "CANNOT_SPECIFY_RETURN_TYPE_FOR_UDF": "`{arg_name}` is a user-defined function that brings "
    "its own type, so a return type ({return_type}) cannot be given.",
    "CANNOT_WITHOUT": "{condition1} is not possible without {condition2}.",
    "CLASSIC_OPERATION_NOT_SUPPORTED_ON_DF": "`{member}` exists on classic DataFrames only, "
    "not over Spark Connect.",
    "COLLATION_INVALID_PROVIDER": "`{provider}` provides no collations; known: "
    "{supportedProviders}.",
    "COLUMN_IN_LIST": "`{func_name}` takes no columns inside a list.",
    "CONNECT_URL_NOT_SET": "No Spark Connect address is known; pass one to `remote()` or set "
    "SPARK_REMOTE.",
    "CONTEXT_UNAVAILABLE_FOR_REMOTE_CLIENT": "A Spark Connect client has no SparkContext.",
    "DIFFERENT_PANDAS_DATAFRAME": "The frames differ.\nLeft:\n{left}\n{left_dtype}\n"
    "Right:\n{right}\n{right_dtype}",
    "DIFFERENT_PANDAS_INDEX": "The indexes differ.\nLeft:\n{left}\n{left_dtype}\n"
    "Right:\n{right}\n{right_dtype}",
    "DIFFERENT_PANDAS_MULTIINDEX": "The multi-level indexes differ.\nLeft:\n{left}\n{left_dtype}\n"
    "Right:\n{right}\n{right_dtype}",
    "DIFFERENT_PANDAS_SERIES": "The series differ.\nLeft:\n{left}\n{left_dtype}\n"
    "Right:\n{right}\n{right_dtype}",
    "DIFFERENT_ROWS": "{error_msg}",
    "DIFFERENT_SCHEMA": "The schemas differ.\n--- actual\n+++ expected\n{error_msg}",
    "DISALLOWED_TYPE_FOR_CONTAINER": "`{arg_name}` ({arg_type}) holds a {item_type}; allowed "
    "inside: {allowed_types}.",
    "DUPLICATED_ARTIFACT": "An artifact is at {normalized_path} already.",
    "DUPLICATED_FIELD_NAME_IN_ARROW_STRUCT": "A struct with a field name twice ({field_names}) "
    "cannot be represented.",
    "ERROR_OCCURRED_WHILE_CALLING": "`{func_name}` failed: {error_msg}.",
    "FIELD_DATA_TYPE_UNACCEPTABLE": "{obj} ({obj_type}) is no value of {data_type}.",
    "FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME": "Field {field_name}: {obj} ({obj_type}) is no value "
    "of {data_type}.",
    "FIELD_NOT_NULLABLE": "A field that is not nullable got None.",
    "FIELD_NOT_NULLABLE_WITH_NAME": "Field {field_name} is not nullable but got None.",
    "FIELD_STRUCT_LENGTH_MISMATCH": "A value of {object_length} items does not fit a struct of "
    "{field_length} fields.",
    "FIELD_STRUCT_LENGTH_MISMATCH_WITH_NAME": "Field {field_name}: a value of {object_length} "
    "items does not fit a struct of {field_length} fields.",
    "FIELD_TYPE_MISMATCH": "{obj} is not of type {data_type}.",
    "FIELD_TYPE_MISMATCH_WITH_NAME": "Field {field_name}: {obj} is not of type {data_type}.",
    "HIGHER_ORDER_FUNCTION_SHOULD_RETURN_COLUMN": "`{func_name}` must return a column, but "
    "returned {return_type}.",
    "INDEX_NOT_POSITIVE": "An index of 1 or more is needed, but got {index}.",
    "INDEX_OUT_OF_RANGE": "`{arg_name}` has no position {index}.",
    "INVALID_CALL_ON_UNRESOLVED_OBJECT": "`{func_name}` needs a resolved object.",
    "INVALID_CONNECT_URL": "This is not a usable Spark Connect address: {detail}",
    "INVALID_INTERVAL_CASTING": "No interval runs from {start_field} to {end_field}.",
    "INVALID_ITEM_FOR_CONTAINER": "Every item of `{arg_name}` must be of {allowed_types}, but one "
    "is {item_type}.",
    "INVALID_JSON_DATA_TYPE_FOR_COLLATIONS": "Collations do not apply to the JSON type {jsonType}.",
    "INVALID_MULTIPLE_ARGUMENT_CONDITIONS": "{arg_names} cannot all be {condition}.",
    "INVALID_NDARRAY_DIMENSION": "The array must have {dimensions} dimensions.",
    "INVALID_NUMBER_OF_DATAFRAMES_IN_GROUP": "A group of {dataframes_in_group} frames is not "
    "possible.",
    "INVALID_OPERATION_UUID_ID": "`{arg_name}` must be a UUID: {origin}.",
    "INVALID_SESSION_UUID_ID": "`{arg_name}` must be a UUID: {origin}.",
    "INVALID_TYPE": "`{arg_name}` must not be of type {arg_type}.",
    "INVALID_TYPENAME_CALL": "A struct field has no type name; ask its `dataType`.",
    "INVALID_TYPE_DF_EQUALITY_ARG": "`{arg_name}` must be {expected_type}, but is {actual_type}.",
    "INVALID_WHEN_USAGE": "`when` continues a column made by the function `when` before any "
    "`otherwise`.",
    "INVALID_WINDOW_BOUND_TYPE": "A window cannot be bound by {window_bound_type}.",
    "JVM_ATTRIBUTE_NOT_SUPPORTED": "`{attr_name}` lives in a JVM, which a Spark Connect client "
    "does not have.",
    "KEY_NOT_EXISTS": "There is no key `{key}`.",
    "KEY_VALUE_PAIR_REQUIRED": "A pair of key and value, or a map of them, is needed.",
    "LENGTH_SHOULD_BE_THE_SAME": "{arg1} and {arg2} must be equally long, but have {arg1_length} "
    "and {arg2_length} items.",
    "LOCAL_RELATION_SIZE_LIMIT_EXCEEDED": "The local data takes {actualSize} bytes, more than the "
    "{sizeLimit} allowed.",
    "MALFORMED_GEOGRAPHY": "The bytes are not a geography.",
    "MALFORMED_GEOMETRY": "The bytes are not a geometry.",
    "MALFORMED_VARIANT": "The bytes are not a variant.",
    "MASTER_URL_INVALID": "The master must be given as an address that Spark understands.",
    "MASTER_URL_NOT_SET": "No master is set.",
    "MISSING_VALID_PLAN": "`{operator}` got no valid plan.",
    "MIXED_TYPE_REPLACEMENT": "Replacements of different types cannot be mixed.",
    "NEAREST_BY_JOIN.NUM_RESULTS_OUT_OF_RANGE": "`numResults` must be in {min} to {max}, but is "
    "{numResults}.",
    "NEAREST_BY_JOIN.UNSUPPORTED_DIRECTION": "Direction {direction} is unknown; known: "
    "{supported}.",
    "NEAREST_BY_JOIN.UNSUPPORTED_JOIN_TYPE": "Join type {joinType} is not possible here; possible: "
    "{supported}.",
    "NEAREST_BY_JOIN.UNSUPPORTED_MODE": "Mode {mode} is unknown; known: {supported}.",
    "NEGATIVE_VALUE": "`{arg_name}` must not be negative, but is {arg_value}.",
    "NOT_EXPECTED_TYPE": "`{arg_name}` must be {expected_type}, but is {arg_type}.",
    "NOT_IMPLEMENTED": "{feature} is not available.",
    "NOT_ITERABLE": "A {objectName} cannot be iterated over.",
    "NOT_NUMERIC_COLUMNS": "These columns are not numeric: {invalid_columns}.",
    "NOT_SAME_TYPE": "`{arg_name1}` and `{arg_name2}` must be of one type, but are {arg_type1} "
    "and {arg_type2}.",
    "NO_ACTIVE_EXCEPTION": "No exception is being handled.",
    "NO_ACTIVE_OR_DEFAULT_SESSION": "No session is active and there is no default one; make one "
    "with `SparkSession.builder`.",
    "NO_ACTIVE_SESSION": "No session is active; make one with `SparkSession.builder`.",
    "NO_OBSERVE_BEFORE_GET": "An observation has values only after it was given to "
    "`DataFrame.observe`.",
    "NO_SCHEMA_AND_DRIVER_DEFAULT_SCHEME": "Give `{arg_name}` with a scheme; no default is known.",
    "ONLY_ALLOWED_FOR_SINGLE_COLUMN": "`{arg_name}` works with a single column only.",
    "ONLY_ALLOW_SINGLE_TRIGGER": "A query takes exactly one trigger.",
    "ONLY_SUPPORTED_WITH_SPARK_CONNECT": "{feature} exists over Spark Connect only.",
    "PACKAGE_NOT_INSTALLED": "This needs {package_name} {minimum_version} or newer, which is not "
    "installed.",
    "PLOT_INVALID_TYPE_COLUMN": "Column {col_name} is {col_type}, but must be one of "
    "{valid_types}.",
    "PROTOCOL_ERROR": "The server broke the protocol: {failure}",
    "PYTHON_VERSION_MISMATCH": "The worker runs Python {worker_version}, the client "
    "{driver_version}; they must have the same minor version.",
    "READ_ONLY": "{object} cannot be changed.",
    "RESPONSE_ALREADY_RECEIVED": "The server does not know this {error_type}, yet part of the "
    "result was received already.",
    "RESULT_COLUMN_NAMES_MISMATCH": "The result has other columns than declared.{missing}{extra}",
    "RESULT_COLUMN_TYPES_MISMATCH": "The result has other column types than declared: {mismatch}.",
    "RESULT_ROWS_MISMATCH": "The function got {input_length} rows and returned {output_length}.",
    "REUSE_OBSERVATION": "An observation serves one DataFrame only.",
    "SESSION_ALREADY_EXIST": "A session is active already; stop it first.",
    "SESSION_NEED_CONN_STR_OR_BUILDER": "No Spark Connect server is known: set SPARK_REMOTE to its "
    'address (`sc://host:15002`), or call `remote("sc://host:15002")` on the builder.',
    "SESSION_NOT_SAME": "The DataFrames belong to different sessions.",
    "SESSION_OR_CONTEXT_EXISTS": "A session or a context runs already.",
    "SESSION_OR_CONTEXT_NOT_EXISTS": "No session or context runs.",
    "SLICE_WITH_STEP": "A column cannot be sliced with a step.",
    "STREAMING_CONNECT_SERIALIZATION_ERROR": "`{name}` cannot be serialized; it must not refer to "
    "the session or its DataFrames.",
    "ST_INVALID_ALGORITHM_VALUE": "{alg} is no algorithm for edges.",
    "ST_INVALID_CRS_VALUE": "{crs} is no coordinate system.",
    "ST_INVALID_ENDIANNESS_VALUE": "{endianness} is no byte order; use NDR or XDR.",
    "ST_INVALID_SRID_VALUE": "{srid} is no spatial reference identifier.",
    "TOO_MANY_VALUES": "{item}: {expected} values were expected, but {actual} came.",
    "TYPE_HINT_SHOULD_BE_SPECIFIED": "`{target}` needs type hints, but is {sig}.",
    "UDF_RETURN_TYPE": "The function must return {expected}, but returned {actual}.",
    "UNEXPECTED_RESPONSE_FROM_SERVER": "The server answered something unexpected.",
    "UNEXPECTED_TUPLE_WITH_STRUCT": "A struct cannot be made of {tuple}.",
    "UNKNOWN_INTERRUPT_TYPE": "There is no way to interrupt called {interrupt_type}.",
    "UNKNOWN_RESPONSE": "The client does not understand the response {response}.",
    "UNKNOWN_VALUE_FOR": "The value for {var} is unknown.",
    "UNSUPPORTED_DATA_TYPE": "{data_type} is not possible here.",
    "UNSUPPORTED_DATA_TYPE_FOR_ARROW": "Arrow has nothing for {data_type}.",
    "UNSUPPORTED_DATA_TYPE_FOR_ARROW_CONVERSION": "{data_type} cannot be converted to or from "
    "Arrow.",
    "UNSUPPORTED_JOIN_TYPE": "Join type {typ} is unknown; known: {supported}.",
    "UNSUPPORTED_LITERAL": "{literal} cannot be a literal.",
    "UNSUPPORTED_LOCAL_CONNECTION_STRING": "`local` starts a server in this process, which a "
    "client cannot do; give an address that starts with sc://.",
    "UNSUPPORTED_NUMPY_ARRAY_SCALAR": "NumPy's {dtype} has no counterpart in Spark.",
    "UNSUPPORTED_OPERATION": "{operation} is not possible.",
    "UNSUPPORTED_PACKAGE_VERSION": "This needs {package_name} {minimum_version} or newer, but "
    "{current_version} is installed.",
    "UNSUPPORTED_PARAM_TYPE_FOR_HIGHER_ORDER_FUNCTION": "`{func_name}` must take positional "
    "parameters only.",
    "UNSUPPORTED_PIE_PLOT_PARAM": "A pie needs a column `y`, or `subplots=True`.",
    "UNSUPPORTED_PLOT_BACKEND": "No plots with {backend}; known: {supported_backends}.",
    "UNSUPPORTED_PLOT_BACKEND_PARAM": "{backend} does not take {value} for {param}; known: "
    "{supported_values}.",
    "UNSUPPORTED_PLOT_KIND": "No plot is called {plot_type}; known: {supported_plot_types}.",
    "UNSUPPORTED_SIGNATURE": "The signature {signature} is not possible here.",
    "VALUE_ALLOWED": "`{arg_name}` must not be {disallowed_value}.",
    "VALUE_NOT_ACCESSIBLE": "{value} cannot be reached from here.",
    "VALUE_NOT_ALLOWED": "`{arg_name}` must be one of {allowed_values}.",
    "VALUE_NOT_BETWEEN": "`{arg_name}` must be from {min} to {max}.",
    "VALUE_NOT_NON_EMPTY_STR": "`{arg_name}` must be text that is not empty, but is {arg_value}.",
    "VALUE_NOT_PLAIN_COLUMN_REFERENCE": "`{field_name}` must be a plain column, but is {val}.",
    "VALUE_NOT_POSITIVE": "`{arg_name}` must be positive, but is {arg_value}.",
    "VALUE_OUT_OF_BOUNDS": "`{arg_name}` must be from {lower_bound} to {upper_bound}, but is "
    "{actual}.",
    "VARIANT_SIZE_LIMIT": "A variant takes at most {sizeLimit} bytes.",
    "WKB_PARSE_ERROR": "Not well-known binary: {parseError} at position {pos}.",
    "WRONG_NUM_ARGS_FOR_HIGHER_ORDER_FUNCTION": "`{func_name}` must take 1, 2 or 3 parameters, "
    "but takes {num_args}.",
    "WRONG_NUM_COLUMNS": "`{func_name}` needs at least {num_cols} columns.",
    "ZERO_INDEX": "Positions count from 1; there is no position 0.",
    # Sparity's own: PySpark has no such guards.
    "PLAN_TOO_DEEP": "The plan nests {depth} messages, but servers read no more than {limit}. "
    "Save what comes before under a name with `localCheckpoint()` or `createOrReplaceTempView()`, "
    "put many `withColumn` into one `withColumns` or `select`, or raise the server's "
    "`spark.connect.grpc.marshallerRecursionLimit` and `max_plan_depth` of the connection.",
    "OUTCOME_UNKNOWN": "The connection broke when a command was on its way, and the server knows "
    "nothing of it: {reason} It may have been carried out, or in part, or not at all. It is not "
    "sent again, so that nothing is written twice; look at what is there before you repeat it.",
    "RESULT_TOO_LARGE": "The result has more than {limit} {unit}, the most that this connection "
    "allows. Ask for less with `limit()`, `filter()` or `select()`, let the server keep the rows "
    "with `df.write`, or raise the option `{option}`.",
    "SESSION_NOT_REPLAYED": "The server has lost the session, and a fresh one could not be told "
    "what the old one knew: {reason}",
    "WOULD_BLOCK_EVENT_LOOP": "This would block the event loop that has to do the work. Await it "
    "by `df.aio` or `spark.aio`; `async for` walks through `df.aio.batches()` and "
    "`df.aio.rows()`.",
    "TOKEN_NOT_AVAILABLE": "The function that gives the token failed with {kind}; no call was "
    "made. Its error is the cause of this one.",
    "UNSUPPORTED_ON_SERVER": "{feature} needs Spark {required} or newer, but the server runs "
    "Spark {connected}.",
}

SQL_STATES: dict[str, str] = {
    "ATTRIBUTE_NOT_SUPPORTED": "0A000",
    "CANNOT_INFER_EMPTY_SCHEMA": "42K09",
    "CANNOT_INFER_SCHEMA_FOR_TYPE": "42K09",
    "CANNOT_INFER_TYPE_FOR_FIELD": "42K09",
    "CANNOT_MERGE_TYPE": "42K09",
    "CLASSIC_OPERATION_NOT_SUPPORTED_ON_DF": "0A000",
    "JVM_ATTRIBUTE_NOT_SUPPORTED": "0A000",
    "LOCAL_RELATION_SIZE_LIMIT_EXCEEDED": "54000",
    "NEAREST_BY_JOIN": "42604",
    "NOT_EXPECTED_TYPE": "42K09",
    "NOT_IMPLEMENTED": "0A000",
    "NOT_ITERABLE": "42K09",
    "NOT_NUMERIC_COLUMNS": "42K09",
    "NOT_SAME_TYPE": "42K09",
    "NO_ACTIVE_OR_DEFAULT_SESSION": "08003",
    "NO_ACTIVE_SESSION": "08003",
    "ONLY_SUPPORTED_WITH_SPARK_CONNECT": "0A000",
    "SESSION_ALREADY_EXIST": "08002",
    "ST_INVALID_ALGORITHM_VALUE": "22023",
    "ST_INVALID_CRS_VALUE": "22023",
    "ST_INVALID_ENDIANNESS_VALUE": "22023",
    "ST_INVALID_SRID_VALUE": "22023",
    "UNSUPPORTED_FILTER": "0A000",
    "OUTCOME_UNKNOWN": "40003",
    "PLAN_TOO_DEEP": "54000",
    "RESULT_TOO_LARGE": "54000",
    "UNSUPPORTED_ON_SERVER": "0A000",
    "VARIANT_SIZE_LIMIT": "22023",
    "WKB_PARSE_ERROR": "22023",
}


def text(condition: str, parameters: Mapping[str, object]) -> str:
    """The text of a condition without its name; never fails, whatever the parameters are.

    An error about an error would hide the one that matters, so parameters that do not fit the
    wording are listed instead.

    Examples:
        >>> text("NEGATIVE_VALUE", {"arg_name": "n", "arg_value": "-1"})
        '`n` must not be negative, but is -1.'
        >>> text("SOMETHING_ELSE", {"a": "1"})
        'a: 1'
    """
    template = TEMPLATES.get(condition)
    if template is not None:
        try:
            return template.format_map(parameters)
        except KeyError:
            pass
    return ", ".join(f"{name}: {value}" for name, value in parameters.items())


def sql_state(condition: str | None) -> str | None:
    """The SQLSTATE of a client-side condition, or of the condition it is part of."""
    if condition is None:
        return None
    return SQL_STATES.get(condition) or SQL_STATES.get(condition.partition(".")[0])
