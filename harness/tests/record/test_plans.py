"""Plans of two clients: what counts as the same, under which name, how a difference is shown."""

import io
from collections.abc import Callable
from typing import Any

import pyarrow
import pytest
from lab_fakes.requests import analyze, execute, message, range_relation, recording

from sparity_lab.compare.result import Comparison
from sparity_lab.outcome.normalise import Surroundings
from sparity_lab.record.compare import compare_plans
from sparity_lab.record.leniencies import PLAN_LENIENCIES, Plans
from sparity_lab.record.plans import plans_of
from sparity_lab.record.seen import asked
from sparity_lab.record.treediff import outline

Call = tuple[str, bytes]


def plans(*calls: Call, around: Surroundings | None = None) -> Plans:
    return plans_of(asked(recording(*calls)), around or Surroundings())


def compared(mine: list[Call] | Call, yours: list[Call] | Call) -> Comparison:
    sides = [plans(*(side if isinstance(side, list) else [side])) for side in (mine, yours)]
    found = compare_plans(sides[0], sides[1])
    assert found is not None
    return found


def run(relation: Any, **fields: Any) -> Call:
    return "ExecutePlan", execute(relation, **fields)


def ask(**fields: Any) -> Call:
    return "AnalyzePlan", analyze(**fields)


def plan(relation: Any) -> Any:
    return message("Plan", root=relation)


def column(name: str, plan_id: int | None = None) -> Any:
    attribute = message("Expression.UnresolvedAttribute", unparsed_identifier=name)
    if plan_id is not None:
        attribute.plan_id = plan_id
    return message("Expression", unresolved_attribute=attribute)


def unflagged(name: str) -> Any:
    found = column(name)
    found.unresolved_attribute.is_metadata_column = False
    return found


def project(child: Any, *expressions: Any, plan_id: int | None = None) -> Any:
    relation = message(
        "Relation", project=message("Project", input=child, expressions=list(expressions))
    )
    if plan_id is not None:
        relation.common.plan_id = plan_id
    return relation


def local(table: pyarrow.Table, metadata: bool = False) -> Any:
    if metadata:
        table = table.replace_schema_metadata({"made by": "somebody"})
    sink = io.BytesIO()
    with pyarrow.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return message("Relation", local_relation=message("LocalRelation", data=sink.getvalue()))


ROWS = pyarrow.table({"id": [1, 2], "name": ["a", None]})


def zipped(data: bytes) -> bytes:
    sink = pyarrow.BufferOutputStream()
    with pyarrow.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return sink.getvalue().to_pybytes()


def compressed(relation: Any) -> Call:
    operation = message(
        "Plan.CompressedOperation",
        data=zipped(relation.SerializeToString()),
        op_type="OP_TYPE_RELATION",
        compression_codec="COMPRESSION_CODEC_ZSTD",
    )
    whole = message("Plan", compressed_operation=operation)
    request = message("ExecutePlanRequest", session_id="s1", plan=whole)
    return "ExecutePlan", request.SerializeToString()


def with_origin(relation: Any, name: str) -> Any:
    relation.common.origin.python_origin.fragment = name
    return relation


VERSION = ask(spark_version=message("AnalyzePlanRequest.SparkVersion"))
SCHEMA = ask(schema=message("AnalyzePlanRequest.Schema", plan=plan(range_relation())))
TREE = ask(tree_string=message("AnalyzePlanRequest.TreeString", plan=plan(range_relation())))


def test_sessions_operations_and_the_name_of_the_client_are_nobodys_decision() -> None:
    found = compared(
        run(range_relation(), session="a", operation_id="1", client_type="sparity"),
        run(range_relation(), session="b", operation_id="2", client_type="_SPARK_CONNECT_PYTHON"),
    )
    assert (found.strict, found.leniencies) == (True, ())


def test_asking_for_the_version_is_about_no_plan() -> None:
    assert compared(
        [VERSION, run(range_relation()), SCHEMA], [run(range_relation()), SCHEMA]
    ).strict


def test_plan_ids_are_numbered_as_they_appear() -> None:
    def joined(first: int, second: int, meant: int) -> Call:
        join = message(
            "Join",
            left=range_relation(plan_id=first),
            right=range_relation(plan_id=second),
            join_condition=column("id", meant),
        )
        return run(message("Relation", join=join))

    assert compared(joined(7, 9, 9), joined(100, 33, 33)).strict
    assert not compared(joined(7, 9, 9), joined(100, 33, 100)).lenient


def test_lambda_variables_are_numbered_as_they_appear() -> None:
    def function(one: str, other: str) -> Call:
        def variable(name: str) -> Any:
            return message("Expression.UnresolvedNamedLambdaVariable", name_parts=[name])

        body = message("Expression", unresolved_named_lambda_variable=variable(other))
        arguments = [variable(one), variable("y_9")]
        whole = message("Expression.LambdaFunction", function=body, arguments=arguments)
        return run(project(range_relation(), message("Expression", lambda_function=whole)))

    assert compared(function("x_1", "x_1"), function("x_40", "x_40")).strict
    assert not compared(function("x_1", "x_1"), function("x_1", "y_9")).lenient


def test_paths_and_random_ids_in_texts_are_placeholders() -> None:
    def read(path: str) -> Call:
        source = message("Read.DataSource", format="csv", paths=[path])
        return run(message("Relation", read=message("Read", data_source=source)))

    name = "6f1a3e1e-1111-4222-8333-444455556666"
    (found,) = plans(
        read(f"/tmp/leg/case-ab12/{name}"), around=Surroundings(data="/d", tmp="/tmp/leg")
    )
    assert found["execute"]["plan"]["root"]["read"]["data_source"]["paths"] == ["<tmp>/<uuid>"]


