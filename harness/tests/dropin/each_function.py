"""A PySpark program that runs the functions of an example one by one: `FILE [FUNCTION …]`.

Run as a whole, an example stops at its first use of RDDs, and what comes after is never seen.
"""

import ast
import runpy
import sys
from pathlib import Path

import numpy as np
from leftovers import remove_leftovers
from pyspark.sql import SparkSession


class WithoutContext:
    """A session whose `sparkContext` is None: some functions read it and never use it."""

    sparkContext = None

    def __init__(self, session):
        self._session = session

    def __getattr__(self, name):
        return getattr(self._session, name)


def main(path, chosen):
    example = runpy.run_path(path)
    session = SparkSession.builder.getOrCreate()
    for node in ast.parse(Path(path).read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.FunctionDef) or (chosen and node.name not in chosen):
            continue
        print(f"--- {node.name}", flush=True)
        remove_leftovers(Path())
        # One of them shows random numbers.
        np.random.seed(7)
        try:
            example[node.name](WithoutContext(session))
        except Exception as error:
            condition = getattr(error, "getCondition", lambda: None)()
            print(f"--- failed: {type(error).__name__} {condition}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
