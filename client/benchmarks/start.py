"""What it costs a fresh process to import a client and make a session; connects nowhere."""

import importlib
import json
import os
import sys
import time

from benchmarks.memory import peak_megabytes

client, address = sys.argv[1:]
wall, cpu = time.perf_counter(), time.process_time()
package = "pyspark.sql.connect" if client == "pyspark" else "sparity.sql"
importlib.import_module(f"{client}.sql.functions")
importlib.import_module(f"{package}.session").SparkSession(address)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
peak = peak_megabytes()
specs = [getattr(module, "__spec__", None) for module in list(sys.modules.values())]
bytecode = [spec.cached for spec in specs if spec is not None and spec.cached]
told = {
    "wall": wall,
    "client": cpu,
    "rpcs": {},
    "peak_mb": peak,
    "modules": len(sys.modules),
    "uncompiled": sum(not os.path.exists(file) for file in bytecode),  # noqa: PTH110
}
sys.stdout.write(json.dumps(told) + "\n")
