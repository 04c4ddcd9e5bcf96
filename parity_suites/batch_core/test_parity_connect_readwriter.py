"""Every option of every reader and writer method as a keyword, and what it does to files."""

import os

from parity_suites.case import case


def _file(folder, name, content, encoding="utf-8"):
    """A file of the client's making; its folder is made too."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return path


def _written(path, encoding="utf-8"):
    """The text of the data files below a path, sorted."""
    parts = sorted(part for part in path.rglob("part-*") if part.is_file())
    return sorted(part.read_bytes().decode(encoding) for part in parts)


def _suffixes(path):
    """How the names of the data files end."""
    return sorted({"".join(part.suffixes[-2:]) for part in path.rglob("part-*")})


def _goods(spark):
    rows = [(1, "nut", 0.5), (2, None, 12.25), (3, "bolt; long", None), (4, "", 1.0)]
    return spark.createDataFrame(rows, "id int, name string, price double").coalesce(1)


# --- reading ----------------------------------------------------------------------------------


_ANY_TIME = {
    "pathGlobFilter": "*.in",
    "recursiveFileLookup": True,
    "modifiedBefore": "2999-01-01T00:00:00",
    "modifiedAfter": "2000-01-01T00:00:00",
}


@case(mirrors="connect_readwriter.test_csv")
def csv_reader_takes_every_option(spark, tmp):
    """All options at once; separator, quotes, comments, special numbers, dates, encoding show."""
    lines = [
        "# a comment",
        "id;name;amount;day;at",
        "1; 'Käse; alt' ;1.5;24.12.2023;24.12.2023 18:30",
        "2;NA;up;01.01.2024;01.01.2024 00:00",
        "3;'';none;02.01.2024;",
        "4;'it\\'s';down;;03.01.2024 12:00",
    ]
    _file(tmp / "csv" / "below", "a.in", "\n".join(lines) + "\n", "iso-8859-1")
    _file(tmp / "csv", "b.out", "9;not read\n")
    return spark.read.csv(
        str(tmp / "csv"),
        sep=";",
        encoding="ISO-8859-1",
        quote="'",
        escape="\\",
        comment="#",
        header=True,
        inferSchema=True,
        ignoreLeadingWhiteSpace=True,
        ignoreTrailingWhiteSpace=True,
        nullValue="NA",
        nanValue="none",
        positiveInf="up",
        negativeInf="down",
        dateFormat="dd.MM.yyyy",
        timestampFormat="dd.MM.yyyy HH:mm",
        maxColumns=30,
        maxCharsPerColumn=200,
        maxMalformedLogPerPartition=3,
        mode="PERMISSIVE",
        columnNameOfCorruptRecord="broken",
        multiLine=False,
        charToEscapeQuoteEscaping="|",
        samplingRatio=1.0,
        enforceSchema=True,
        emptyValue="EMPTY",
        locale="de-DE",
        lineSep="\n",
        unescapedQuoteHandling="STOP_AT_DELIMITER",
        **_ANY_TIME,
    )


@case(mirrors="connect_readwriter.test_json")
def json_reader_takes_every_option(spark, tmp):
    """All options at once; loose syntax, dates, corrupt records and encodings show."""
    lines = [
        "/* said */ {id: 1, 'name': 'Zoë', day: '24.12.2023', n: 007}",
        '{"id": 2, "at": "01.01.2024 12:30", "x": NaN, "empty": null}',
        '{"id": 3, "tab": "a\tb", "odd": "\\q"}',
        "{broken",
    ]
    _file(tmp / "json" / "below", "a.in", "\n".join(lines) + "\n")
    _file(tmp / "json", "b.out", "[]")
    return spark.read.json(
        str(tmp / "json"),
        schema="id int, name string, day date, n int, at timestamp, x double, tab string,"
        " odd string, empty string, broken string",
        primitivesAsString=False,
        prefersDecimal=True,
        allowComments=True,
        allowUnquotedFieldNames=True,
        allowSingleQuotes=True,
        allowNumericLeadingZero=True,
        allowBackslashEscapingAnyCharacter=True,
        mode="PERMISSIVE",
        columnNameOfCorruptRecord="broken",
        dateFormat="dd.MM.yyyy",
        timestampFormat="dd.MM.yyyy HH:mm",
        multiLine=False,
        allowUnquotedControlChars=True,
        lineSep="\n",
        samplingRatio=1.0,
        dropFieldIfAllNull=True,
        encoding="UTF-8",
        locale="en-US",
        allowNonNumericNumbers=True,
        **_ANY_TIME,
    )


@case(mirrors="connect_readwriter.test_json", since="4.0")
def json_reader_knows_unsafe_rows(spark, data):
    """`useUnsafeRow` changes nothing that a user sees."""
    return spark.read.json(str(data / "events.json"), useUnsafeRow=True)


@case(mirrors="connect_readwriter.test_json")
def json_inference_options(spark, data):
    """Numbers as text or decimals, fields that are always null."""
    path = str(data / "events.json")
    return {
        "text": spark.read.json(path, primitivesAsString=True),
        "decimal": spark.read.json(path, prefersDecimal="true"),
        "sampled_all": spark.read.json(path, samplingRatio=1.0).schema.names,
    }


@case(mirrors="connect_readwriter.test_xml", since="4.0")
def xml_reader_takes_every_option(spark, tmp):
    """All options at once; attributes, values, spaces and null words show."""
    text = (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<stock xmlns:s="urn:stock">\n'
        '<s:item id="1" kind="raw"> <name>  Öl </name> <day>24.12.2023</day></s:item>\n'
        '<s:item id="2"> <name>NA</name> <at>01.01.2024 06:00</at> <extra>x</extra></s:item>\n'
        "</stock>\n"
    )
    path = _file(tmp / "xml", "a.in", text, "iso-8859-1")
    return {
        "inferred": spark.read.xml(
            str(path),
            rowTag="item",
            excludeAttribute=False,
            attributePrefix="@",
            valueTag="#text",
            ignoreSurroundingSpaces=True,
            ignoreNamespace=True,
            wildcardColName="others",
            encoding="ISO-8859-1",
            inferSchema=True,
            nullValue="NA",
            dateFormat="dd.MM.yyyy",
            timestampFormat="dd.MM.yyyy HH:mm",
            mode="PERMISSIVE",
            columnNameOfCorruptRecord="broken",
            multiLine=True,
            samplingRatio=1.0,
            locale="de-DE",
        ),
        "wildcard": spark.read.xml(
            str(path),
            rowTag="s:item",
            schema="name string, others array<string>",
            excludeAttribute=True,
            wildcardColName="others",
            encoding="ISO-8859-1",
        ),
    }


@case(mirrors="connect_readwriter.test_xml", since="4.0")
def xml_rows_are_checked_by_an_xsd(spark, tmp):
    """`rowValidationXSDPath` drops what its schema does not allow."""
    xsd = (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="item">'
        '<xs:complexType><xs:sequence><xs:element name="n" type="xs:int"/></xs:sequence>'
        "</xs:complexType></xs:element></xs:schema>"
    )
    path = _file(tmp, "items.xml", "<r><item><n>1</n></item><item><n>two</n></item></r>")
    schema = _file(tmp, "item.xsd", xsd)
    return spark.read.xml(
        str(path),
        rowTag="item",
        schema="n string",
        rowValidationXSDPath=str(schema),
        mode="DROPMALFORMED",
    )


@case(mirrors="connect_readwriter.test_xml", since="4.0")
def xml_needs_a_row_tag(spark, tmp, api):
    """Without `rowTag` a file of XML cannot be read."""
    path = _file(tmp, "items.xml", "<r><item><n>one</n></item></r>")
    return {
        "tag": spark.read.xml(str(path), rowTag="item").collect(),
        "no_tag": api.error_of(lambda: spark.read.xml(str(path)).schema),
        "empty_tag": api.error_of(lambda: spark.read.xml(str(path), rowTag="").schema),
        "failfast": api.error_of(
            lambda: spark.read.xml(
                str(path), rowTag="item", schema="n int", mode="FAILFAST"
            ).collect()
        ),
    }


@case(mirrors="connect_readwriter.test_text", ordered=True)
def text_reader_takes_every_option(spark, tmp):
    """All options at once; the separator shows, and only files of the pattern are read."""
    _file(tmp / "text" / "below", "a.in", "one|two|three")
    _file(tmp / "text", "b.out", "not read")
    folder = str(tmp / "text")
    return {
        "lines": spark.read.text(folder, wholetext=False, lineSep="|", **_ANY_TIME),
        "whole": spark.read.text([folder], wholetext=True, **_ANY_TIME),
    }


@case(mirrors="connect_readwriter.test_orc")
def orc_reader_takes_every_option(spark, tmp):
    """All options at once; merged schemas show."""
    spark.range(2).coalesce(1).write.orc(str(tmp / "orc" / "a"))
    spark.sql("select 7L as id, 'x' as more").write.orc(str(tmp / "orc" / "b"))
    options = {**_ANY_TIME, "pathGlobFilter": "*.orc"}
    return {
        "merged": spark.read.orc(str(tmp / "orc"), mergeSchema=True, **options).select(
            "id", "more"
        ),
        "list": spark.read.orc([str(tmp / "orc" / "a"), str(tmp / "orc" / "b")]).select("id"),
    }


@case(mirrors="connect_readwriter.test_parquet")
def parquet_reader_takes_every_option(spark, tmp):
    """All options at once; merged schemas show."""
    spark.range(2).coalesce(1).write.parquet(str(tmp / "pq" / "a"))
    spark.sql("select 7L as id, 'x' as more").write.parquet(str(tmp / "pq" / "b"))
    return spark.read.parquet(
        str(tmp / "pq"),
        mergeSchema=True,
        pathGlobFilter="*.parquet",
        recursiveFileLookup="true",
        modifiedBefore="2999-01-01T00:00:00",
        modifiedAfter="2000-01-01T00:00:00",
        datetimeRebaseMode="CORRECTED",
        int96RebaseMode="CORRECTED",
    ).select("id", "more")


@case(
    mirrors="connect_readwriter.test_simple_read",
    params={kind: {"kind": kind} for kind in ("csv", "json", "text")},
)
def files_are_chosen_by_time_and_name(spark, tmp, kind):
    """`modifiedBefore`, `modifiedAfter` and `pathGlobFilter` choose among the files of a folder."""
    for name, seconds in (("old.a", 1_000_000_000), ("new.a", 1_600_000_000), ("new.b", 1.6e9)):
        path = _file(tmp / "in", name, '{"v": "' + name + '"}\n' if kind == "json" else name + "\n")
        os.utime(path, (seconds, seconds))
    folder, middle = str(tmp / "in"), "2010-01-01T00:00:00"

    def read(**options):
        return getattr(spark.read.schema("v string"), kind)(folder, **options)

    return {
        "before": read(modifiedBefore=middle),
        "after": read(modifiedBefore=None, modifiedAfter=middle, pathGlobFilter="*.a"),
        "all": read(),
    }


@case(mirrors="connect_readwriter.test_simple_read")
def options_are_of_one_reader(spark, data):
    """A reader remembers options, schema and format; another reader knows nothing of them."""
    reader = spark.read.option("header", True).schema("a string, b string")
    path = str(data / "people.csv")
    return {
        "other": reader.csv(path, sep="e").collect(),
        "still": reader.csv(path),
        "fresh": spark.read.csv(path).columns,
    }


@case(mirrors="connect_readwriter.test_simple_read", since="4.1")
def a_frame_keeps_the_options_that_its_reader_had(spark, data):
    """What is told to a reader later does not change what it read before."""
    reader = spark.read.schema("a string, b string")
    path = str(data / "people.csv")
    first = reader.csv(path)
    return {"other": reader.option("header", True).csv(path, sep="e"), "first": first}


@case(mirrors="connect_readwriter.test_simple_read")
def option_names_are_case_insensitive(spark, data):
    """The last spelling of an option wins, whatever its case."""
    path = str(data / "people.csv")
    return {
        "upper": spark.read.option("HEADER", "TRUE").csv(path).columns,
        "number": spark.read.option("maxColumns", 4).option("header", 1 == 1).csv(path).columns,
        "options": spark.read.options(Header=True, SEP="|").csv(path).columns,
    }


# --- writing ----------------------------------------------------------------------------------


@case(mirrors="connect_readwriter.test_csv")
def csv_writer_takes_every_option(spark, tmp):
    """All options at once; the text of the file shows them."""
    path = tmp / "out"
    frame = spark.sql(
        "select 1 as id, ' ä ' as name, date'2024-02-29' as day,"
        " timestamp'2024-02-29 06:07:08' as at, '' as nothing"
        " union all select null, 'a\"b;c', null, null, null"
    ).coalesce(1)
    frame.write.csv(
        str(path),
        mode="overwrite",
        compression="none",
        sep=";",
        quote='"',
        escape="\\",
        header=True,
        nullValue="NA",
        escapeQuotes=True,
        quoteAll=True,
        dateFormat="dd.MM.yyyy",
        timestampFormat="dd.MM.yyyy HH:mm",
        ignoreLeadingWhiteSpace=False,
        ignoreTrailingWhiteSpace=True,
        charToEscapeQuoteEscaping="|",
        encoding="ISO-8859-1",
        emptyValue="EMPTY",
        lineSep="\n",
    )
    return _written(path, "iso-8859-1")


@case(mirrors="connect_readwriter.test_json")
def json_writer_takes_every_option(spark, tmp):
    """All options at once; the text of the file shows them."""
    frame = spark.sql(
        "select 1 as id, 'ä' as name, date'2024-02-29' as day,"
        " timestamp'2024-02-29 06:07:08' as at, cast(null as int) as nothing"
    )
    options = {
        "dateFormat": "dd.MM.yyyy",
        "timestampFormat": "dd.MM.yyyy HH:mm",
        "lineSep": "|",
        "encoding": "UTF-16LE",
    }
    for name, ignore in (("kept", False), ("ignored", True)):
        frame.write.json(
            str(tmp / name), "overwrite", compression="none", ignoreNullFields=ignore, **options
        )
    return {name: _written(tmp / name, "utf-16-le") for name in ("kept", "ignored")}


@case(mirrors="connect_readwriter.test_xml", since="4.0")
def xml_writer_takes_every_option(spark, tmp):
    """All options at once; the text of the file shows them."""
    frame = spark.sql(
        "select 1 as `@id`, 'ä' as name, date'2024-02-29' as day,"
        " timestamp'2024-02-29 06:07:08' as at, cast(null as int) as nothing,"
        " array(array(1, 2)) as nested"
    )
    frame.write.xml(
        str(tmp / "out"),
        rowTag="item",
        mode="append",
        attributePrefix="@",
        valueTag="#text",
        rootTag="stock",
        declaration='version="1.0" standalone="yes"',
        arrayElementName="element",
        nullValue="NA",
        dateFormat="dd.MM.yyyy",
        timestampFormat="dd.MM.yyyy HH:mm",
        compression="none",
        encoding="UTF-8",
        validateName=True,
    )
    return _written(tmp / "out")


@case(mirrors="connect_readwriter.test_text")
def text_writer_takes_every_option(spark, tmp):
    """Compression and separator."""
    lines = spark.createDataFrame([("one",), ("two",)], "line string").coalesce(1)
    lines.write.text(str(tmp / "plain"), compression="none", lineSep="|")
    lines.write.text(str(tmp / "packed"), compression="gzip")
    return {
        "plain": _written(tmp / "plain"),
        "packed": _suffixes(tmp / "packed"),
        "read": spark.read.text(str(tmp / "packed")),
    }


@case(
    mirrors="connect_readwriter.test_parquet_compression_option",
    params={
        "parquet_gzip": {"kind": "parquet", "codec": "gzip"},
        "parquet_none": {"kind": "parquet", "codec": "uncompressed"},
        "parquet_snappy": {"kind": "parquet", "codec": "snappy"},
        "orc_zlib": {"kind": "orc", "codec": "zlib"},
        "orc_none": {"kind": "orc", "codec": "none"},
        "json_bzip2": {"kind": "json", "codec": "bzip2"},
        "csv_deflate": {"kind": "csv", "codec": "deflate"},
    },
)
def compression_names_the_files(spark, tmp, kind, codec):
    """The codec is seen in the names of the files, and reading needs not be told."""
    path = tmp / "out"
    getattr(_goods(spark).select("id").write, kind)(str(path), compression=codec)
    return {
        "files": _suffixes(path),
        "rows": spark.read.schema("id int").format(kind).load(str(path)),
    }


@case(mirrors="connect_readwriter.test_parquet_compression_option")
def unknown_compression_is_refused(spark, tmp, api):
    """The server knows its codecs."""
    return {
        kind: api.error_of(
            lambda kind=kind: getattr(_goods(spark).select("name").write, kind)(
                str(tmp / kind), compression="squeeze"
            )
        )
        for kind in ("parquet", "orc", "csv")
    }


@case(
    mirrors="connect_readwriter.test_write_operations",
    params={kind: {"kind": kind} for kind in ("parquet", "orc")},
)
def mode_partitions_and_compression_by_position(spark, tmp, kind):
    """Parquet and ORC take mode, partition columns (one or several) and a codec."""
    goods = _goods(spark).fillna("none", ["name"])
    write = lambda frame: getattr(frame.write, kind)  # noqa: E731 - a writer writes once
    write(goods)(str(tmp / "one"), "overwrite", "id", "snappy")
    write(goods)(str(tmp / "one"), mode="append", partitionBy=["id"])
    return {
        "folders": sorted(entry.name for entry in (tmp / "one").iterdir() if "=" in entry.name),
        "rows": spark.read.format(kind).load(str(tmp / "one")).select("id", "name"),
    }


@case(
    mirrors="connect_readwriter.test_write_operations",
    params={
        "list": {"columns": (["id", "name"],)},
        "args": {"columns": ("id", "name")},
        "one": {"columns": ("id",)},
        "none": {"columns": ()},
        "tuple": {"columns": (("name", "id"),)},
    },
)
def partition_columns_in_all_forms(spark, tmp, columns):
    """`partitionBy` takes names, a list, or nothing."""
    path = tmp / "out"
    _goods(spark).filter("id = 1").write.partitionBy(*columns).parquet(str(path))
    folders = sorted(str(entry.relative_to(path)) for entry in path.rglob("*=*") if entry.is_dir())
    return {"folders": folders, "rows": spark.read.parquet(str(path)).select("id", "price")}


@case(mirrors="connect_readwriter.test_write_operations")
def partition_columns_that_cannot_be(spark, tmp, api):
    """All columns, an unknown column, a column of arrays."""
    goods = _goods(spark)
    array = spark.sql("select 1 as a, array(1) as b")
    return {
        "all": api.error_of(
            lambda: goods.write.partitionBy("id", "name", "price").parquet(str(tmp / "a"))
        ),
        "unknown": api.error_of(lambda: goods.write.partitionBy("nope").parquet(str(tmp / "b"))),
        "array": api.error_of(lambda: array.write.partitionBy("b").parquet(str(tmp / "c"))),
        "save": api.error_of(lambda: goods.write.save(str(tmp / "d"), partitionBy="nope")),
    }


@case(mirrors="connect_readwriter.test_write_operations")
def save_takes_everything_at_once(spark, tmp):
    """Path, format, mode, partition columns and options of `save`."""
    path = tmp / "out"
    goods = _goods(spark).filter("id < 3").fillna("none")
    goods.write.save(str(path), "csv", "overwrite", "id", header=True, sep="|", lineSep=None)
    return {"text": _written(path), "folders": sorted(p.name for p in path.glob("id=*"))}


@case(mirrors="connect_readwriter.test_write_operations")
def the_noop_format_writes_nothing(spark, api):
    """`noop` runs the query and keeps nothing; it has no mode for what exists."""
    return {
        "overwrite": _goods(spark).write.format("noop").mode("overwrite").save(),
        "append": _goods(spark).write.save(format="noop", mode="append"),
        "error": api.error_of(lambda: _goods(spark).write.format("noop").mode("error").save()),
        "ignore": api.error_of(lambda: _goods(spark).write.format("noop").mode("ignore").save()),
        "failing_query": api.error_of(
            lambda: (
                spark.sql("select raise_error('boom') as x")
                .write.format("noop")
                .mode("overwrite")
                .save()
            )
        ),
    }


@case(mirrors="connect_readwriter.test_write_operations")
def modes_are_case_insensitive(spark, tmp, api):
    """Any case; None changes nothing.

    `errorifexists` is not here: PySpark's documentation names it, and its Connect client refuses
    it.
    """
    path = str(tmp / "out")
    spark.range(1).write.mode("OVERWRITE").parquet(path)
    spark.range(1).write.mode("Append").mode(None).parquet(path)
    spark.range(5).write.mode("IGNORE").parquet(path)
    return {
        "rows": spark.read.parquet(path),
        "error": api.error_of(lambda: spark.range(1).write.mode("Error").parquet(path)),
        "asked_when_written": spark.range(1).write.mode("sideways") is not None,
        "bad": api.error_of(lambda: spark.range(1).write.parquet(path, mode="sideways")),
    }


@case(mirrors="connect_readwriter.test_simple_datasource_read")
def avro_and_unknown_formats(spark, tmp, api):
    """Avro is not part of a plain server, and says so; made-up formats are not found."""
    return {
        "write": api.error_of(lambda: _goods(spark).write.format("avro").save(str(tmp / "a"))),
        "read": api.error_of(lambda: spark.read.format("avro").load(str(tmp)).schema),
        "made_up": api.error_of(lambda: _goods(spark).write.format("papyrus").save(str(tmp / "b"))),
        "class": api.error_of(lambda: spark.read.format("org.example.Nothing").load().schema),
    }


@case(mirrors="connect_readwriter.test_simple_datasource_read")
def generic_load_in_all_forms(spark, tmp, api):
    """Format by class name, no path but an option, several paths, the default format."""
    path = str(tmp / "out")
    spark.range(2).coalesce(1).write.parquet(path)
    klass = "org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat"
    return {
        "class": spark.read.format(klass).load(path),
        "option": spark.read.format("parquet").option("path", path).load(),
        "default": spark.read.load(path),
        "schema": spark.read.load(path, "parquet", "id long, more string"),
        "two": spark.read.load([path, path]),
        "sql": spark.sql(f"select count(*) as n from parquet.`{path}`"),
        "none": api.error_of(lambda: spark.read.load().schema),
    }


@case(mirrors="connect_readwriter.test_simple_read")
def schemas_as_ddl_and_as_types(spark, data, T, api):
    """A StructType and its DDL read the same; broken DDL is an error of the server."""
    path = str(data / "people.csv")
    fields = [T.StructField("id", T.LongType()), T.StructField("name", T.StringType())]
    return {
        "types": spark.read.schema(T.StructType(fields)).csv(path, header=True),
        "ddl": spark.read.schema("id bigint, name string comment 'x'").csv(path, header=True),
        "broken": api.error_of(lambda: spark.read.schema("id bigint bigint").csv(path).schema),
        "unknown": api.error_of(lambda: spark.read.schema("id number_of").csv(path).schema),
        "kind": api.error_of(lambda: spark.read.schema(["id"])),
    }


@case(mirrors="connect_readwriter.test_simple_udt_from_read")
def metadata_of_fields_survives_parquet(spark, tmp, T):
    """A field's metadata is in the file and comes back with it."""
    fields = [T.StructField("id", T.LongType(), True, {"unit": "pcs", "n": 1})]
    frame = spark.createDataFrame([(1,)], T.StructType(fields))
    frame.write.parquet(str(tmp / "out"))
    return spark.read.parquet(str(tmp / "out")).schema["id"].metadata
