"""Behaviours of the built-in file sources: headers, white space, separators, encodings, files."""

from parity_suites.case import case


def _file(folder, name, content, encoding="utf-8"):
    """A file of the client's making; its folder is made too."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return str(path)


# --- CSV --------------------------------------------------------------------------------------


@case(
    mirrors="datasources.test_checking_csv_header",
    params={"enforced": {"enforce": True}, "checked": {"enforce": False}},
)
def a_header_and_a_schema_may_disagree(spark, tmp, api, enforce):
    """An enforced schema hides the header; otherwise the two must agree."""
    path = _file(tmp, "turned.csv", "f2,f1\n10,20\n")
    reader = spark.read.schema("f1 int, f2 int").option("header", True)
    frame = reader.csv(path, enforceSchema=enforce)
    error = api.error_of(frame.collect)
    return {"failed": type(error).__name__, "rows": None if error else frame.collect()}


@case(mirrors="datasources.test_checking_csv_header")
def a_header_is_checked_without_regard_to_case(spark, tmp, api):
    """Names of another case agree unless case matters; a shorter header does not."""
    path = _file(tmp, "upper.csv", "F1,F2\n10,20\n")
    short = _file(tmp, "short.csv", "f1\n10\n")

    def read(file):
        frame = spark.read.csv(file, "f1 int, f2 int", header=True, enforceSchema=False)
        error = api.error_of(frame.collect)
        return type(error).__name__ if error else frame.collect()

    relaxed = read(path)
    spark.conf.set("spark.sql.caseSensitive", True)
    return {"relaxed": relaxed, "strict": read(path), "short": read(short)}


@case(mirrors="datasources.test_ignorewhitespace_csv")
def white_space_around_csv_values(spark, tmp):
    """Kept, dropped in front, behind, or on both sides, when read and when written."""
    path = _file(tmp, "spaces.csv", " a,b , c \n")
    frame = spark.createDataFrame([(" a", "b  ", " c ")], "x string, y string, z string")
    options = [(False, False), (False, True), (True, False), (True, True)]
    seen = {}
    for leading, trailing in options:
        both = {"ignoreLeadingWhiteSpace": leading, "ignoreTrailingWhiteSpace": trailing}
        out = str(tmp / f"out_{leading}_{trailing}")
        frame.write.csv(out, **both)
        seen[f"{leading}_{trailing}"] = {
            "read": [tuple(row) for row in spark.read.csv(path, **both).collect()],
            "written": [row[0] for row in spark.read.text(out).collect()],
        }
    default = str(tmp / "default")
    frame.write.csv(default)
    return {**seen, "default": spark.read.text(default)}


@case(mirrors="datasources.test_multiline_csv")
def csv_values_over_several_lines(spark, tmp):
    """Line breaks within quotes are part of the value when asked for."""
    text = 'id,text\n1,"first\nsecond"\n2,"a ""b""\r\nc"\n'
    path = _file(tmp, "lines.csv", text)
    return {
        "many": spark.read.csv(path, header=True, multiLine=True, inferSchema=True, escape='"'),
        "single": spark.read.csv(path, header=True).count() * 1 == 4,
    }


@case(
    mirrors="datasources.test_checking_csv_header",
    params={
        "stop_at_delimiter": {"handling": "STOP_AT_DELIMITER"},
        "back_to_delimiter": {"handling": "BACK_TO_DELIMITER"},
        "skip_value": {"handling": "SKIP_VALUE"},
        "until_quote": {"handling": "STOP_AT_CLOSING_QUOTE"},
    },
)
def quotes_that_are_not_escaped(spark, tmp, handling):
    """What is done with a quote in the middle of a quoted value."""
    path = _file(tmp, "quotes.csv", '"a"b,c\n"d",e\n')
    return spark.read.csv(path, "x string, y string", unescapedQuoteHandling=handling)


@case(mirrors="datasources.test_checking_csv_header", errors_in=("columns", "characters"))
def limits_of_the_csv_parser(spark, tmp, api):
    """Too many columns and too long values are errors."""
    path = _file(tmp, "wide.csv", "a,b,c\nlonglonglong,2,3\n")
    return {
        "columns": type(
            api.error_of(lambda: spark.read.csv(path, maxColumns=2).collect())
        ).__name__,
        "characters": type(
            api.error_of(lambda: spark.read.csv(path, maxCharsPerColumn=5).collect())
        ).__name__,
        "fine": spark.read.csv(path, maxColumns=3, maxCharsPerColumn=12),
    }


@case(mirrors="datasources.test_checking_csv_header")
def words_for_null_empty_and_infinity(spark, tmp):
    """The words for special values, when written and when read back."""
    frame = spark.sql(
        "select 'x' as s, double('NaN') as a, double('Infinity') as b, double('-Infinity') as c"
        " union all select '', 1D, null, 2D union all select null, null, null, null"
    ).coalesce(1)
    out = str(tmp / "out")
    frame.write.csv(out, nullValue="none", emptyValue="empty")
    schema = frame.schema
    return {
        "text": spark.read.text(out),
        "back": spark.read.csv(out, schema, nullValue="none", emptyValue="empty"),
        "plain": spark.read.csv(out),
    }


@case(mirrors="datasources.test_checking_csv_header")
def broken_rows_and_their_column(spark, tmp):
    """The whole row is kept under the name that was asked for."""
    path = _file(tmp, "broken.csv", "1,a\nx,b\n3,c,d\n")
    schema = "n int, s string, bad string"
    return {
        "named": spark.read.csv(path, schema, columnNameOfCorruptRecord="bad"),
        "dropped": spark.read.csv(path, "n int, s string", mode="DROPMALFORMED"),
        "unnamed": spark.read.csv(path, "n int, s string"),
    }


# --- JSON -------------------------------------------------------------------------------------


@case(
    mirrors="datasources.test_encoding_json",
    params={
        "utf16le": {"encoding": "UTF-16LE", "python": "utf-16-le"},
        "utf16be": {"encoding": "UTF-16BE", "python": "utf-16-be"},
        "utf32": {"encoding": "UTF-32", "python": "utf-32"},
        "latin1": {"encoding": "ISO-8859-1", "python": "iso-8859-1"},
    },
)
def json_in_other_encodings(spark, tmp, encoding, python):
    """Read with the encoding named, over several lines and line by line; written and read back."""
    text = '{"name": "Zoë", "n": 1}'
    path = _file(tmp, "one.json", text, python)
    lines = _file(tmp, "lines.json", text + "\n" + text, python)
    out = str(tmp / "out")
    spark.sql("select 'Käse' as name").write.json(out, encoding=encoding, lineSep="\n")
    return {
        "whole": spark.read.json(path, multiLine=True, encoding=encoding),
        "lines": spark.read.json(lines, encoding=encoding, lineSep="\n"),
        "back": spark.read.json(out, encoding=encoding, lineSep="\n"),
    }


@case(mirrors="datasources.test_linesep_json")
def separators_of_json_lines(spark, tmp):
    """Another separator, when read and when written."""
    path = _file(tmp, "one.json", '{"a": 1}|{"a": 2}|{"a": "x y"}')
    out = str(tmp / "out")
    spark.read.json(path, lineSep="|").coalesce(1).write.json(out, lineSep="!")
    return {
        "read": spark.read.json(path, lineSep="|"),
        "written": spark.read.text(out, wholetext=True),
        "back": spark.read.json(out, lineSep="!", schema="a string"),
    }


@case(mirrors="datasources.test_multiline_json")
def json_over_several_lines(spark, tmp, data):
    """A document or a list of documents over several lines; without the option it is broken."""
    one = _file(tmp, "one.json", '{"a": 1,\n "b": {"c": [1,\n 2]}}')
    return {
        "list": spark.read.json(str(data / "events_multiline.json"), multiLine=True),
        "one": spark.read.json(one, multiLine=True),
        "broken": spark.read.schema("_corrupt_record string, a int").json(one),
    }


@case(mirrors="datasources.test_ignore_column_of_all_nulls")
def fields_that_are_always_null(spark, tmp):
    """Inferred as text, or left out when asked for."""
    path = _file(tmp, "nulls.json", '{"a": null, "b": [], "c": {"d": null}, "e": 1}\n{"a": null}\n')
    return {
        "kept": spark.read.json(path),
        "dropped": spark.read.json(path, dropFieldIfAllNull=True),
    }


@case(mirrors="datasources.test_linesep_json")
def json_modes_for_broken_rows(spark, tmp, api):
    """Permissive keeps, dropmalformed drops, failfast fails."""
    path = _file(tmp, "mixed.json", '{"a": 1}\n{"a": \n{"a": "x"}\n')
    schema = "a int, _corrupt_record string"
    failed = api.error_of(lambda: spark.read.json(path, "a int", mode="FAILFAST").collect())
    return {
        "permissive": spark.read.json(path, schema),
        "dropped": spark.read.json(path, "a int", mode="DROPMALFORMED"),
        "failed": type(failed).__name__,
    }


# --- text, ORC, XML, whole files --------------------------------------------------------------


@case(mirrors="datasources.test_linesep_text", ordered=True)
def separators_of_text_lines(spark, tmp):
    """Another separator, when read and when written."""
    path = _file(tmp, "one.txt", "first:second\n:third")
    out = str(tmp / "out")
    spark.read.text(path, lineSep=":").coalesce(1).write.text(out, lineSep="!")
    return {
        "read": spark.read.text(path, lineSep=":"),
        "written": spark.read.text(out, wholetext=True),
        "back": spark.read.text(out, lineSep="!"),
    }


@case(mirrors="datasources.test_read_text_file_list")
def text_of_several_files(spark, tmp):
    """A list of paths, a folder, and a pattern."""
    paths = [_file(tmp / "in", name, name + "\n") for name in ("a.txt", "b.txt", "c.log")]
    return {
        "list": spark.read.text(paths[:2]),
        "generic": spark.read.format("text").load(paths[1:]),
        "folder": spark.read.text(str(tmp / "in")),
        "pattern": spark.read.text(str(tmp / "in" / "*.txt")),
        "twice": spark.read.text([paths[0], paths[0]]),
    }


@case(mirrors="datasources.test_read_multiple_orc_file")
def several_orc_files(spark, tmp):
    """A list of paths of ORC files."""
    paths = [str(tmp / name) for name in ("one", "two")]
    spark.range(2).write.orc(paths[0])
    spark.range(7, 9).write.orc(paths[1])
    return {"list": spark.read.orc(paths), "one": spark.read.orc(paths[0])}


@case(mirrors="datasources.test_read_text_file_list")
def columns_about_the_files(spark, tmp):
    """`_metadata` and `inputFiles` tell the file that a row is from."""
    paths = [_file(tmp / "in", name, name + "\n") for name in ("a.txt", "b.txt")]
    frame = spark.read.text(str(tmp / "in"))
    return {
        "metadata": frame.select("value", "_metadata.file_name", "_metadata.file_size"),
        "files": sorted(name.rsplit("/", 1)[1] for name in frame.inputFiles()),
        "one": [name.rsplit("/", 1)[1] for name in spark.read.text(paths[0]).inputFiles()],
    }


@case(mirrors="datasources.test_read_text_file_list")
def binary_files_of_a_folder(spark, tmp):
    """Content and length of files chosen by a pattern."""
    for name, text in (("a.bin", "\x00\x01"), ("b.bin", ""), ("c.txt", "no")):
        _file(tmp / "in", name, text)
    reader = spark.read.format("binaryFile").option("pathGlobFilter", "*.bin")
    return reader.load(str(tmp / "in")).select("length", "content")


@case(mirrors="datasources.test_xml", since="4.0")
def xml_files(spark, tmp, api):
    """Rows by their tag, nested and repeated elements, attributes; written and read back."""
    text = (
        '<lib><book id="1"><t>One</t><a>X</a><a>Y</a></book>'
        '<book id="2"><t lang="de">Zwei</t></book></lib>'
    )
    path = _file(tmp, "lib.xml", text)
    frame = spark.read.xml(path, rowTag="book")
    out = str(tmp / "out")
    frame.coalesce(1).write.xml(out, rowTag="book", rootTag="lib")
    return {
        "inferred": frame,
        "schema": spark.read.schema("t string, _id int").xml(path, rowTag="book"),
        "generic": spark.read.format("xml").option("rowTag", "book").load(path).select("_id"),
        "back": spark.read.xml(out, rowTag="book"),
        "text": spark.read.text(out, wholetext=True),
    }
