"""Builds columns from source text with the client of this environment; compares nothing.

Reads a JSON list of sources on stdin and writes one JSON object on stdout: for each source the
expression message and the text of the column, or the error. Runs under any Python that has either
client; `check_wire.py` starts it.
"""

import datetime
import decimal
import enum
import json
import random
import sys
import warnings


class Colour(enum.Enum):
    """An enum for cases that pass one."""

    RED = "r"


def _client(name, remote):
    from google.protobuf.json_format import MessageToDict

    if name == "sparity":
        from sparity.plan.encoder import Encoder
        from sparity.plan.relations import Filter
        from sparity.protocol.version import SparkVersion
        from sparity.sql import functions, types
        from sparity.sql.column import Column
        from sparity.sql.window import Window

        encoder = Encoder(SparkVersion.parse("4.3.0"))

        def message(column):
            return encoder.message(Filter(condition=column._expr)).condition

    else:
        from pyspark.sql import types
        from pyspark.sql.connect import functions
        from pyspark.sql.connect.column import Column
        from pyspark.sql.connect.window import Window

        if remote:
            from pyspark.sql import SparkSession

            SparkSession.builder.remote(remote).getOrCreate()

        def message(column):
            return column._expr.to_plan(None)

    names = {"F": functions, "T": types, "Window": Window, "Colour": Colour}
    names |= {"datetime": datetime, "decimal": decimal}

    def shown(column):
        return MessageToDict(message(column), preserving_proto_field_name=True)

    return names, Column, shown


def observe(source, names, kind, shown):
    """What a source gives: message and text, or error."""
    try:
        made = eval(compile(source, "case", "eval"), dict(names))
        if isinstance(made, kind):
            return {"message": shown(made), "text": repr(made)}
        return {"type": type(made).__name__}
    except Exception as error:
        condition = getattr(error, "getCondition", lambda: None)()
        parameters = getattr(error, "getMessageParameters", lambda: None)() if condition else None
        return {"error": type(error).__name__, "condition": condition, "parameters": parameters}


def main():
    """Answer the list on stdin."""
    warnings.simplefilter("ignore")
    import numpy
    import pandas

    names, kind, shown = _client(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
    names |= {"np": numpy, "pd": pandas}
    # Seeds are drawn by the client; both must draw in the same way.
    random.randint = lambda low, high: (high - low) // 2
    sources = json.load(sys.stdin)
    json.dump({source: observe(source, names, kind, shown) for source in sources}, sys.stdout)


if __name__ == "__main__":
    main()
