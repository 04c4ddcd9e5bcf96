"""The lab's wire schema: the same data as the client's, and a word for all that can be asked."""

import subprocess
import sys
from pathlib import Path

import sparity.protocol.schema as of_client
from sparity_lab.record import schema, since

#: As counted in the protocol of Spark 4.3.0 itself.
COUNTS = {
    "relations": 62,
    "expressions": 22,
    "commands": 20,
    "analyses": 14,
    "config operations": 7,
    "catalog operations": 36,
    "RPCs": 12,
}


def test_the_lab_has_the_data_that_the_client_has() -> None:
    theirs = Path(of_client.__file__).with_name("schema.binpb.z")
    assert schema.SCHEMA_FILE.read_bytes() == theirs.read_bytes(), "run nox -s protocol"


def test_the_vocabulary_has_all_that_the_protocol_has() -> None:
    assert {kind: len(names) for kind, names in schema.vocabulary().items()} == COUNTS
    assert "project" in schema.vocabulary()["relations"]
    assert "list_tables" in schema.vocabulary()["catalog operations"]


def test_methods_are_known_for_what_they_are() -> None:
    for method in ("Config", "ExecutePlan"):
        assert f"/{schema.SERVICE}/{method}" in schema.one_request_methods()
    assert f"/{schema.SERVICE}/AddArtifacts" not in schema.one_request_methods()
    assert schema.requests()["AnalyzePlan"] == "AnalyzePlanRequest"


FIRST_USE = """
import sys, threading
from {module} import message_class
sys.setswitchinterval(1e-6)
start, failures = threading.Barrier(4), []
def use():
    start.wait()
    try:
        message_class("Relation")(range=message_class("Range")(end=1))
    except TypeError as failure:
        failures.append(failure)
threads = [threading.Thread(target=use) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
sys.exit(str(failures[0]) if failures else 0)
"""


def test_threads_that_need_a_message_first_at_the_same_time_get_one_class() -> None:
    for _ in range(5):
        program = [sys.executable, "-c", FIRST_USE.format(module="sparity_lab.record.schema")]
        done = subprocess.run(program, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_the_lab_has_the_table_of_versions_that_the_client_has() -> None:
    theirs = Path(of_client.__file__).with_name("since.json")
    assert since.SINCE_FILE.read_bytes() == theirs.read_bytes(), "run nox -s protocol"
