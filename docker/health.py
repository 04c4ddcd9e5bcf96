"""The health check of the image: whether the server tells its Spark version."""

import os
import sys
import uuid

import grpc
import wire


def main() -> int:
    """0 when the server answers with a version."""
    port = os.environ.get("SPARK_CONNECT_PORT", "15002")
    with grpc.insecure_channel(f"localhost:{port}") as channel:
        ask = channel.unary_unary("/spark.connect.SparkConnectService/AnalyzePlan", bytes, bytes)
        request = wire.version_request(str(uuid.uuid4()), "health", "health")
        return 0 if wire.version_answer(ask(request, timeout=15)) else 1


if __name__ == "__main__":
    sys.exit(main())
