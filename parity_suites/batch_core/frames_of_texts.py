"""Frames that are no frames of texts, for the readers that take one."""


def refused(spark, api, kind, columns):
    """A good frame read first, so that the reader is known to take frames; then the error."""
    options = {"rowTag": "p"} if kind == "xml" else {}
    read = getattr(spark.read, kind)
    good = read(spark.sql("select '<p><n>1</n></p>' as a"), **options).collect()
    frame = spark.sql("select 'a' as a, 'b' as b, 1 as n, x'00' as x, true as t")
    return {
        "good": len(good),
        "_".join(columns) or "none": api.error_of(
            lambda: read(frame.select(*columns), **options).collect()
        ),
    }
