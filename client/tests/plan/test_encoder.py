"""The encoder: every field of every node arrives in the message; nothing is silently dropped."""

import inspect

import pytest

from sparity.errors import UnsupportedOnServerError
from sparity.plan import catalog, commands, common, expressions, relations, requests
from sparity.plan.commands import SqlCommand, WriteOperation
from sparity.plan.encoder import Encoder
from sparity.plan.expressions import (
    Alias,
    CallFunction,
    Cast,
    Literal,
    UnresolvedAttribute,
    UnresolvedFunction,
)
from sparity.plan.literal_run import LiteralRun
from sparity.plan.node import Command, Expression, Node, PythonOrigin, Relation
from sparity.plan.relations import (
    SQL,
    Aggregate,
    Deduplicate,
    Filter,
    Project,
    Range,
    SetOperation,
    Sort,
    ToSchema,
    Transpose,
    WithColumns,
    WithColumnsRenamed,
)
from sparity.protocol import SparkVersion, descriptor
from sparity.protocol.depth import depth
from sparity.types import ArrayType, LongType, MapType, StructField, StructType, TimeType

NEWEST = SparkVersion(4, 3)
MODULES = (catalog, commands, common, expressions, relations, requests)


def _subclasses(cls):
    for child in cls.__subclasses__():
        yield child
        yield from _subclasses(child)


NODE_CLASSES = sorted(
    {cls for cls in _subclasses(Node) if cls.message and inspect.getmodule(cls) in MODULES},
    key=lambda cls: cls.message,
)


def sample(field):
    """A value for one protocol field, as a user of nodes would give it."""
    element = field.message_type
    if element is not None and element.GetOptions().map_entry:
        value = element.fields_by_name["value"]
        return {"key": sample(value)}
    if element is None:
        one = _scalar(field)
    elif element.full_name == "spark.connect.DataType":
        one = LongType()
    elif element.full_name in {"spark.connect.Relation", "spark.connect.Command"}:
        one = Range(end=1) if element.name == "Relation" else SqlCommand(sql="x")
    elif element.full_name == "spark.connect.Expression":
        one = Literal(integer=1)
    else:
        one = BY_MESSAGE.get(element.full_name)
        one = one() if one is not None else None
    if one is None:
        return None
    return (one,) if field.is_repeated else one


def _scalar(field):
    if field.enum_type is not None:
        return next(value.name for value in field.enum_type.values if value.number)
    return {
        field.CPPTYPE_BOOL: True,
        field.CPPTYPE_STRING: b"x" if field.type == field.TYPE_BYTES else "x",
        field.CPPTYPE_DOUBLE: 0.5,
        field.CPPTYPE_FLOAT: 0.5,
    }.get(field.cpp_type, 7)


BY_MESSAGE = {cls.message: cls for cls in NODE_CLASSES}


@pytest.mark.parametrize("cls", NODE_CLASSES, ids=lambda cls: cls.message.split("connect.")[1])
def test_every_field_of_every_node_arrives(cls):
    for name in cls.field_names:
        field = descriptor(cls.message).fields_by_name[name]
        value = sample(field)
        if value is None:
            continue  # a message of another protocol file that no node speaks of
        message = Encoder(NEWEST).message(cls(**{name: value}))
        assert [found.name for found, _ in message.ListFields()] == [name]


#: Commands for rooms that arrive later: ML, pipelines and the registration of Python workers.
OTHER_ROOMS = {
    "ml_command",
    "pipeline_command",
    "register_function",
    "register_table_function",
    "register_data_source",
}


def test_there_are_nodes_for_all_relations_expressions_and_commands():
    for wrapper, base in (("Relation", Relation), ("Expression", Expression), ("Command", Command)):
        members = {
            field.name
            for oneof in descriptor(wrapper).oneofs
            for field in oneof.fields
            if field.message_type.full_name.startswith("spark.connect.")
        }
        assert members - OTHER_ROOMS == {c.member for c in NODE_CLASSES if issubclass(c, base)}


def test_a_relation_is_wrapped_with_its_plan_id():
    source = Range(start=0, end=3, step=1)
    plan = Encoder(NEWEST).plan(Project(input=source, expressions=(Literal(long=1),)))
    assert plan.root.project.input.common.plan_id == source.plan_id
    assert plan.root.project.input.range.end == 3
    assert plan.root.project.expressions[0].literal.long == 1


def test_a_child_without_fields_is_present():
    plan = Encoder(NEWEST).plan(WriteOperation(input=Range()))
    assert plan.command.write_operation.input.HasField("range")