LENIENT: dict[str, Callable[[], tuple[list[Call] | Call, list[Call] | Call]]] = {
    "user-context": lambda: (
        run(range_relation(), user_context=message("UserContext", user_id="ada")),
        run(range_relation()),
    ),
    "tags": lambda: (run(range_relation(), tags=["nightly"]), run(range_relation())),
    "request-options": lambda: (
        run(
            range_relation(),
            request_options=[
                message(
                    "ExecutePlanRequest.RequestOption",
                    reattach_options=message("ReattachOptions", reattachable=True),
                )
            ],
        ),
        run(range_relation()),
    ),
    "compression": lambda: (compressed(range_relation()), run(range_relation())),
    "call-sites": lambda: (
        run(with_origin(range_relation(), "here")),
        run(with_origin(range_relation(), "there")),
    ),
    "unused-plan-ids": lambda: (
        run(project(range_relation(plan_id=4), column("id", 4), plan_id=5)),
        run(project(range_relation(plan_id=1), column("id", 1))),
    ),
    "no-metadata-column": lambda: (
        run(project(range_relation(), column("id"))),
        run(project(range_relation(), unflagged("id"))),
    ),
    "local-data": lambda: (run(local(ROWS)), run(local(ROWS, metadata=True))),
    "asked-again": lambda: (
        [SCHEMA, run(range_relation()), SCHEMA],
        [SCHEMA, run(range_relation())],
    ),
    "more-questions": lambda: ([SCHEMA, run(range_relation())], [run(range_relation())]),
}


@pytest.mark.parametrize("name", [one.name for one in PLAN_LENIENCIES])
def test_each_leniency_is_named_when_it_is_needed(name: str) -> None:
    mine, yours = LENIENT[name]()
    for found in (compared(mine, yours), compared(yours, mine)):
        assert (found.strict, found.lenient) == (False, True)
        assert found.leniencies == (name,)
        assert found.diff == ()


DIFFERENT: dict[str, tuple[list[Call] | Call, list[Call] | Call]] = {
    "a field": (run(range_relation(3)), run(range_relation(4))),
    "a column": (
        run(project(range_relation(), column("a"))),
        run(project(range_relation(), column("b"))),
    ),
    "one more expression": (
        run(project(range_relation(), column("a"), column("b"))),
        run(project(range_relation(), column("b"))),
    ),
    "local rows": (run(local(ROWS)), run(local(ROWS.slice(1)))),
    "local types": (
        run(local(ROWS)),
        run(local(ROWS.set_column(0, "id", pyarrow.array([1, 2], "int32")))),
    ),
    "one more execution": ([run(range_relation())] * 2, run(range_relation())),
    "another question": ([TREE, run(range_relation())], [SCHEMA, run(range_relation())]),
    "an enum": (
        run(message("Relation", join=message("Join", join_type="JOIN_TYPE_INNER"))),
        run(message("Relation", join=message("Join", join_type="JOIN_TYPE_CROSS"))),
    ),
    "a map": (
        run(
            message(
                "Relation",
                read=message("Read", data_source=message("Read.DataSource", options={"a": "1"})),
            )
        ),
        run(
            message(
                "Relation",
                read=message("Read", data_source=message("Read.DataSource", options={"a": "2"})),
            )
        ),
    ),
    "a float": (
        run(
            project(
                range_relation(),
                message("Expression", literal=message("Expression.Literal", double=0.0)),
            )
        ),
        run(
            project(
                range_relation(),
                message("Expression", literal=message("Expression.Literal", double=-0.0)),
            )
        ),
    ),
    "a field that the schema does not have": (
        ("ExecutePlan", execute(range_relation()) + b"\xfa\x3e\x01x"),
        run(range_relation()),
    ),
    "what is compressed": (compressed(range_relation(3)), run(range_relation(4))),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_a_real_difference_is_never_forgiven(what: str) -> None:
    found = compared(*DIFFERENT[what])
    assert (found.strict, found.lenient) == (False, False)
    assert found.diff


def test_without_any_plan_there_is_nothing_to_compare() -> None:
    assert compare_plans(plans(), plans()) is None
    only = compare_plans(plans(run(range_relation())), plans())
    assert only is not None
    assert not only.lenient


def test_a_difference_is_shown_where_it_is() -> None:
    found = compared(
        run(project(range_relation(4), column("b"), column("c"))),
        run(project(range_relation(3), column("a"), column("b"), column("c"))),
    )
    assert found.diff == (
        "request 1 > execute > plan > root > project",
        "  input > range > end",
        "    - 3",
        "    + 4",
        "  expressions[0]",
        "    - unresolved_attribute(unparsed_identifier='a')",
    )


def test_a_long_difference_is_cut() -> None:
    mine = [run(range_relation(n)) for n in range(100)]
    yours = [run(range_relation(n + 1000)) for n in range(100)]
    diff = compared(mine, yours).diff
    assert len(diff) == 61
    assert diff[-1] == "… and 239 more lines"


def test_an_outline_shows_a_plan_over_several_lines() -> None:
    (found,) = plans(run(project(range_relation(), *(column(f"column_{n}") for n in range(6)))))
    lines = outline(found)
    assert lines[0] == "execute"
    assert any(line.strip() == "input(range(start=0, end=3, step=1))" for line in lines) or any(
        "range(" in line for line in lines
    )
    assert all(len(line) < 230 for line in lines)
