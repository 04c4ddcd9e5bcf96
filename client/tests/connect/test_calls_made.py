"""How many calls each deed makes, counted where they arrive: the same on every machine."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from fake_spark import Served
from scripted import complete, config_operation, plan, rows

from sparity.connect import Client
from sparity.protocol import message_class

Serve = Callable[..., Served]


def query(client: Client) -> None:
    list(client.execute(plan()))


def analysis(client: Client) -> None:
    request = message_class("AnalyzePlanRequest")()
    request.schema.plan.CopyFrom(plan())
    client.analyze(request)


def made(served: Served, deed: Callable[[Client], Any]) -> Counter[str]:
    """The calls of a deed in a session that has made one query already."""
    client = served.client()
    query(client)
    served.spark.wait_until_released()
    before = Counter(served.spark.methods())
    deed(client)
    served.spark.wait_until_released()
    return Counter(served.spark.methods()) - before


@pytest.mark.parametrize(
    ("deed", "expected"),
    [
        (query, {"ExecutePlan": 1, "ReleaseExecute": 1}),
        (analysis, {"AnalyzePlan": 1}),
        (lambda client: client.config(config_operation()), {"Config": 1}),
        (lambda client: client.server_version, {}),
        (lambda client: client.interrupt_all(), {"Interrupt": 1}),
    ],
    ids=["query", "analysis", "config", "version", "interrupt"],
)
@pytest.mark.parametrize("version", ["3.5.9", "4.3.0"])
def test_a_deed_makes_no_more_calls_than_it_needs(
    serve: Serve, version: str, deed: Callable[[Client], Any], expected: dict[str, int]
) -> None:
    assert made(serve(version), deed) == expected


def test_blobs_cost_a_question_and_a_call_for_all_of_them(serve: Serve) -> None:
    calls = made(serve(), lambda client: client.cache([b"x", b"y"]))
    assert calls == {"ArtifactStatus": 1, "AddArtifacts": 1}


def test_blobs_that_are_there_cost_one_question(serve: Serve) -> None:
    served = serve()
    served.spark.remembers_uploads = True
    client = served.client()
    client.cache([b"x"])
    before = Counter(served.spark.methods())
    client.cache([b"x"])
    assert Counter(served.spark.methods()) - before == {"ArtifactStatus": 1}


def test_the_first_query_asks_for_the_version_too(serve: Serve) -> None:
    served = serve()
    query(served.client())
    served.spark.wait_until_released()
    assert Counter(served.spark.methods()) == {
        "AnalyzePlan": 1,
        "ExecutePlan": 1,
        "ReleaseExecute": 1,
    }


def test_where_nothing_can_be_released_a_query_is_one_call(serve: Serve) -> None:
    assert made(serve("3.4.4"), query) == {"ExecutePlan": 1}


def test_a_long_result_is_released_now_and_then(serve: Serve) -> None:
    served = serve()
    batches = [rows(f"r{number}", offset=number) for number in range(100)]
    served.spark.script["ExecutePlan"] = [[complete()], [*batches, complete()]]
    calls = made(served, query)
    # One for each eight responses, and the last; none is sent while another is on its way.
    assert 2 <= calls["ReleaseExecute"] <= 13
    assert calls["ExecutePlan"] == 1
