"""What it costs a fresh process to import a client and make a session; connects nowhere."""

import importlib
import json
import resource
import sys
import time

client, address = sys.argv[1:]
wall, cpu = time.perf_counter(), time.process_time()
package = "pyspark.sql.connect" if client == "pyspark" else "sparity.sql"
importlib.import_module(f"{client}.sql.functions")
importlib.import_module(f"{package}.session").SparkSession(address)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
told = {"wall": wall, "client": cpu, "rpcs": {}, "peak_mb": peak, "modules": len(sys.modules)}
sys.stdout.write(json.dumps(told) + "\n")
