"""Tells a session many things, has its server restarted, prints what a program finds of them then.

Says `restart` on stdout when the server is to go, and goes on with the next line on stdin.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from sparity.errors import PySparkException
from sparity.sql import SparkSession
from sparity.sql import functions as F

LARGE = 200_000
"""Rows of a local table that is too large for a plan: the server has it as an artifact."""


def of(spark: SparkSession, query: str) -> Any:
    try:
        return [list(row) for row in spark.sql(query).collect()]
    except PySparkException as error:
        return error.getCondition()


def found(spark: SparkSession) -> dict[str, Any]:
    """What the session has of all that it was told."""
    files = of(spark, "LIST FILES")
    return {
        "zone": spark.conf.get("spark.sql.session.timeZone"),
        "said in SQL": spark.conf.get("spark.sql.shuffle.partitions"),
        "unset": spark.conf.get("spark.sql.ansi.enabled"),
        "local view": of(spark, "SELECT * FROM cities ORDER BY 1"),
        "view over a view": of(spark, "SELECT * FROM short"),
        "view of SQL": of(spark, "SELECT * FROM said"),
        "view replaced": of(spark, "SELECT * FROM twice"),
        "view dropped": of(spark, "SELECT * FROM gone"),
        "large view": of(spark, "SELECT count(*), sum(n) FROM large"),
        "files": sorted(Path(row[0]).name for row in files),
        "tags": sorted(spark.getTags()),
    }


def first(spark: SparkSession, call: str) -> Any:
    """The call that finds out that the session is gone; each kind of call may be it."""
    match call:
        case "conf":
            return spark.conf.get("spark.sql.session.timeZone")
        case "analyze":
            return spark.range(3).columns
        case "collect":
            return [row.id for row in spark.range(3).collect()]
        case _:
            return of(spark, "SELECT 3 AS id")


def main(url: str, policy: str, call: str) -> None:
    spark = SparkSession.builder.remote(url).connection(on_lost_session=policy).create()
    spark.conf.set("spark.sql.session.timeZone", "Asia/Tokyo")
    spark.sql("SET spark.sql.shuffle.partitions=7").collect()
    spark.conf.set("spark.sql.ansi.enabled", "false")
    spark.conf.unset("spark.sql.ansi.enabled")
    cities = spark.createDataFrame([("Oslo", 700), ("Rome", 2800)], ["name", "thousands"])
    cities.createOrReplaceTempView("cities")
    spark.sql("SELECT * FROM cities WHERE length(name) < 5 AND thousands < 1000").createTempView(
        "short"
    )
    spark.sql("CREATE TEMPORARY VIEW said AS SELECT 1 AS one")
    spark.range(1).createOrReplaceTempView("twice")
    spark.range(2).select((F.col("id") * 10).alias("ten")).createOrReplaceTempView("twice")
    spark.range(1).createOrReplaceTempView("gone")
    spark.catalog.dropTempView("gone")
    large = spark.createDataFrame([(n, "x" * 30) for n in range(LARGE)], ["n", "text"])
    large.createOrReplaceTempView("large")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cities.csv"
        file.write_text("Oslo\n")
        spark.addArtifacts(str(file), file=True)
        spark.addTag("mine")
        told = {"before": found(spark), "session": spark.session_id}
        print("restart", flush=True)
        sys.stdin.readline()
        told["first"] = first(spark, call)
        told |= {"after": found(spark), "other session": spark.session_id != told["session"]}
    spark.stop()
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