def test_falsy_values_are_sent():
    message = Encoder(NEWEST).message(Literal(boolean=False))
    assert message.WhichOneof("literal_type") == "boolean"


def test_call_sites_are_sent_to_servers_that_have_a_place_for_them():
    column = UnresolvedAttribute(
        unparsed_identifier="a", origin=PythonOrigin(fragment="col", call_site="app.py:1")
    )
    project = Project(input=Range(end=1), expressions=(column,))
    new = Encoder(NEWEST).plan(project).root.project.expressions[0]
    assert new.common.origin.python_origin.call_site == "app.py:1"
    old = Encoder(SparkVersion(3, 5)).plan(project).root.project.expressions[0]
    assert not old.HasField("common")


def test_an_unknown_enum_value_names_the_known_ones():
    with pytest.raises(ValueError, match=r"has no value 'SIDEWAYS'; it has \['SORT_DIRECTION_ASC"):
        Encoder(NEWEST).plan(
            Sort(
                input=Range(),
                order=(expressions.SortOrder(child=Literal(integer=1), direction="SIDEWAYS"),),
            )
        )


def test_depth_is_no_concern_of_the_encoder():
    plan = Range(end=1)
    for _ in range(5_000):
        plan = SetOperation(
            left_input=plan, right_input=Range(end=1), set_op_type="SET_OP_TYPE_UNION"
        )
    Encoder(NEWEST).plan(plan)


@pytest.mark.parametrize("cls", NODE_CLASSES, ids=lambda cls: cls.message.split("connect.")[1])
def test_the_depth_that_is_told_is_that_of_the_message(cls):
    for name in cls.field_names:
        value = sample(descriptor(cls.message).fields_by_name[name])
        if value is not None:
            message, told = Encoder(NEWEST).measured_message(cls(**{name: value}))
            assert told == depth(message)


HERE = PythonOrigin("isin", "app.py:1")
COLUMN = UnresolvedAttribute(unparsed_identifier="a")
NESTED = StructType([StructField("a", ArrayType(MapType(LongType(), StructType())))])


@pytest.mark.parametrize(
    "expression",
    [
        Literal(integer=1),
        Literal(integer=1, origin=HERE),
        Alias(expr=Literal(integer=1, origin=HERE), name=("a",)),
        Cast(expr=Literal(integer=1), type=NESTED),
        UnresolvedFunction(
            function_name="in", arguments=LiteralRun(COLUMN, "integer", [1], None), origin=HERE
        ),
        UnresolvedFunction(function_name="in", arguments=LiteralRun(COLUMN, "integer", [1], HERE)),
    ],
    ids=repr,
)
@pytest.mark.parametrize("filters", [0, 1, 40])
@pytest.mark.parametrize("version", [(3, 5), (4, 3)])
def test_the_depth_of_a_plan_is_told(expression, filters, version):
    plan = Project(input=Range(end=1), expressions=(expression,) * 100)
    for _ in range(filters):
        plan = Filter(input=plan, condition=COLUMN)
    encoded, told = Encoder(SparkVersion(*version)).measured_plan(plan)
    assert told == depth(encoded)


def test_the_depth_of_values_under_a_name_is_told():
    # An entry of a map is a message, too.
    plan = SQL(query="SELECT :a", named_arguments={"a": Alias(expr=COLUMN, name=("a",))})
    encoded, told = Encoder(NEWEST).measured_plan(plan)
    assert told == depth(encoded)


