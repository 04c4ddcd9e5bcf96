"""CSV, JSON and XML texts in a DataFrame, as the file sources read them."""

from parity_suites.batch_core.frames_of_texts import refused
from parity_suites.case import case


def _texts(spark, *texts):
    return spark.createDataFrame([(text,) for text in texts], "t string").coalesce(1)


@case(mirrors="datasources.test_csv_with_dataframe_input_and_schema", since="4.2")
def csv_texts_by_a_schema(spark):
    """Names are those of the schema, also when there is a header; missing values are null."""
    texts = _texts(spark, "x;y", "1;2.5", "3;", "4")
    schema = "a int, b double"
    return {
        "header": spark.read.csv(texts, schema, sep=";", header=True),
        "none": spark.read.csv(texts, schema, sep=";"),
        "words": spark.read.csv(_texts(spark, "NA,1"), "a string, b int", nullValue="NA"),
    }


@case(mirrors="datasources.test_json_with_dataframe_input_and_schema", since="4.2")
def json_texts_by_a_schema(spark):
    """Fields that the schema has not are left out, those that the text has not are null."""
    texts = _texts(spark, '{"a": 1, "z": 2}', '{"b": {"c": ["x", "y"]}}')
    return {
        "nested": spark.read.json(texts, "a int, b struct<c: array<string>>"),
        "format": spark.read.json(
            _texts(spark, '{"d": "24.12.2023"}'), "d date", dateFormat="dd.MM.yyyy"
        ),
    }


@case(mirrors="datasources.test_xml_with_dataframe_input", since="4.2")
def xml_texts(spark):
    """Types are inferred over all texts."""
    texts = _texts(spark, "<p><n>1</n></p>", "<p><n>2.5</n><m/></p>")
    return spark.read.xml(texts, rowTag="p")


@case(mirrors="datasources.test_xml_with_dataframe_input_and_schema", since="4.2")
def xml_texts_by_a_schema(spark):
    """Attributes by their prefix, repeated elements as an array."""
    texts = _texts(spark, "<p k='v'><n>1</n><n>2</n></p>")
    return spark.read.xml(
        texts, rowTag="p", schema="`@k` string, n array<int>", attributePrefix="@"
    )


@case(
    mirrors="datasources.test_csv_with_dataframe_input_multiple_columns",
    since="4.2",
    params={"pair": {"columns": ("a", "n")}, "all": {"columns": ("*",)}},
)
def csv_texts_in_multiple_columns(spark, api, columns):
    """Two columns or more are too many."""
    return refused(spark, api, "csv", columns)


@case(
    mirrors="datasources.test_csv_with_dataframe_input_zero_columns",
    since="4.2",
    params={"none": {"columns": ()}},
)
def csv_texts_in_zero_columns(spark, api, columns):
    """No column is too few."""
    return refused(spark, api, "csv", columns)


@case(
    mirrors="datasources.test_csv_with_dataframe_input_non_string_column",
    since="4.2",
    params={"boolean": {"columns": ("t",)}},
)
def csv_texts_in_non_string_column(spark, api, columns):
    """A column of numbers or bytes is no column of texts."""
    return refused(spark, api, "csv", columns)


@case(
    mirrors="datasources.test_json_with_dataframe_input_multiple_columns",
    since="4.2",
    params={"pair": {"columns": ("a", "n")}, "all": {"columns": ("*",)}},
)
def json_texts_in_multiple_columns(spark, api, columns):
    """Two columns or more are too many."""
    return refused(spark, api, "json", columns)


@case(
    mirrors="datasources.test_json_with_dataframe_input_zero_columns",
    since="4.2",
    params={"none": {"columns": ()}},
)
def json_texts_in_zero_columns(spark, api, columns):
    """No column is too few."""
    return refused(spark, api, "json", columns)


@case(
    mirrors="datasources.test_json_with_dataframe_input_non_string_column",
    since="4.2",
    params={"boolean": {"columns": ("t",)}},
)
def json_texts_in_non_string_column(spark, api, columns):
    """A column of numbers or bytes is no column of texts."""
    return refused(spark, api, "json", columns)


@case(
    mirrors="datasources.test_xml_with_dataframe_input_multiple_columns",
    since="4.2",
    params={"pair": {"columns": ("a", "n")}, "all": {"columns": ("*",)}},
)
def xml_texts_in_multiple_columns(spark, api, columns):
    """Two columns or more are too many."""
    return refused(spark, api, "xml", columns)


@case(
    mirrors="datasources.test_xml_with_dataframe_input_zero_columns",
    since="4.2",
    params={"none": {"columns": ()}},
)
def xml_texts_in_zero_columns(spark, api, columns):
    """No column is too few."""
    return refused(spark, api, "xml", columns)


@case(
    mirrors="datasources.test_xml_with_dataframe_input_non_string_column",
    since="4.2",
    params={"boolean": {"columns": ("t",)}},
)
def xml_texts_in_non_string_column(spark, api, columns):
    """A column of numbers or bytes is no column of texts."""
    return refused(spark, api, "xml", columns)
