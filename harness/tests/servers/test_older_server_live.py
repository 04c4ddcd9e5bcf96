"""What today's PySpark drops silently on Spark 3.5 does there what it says, with `sparity`."""

import json
import subprocess

import pytest

from sparity_lab.environments import Environments
from sparity_lab.matrix import load_matrix
from sparity_lab.servers.factory import make_server

pytestmark = pytest.mark.live

PROGRAM = """
import json, sys
from sparity.errors import UnsupportedOnServerError
from sparity.sql import SparkSession, functions as F
spark = SparkSession.builder.remote(sys.argv[1]).create()
pair = spark.createDataFrame([("1", "x")], ["a", "b"])
tried = pair.select(F.col("a").try_cast("int"), F.col("b").try_cast("int"),
                    F.upper("b").try_cast("int").alias("c"))
try:
    pair.write.clusterBy("a").saveAsTable("clustered")
    refused = None
except UnsupportedOnServerError as error:
    refused = error.getMessageParameters()
print(json.dumps({
    "version": spark.version,
    "renamed": pair.withColumnRenamed("a", "z").columns,
    "crossed": pair.withColumnsRenamed({"a": "c", "b": "a", "c": "b"}).columns,
    "tried": [tuple(row) for row in tried.collect()],
    "names": tried.columns,
    "refused": refused,
}))
spark.stop()
"""


def test_renames_and_try_cast_work_on_spark_3_5_and_cluster_by_is_refused():
    matrix = load_matrix()
    environments = Environments(matrix, progress=lambda _text: None)
    python = environments.client(matrix.client("sparity")).python
    with make_server(matrix.target("3.5.9"), environments) as endpoint:
        shown = subprocess.run(
            [str(python), "-c", PROGRAM, endpoint.url], capture_output=True, text=True, check=True
        )
    assert json.loads(shown.stdout) == {
        "version": "3.5.9",
        "renamed": ["z", "b"],
        "crossed": ["b", "a"],
        "tried": [[1, None, None]],
        "names": ["a", "b", "c"],
        "refused": {
            "feature": "WriteOperation.clustering_columns",
            "required": "4.0",
            "connected": "3.5.9",
        },
    }
