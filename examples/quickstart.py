"""Ten lines of the client; needs a Spark Connect server at $SPARK_REMOTE or sc://localhost."""

import os

from sparity.sql import SparkSession
from sparity.sql import functions as F

address = os.environ.get("SPARK_REMOTE", "sc://localhost")
with SparkSession.builder.remote(address).create() as spark:
    people = spark.createDataFrame([("Ada", 36), ("Alan", 41), ("Grace", 85)], ["name", "age"])
    older = people.filter(F.col("age") > 40).withColumn("decade", F.floor(F.col("age") / 10) * 10)
    older.show()
    print(older.groupBy("decade").count().orderBy("decade").collect())  # noqa: T201
    print(older.to_polars())  # noqa: T201