class TestOlderServers:
    """What the server is too old for is said in older words or refused."""

    old = Encoder(SparkVersion(3, 5, 9))

    def refused(self, node, encoder=None):
        with pytest.raises(UnsupportedOnServerError) as raised:
            (encoder or self.old).plan(node)
        return raised.value.getMessageParameters()

    def test_renames_are_said_as_a_map(self):
        renames = (
            WithColumnsRenamed.Rename(col_name="a", new_col_name="b"),
            WithColumnsRenamed.Rename(col_name="c", new_col_name="d"),
        )
        message = self.old.plan(WithColumnsRenamed(input=Range(), renames=renames)).root
        assert dict(message.with_columns_renamed.rename_columns_map) == {"a": "b", "c": "d"}
        assert not message.with_columns_renamed.renames

    def test_a_relation_keeps_its_plan_id_however_it_is_spelled(self):
        renames = (WithColumnsRenamed.Rename(col_name="a", new_col_name="b"),)
        node = WithColumnsRenamed(input=Range(), renames=renames)
        assert self.old.plan(node).root.common.plan_id == node.plan_id

    def test_renames_that_touch_each_other_go_one_by_one_in_order(self):
        renames = tuple(
            WithColumnsRenamed.Rename(col_name=old, new_col_name=new)
            for old, new in (("a", "c"), ("b", "a"), ("c", "b"))
        )
        step = self.old.plan(WithColumnsRenamed(input=Range(), renames=renames)).root
        said = []
        while step.HasField("with_columns_renamed"):
            said.append(dict(step.with_columns_renamed.rename_columns_map))
            step = step.with_columns_renamed.input
        assert said[::-1] == [{"a": "c"}, {"b": "a"}, {"c": "b"}]

    def test_the_newest_words_are_used_where_the_server_knows_them(self):
        renames = (WithColumnsRenamed.Rename(col_name="a", new_col_name="b"),)
        message = Encoder(SparkVersion(4, 0)).plan(
            WithColumnsRenamed(input=Range(), renames=renames)
        )
        assert message.root.with_columns_renamed.renames[0].new_col_name == "b"
        assert not message.root.with_columns_renamed.rename_columns_map

    def test_sql_is_said_as_text_with_literal_arguments(self):
        command = SqlCommand(
            input=SQL(query="select :a", named_arguments={"a": Literal(integer=1)})
        )
        message = self.old.plan(command).command.sql_command
        assert message.sql == "select :a"
        assert message.args["a"].integer == 1

    def test_sql_with_arguments_that_are_no_literals_is_refused(self):
        command = SqlCommand(
            input=SQL(query="select ?", pos_arguments=(CallFunction(function_name="f"),))
        )
        assert self.refused(command)["feature"] == "SqlCommand.pos_arguments"

    def test_try_cast_goes_through_a_sql_lambda_and_keeps_its_column_name(self):
        cast = Cast(
            expr=UnresolvedAttribute(unparsed_identifier="`odd name`"),
            type_str="int",
            eval_mode="EVAL_MODE_TRY",
        )
        project = Project(input=Range(), expressions=(cast,))
        alias = self.old.plan(project).root.project.expressions[0].alias
        assert alias.name == ["odd name"]
        lambda_ = alias.expr.unresolved_extract_value.child.unresolved_function.arguments[1]
        assert lambda_.expression_string.expression == "x -> try_cast(x AS int)"

    def test_a_plain_cast_is_left_alone(self):
        cast = Cast(expr=Literal(integer=1), type=LongType())
        project = Project(input=Range(), expressions=(cast,))
        assert self.old.plan(project).root.project.expressions[0].cast.type.HasField("long")

    def test_a_field_without_older_words_is_refused_by_name_and_versions(self):
        write = WriteOperation(input=Range(), clustering_columns=("a",))
        assert self.refused(write) == {
            "feature": "WriteOperation.clustering_columns",
            "required": "4.0",
            "connected": "3.5.9",
        }

    def test_a_relation_that_the_server_lacks_is_refused(self):
        assert self.refused(Transpose(input=Range()))["feature"] == "Relation.transpose"

    def test_an_enum_value_that_the_server_lacks_is_refused(self):
        aggregate = Aggregate(input=Range(), group_type="GROUP_TYPE_GROUPING_SETS")
        assert self.refused(aggregate)["required"] == "4.0"

    def test_a_data_type_that_the_server_lacks_is_refused_however_deep(self):
        nested = StructType([StructField("t", StructType([StructField("x", TimeType())]))])
        plan = ToSchema(input=Range(), schema=nested)
        assert self.refused(plan, Encoder(SparkVersion(4, 0)))["feature"] == "DataType.time"

    def test_a_default_value_of_a_newer_field_needs_no_newer_server(self):
        plan = Encoder(SparkVersion(3, 4)).plan(
            Deduplicate(input=Range(), column_names=("a",), within_watermark=False)
        )
        assert plan.root.deduplicate.column_names == ["a"]

    def test_refusals_inside_children_are_found(self):
        plan = WithColumns(input=Transpose(input=Range()))
        assert self.refused(plan)["feature"] == "Relation.transpose"

    def test_call_function_is_said_as_a_function(self):
        alias = Alias(expr=CallFunction(function_name="upper"), name=("u",))
        plan = Encoder(SparkVersion(3, 4)).plan(Project(input=Range(), expressions=(alias,)))
        function = plan.root.project.expressions[0].alias.expr.unresolved_function
        assert function.function_name == "upper"

    def test_a_function_that_the_server_lacks_is_refused(self):
        call = UnresolvedFunction(function_name="parse_json", arguments=(Literal(string="1"),))
        project = Project(input=Range(), expressions=(call,))
        assert self.refused(project) == {
            "feature": "function parse_json",
            "required": "4.0",
            "connected": "3.5.9",
        }
