"""Plan nodes: immutable, checked against the protocol when their class is defined."""

import copy
import pickle

import pytest

from sparity.plan.expressions import Literal, UnresolvedAttribute, UnresolvedStar
from sparity.plan.node import Node, PythonOrigin, held
from sparity.plan.relations import Filter, Limit, Range

#: Messages with a field of that name.
MESSAGES = {
    "get": "spark.connect.ConfigRequest.Operation",
    "keys": "spark.connect.ConfigRequest.Get",
    "values": "spark.connect.Unpivot.Values",
}


def test_a_field_that_the_protocol_has_not_fails_when_the_class_is_defined():
    with pytest.raises(TypeError, match=r"holds \['limitt'\], which spark.connect.Limit has not"):
        type("Limit", (Node,), {"field_names": ("limitt",), "message": "spark.connect.Limit"})


def test_a_message_that_the_protocol_has_not_fails_when_the_class_is_defined():
    with pytest.raises(KeyError, match=r"spark\.connect\.NoSuchThing"):
        type("NoSuchThing", (Node,), {"message": "spark.connect.NoSuchThing", "field_names": ()})


def test_a_node_cannot_be_changed():
    node = Range(start=0, end=3, step=1)
    with pytest.raises(AttributeError, match="Range is immutable"):
        node.end = 4
    with pytest.raises(AttributeError, match="Range is immutable"):
        del node.end
    with pytest.raises(AttributeError, match="Range is immutable"):
        node["end"] = 4
    with pytest.raises(AttributeError, match="Range is immutable"):
        node.update(end=4)
    assert node.end == 3


def test_nodes_are_true_and_equal_to_none_but_themselves():
    one, other = UnresolvedStar(), UnresolvedStar()
    assert one
    assert one == one
    assert one != other
    assert len({one, other}) == 2


@pytest.mark.parametrize("name", ["get", "keys", "values"])
def test_a_field_may_be_called_as_what_a_dict_can_do(name):
    cls = type("Made", (Node,), {"field_names": (name,), "message": MESSAGES[name], name: None})
    assert getattr(cls(), name) is None
    assert getattr(cls(**{name: 1}), name) == 1
    assert dict(cls(**{name: 1}).fields()) == {name: 1}


def test_a_field_that_a_node_has_not_is_refused():
    with pytest.raises(TypeError, match="Range takes no stop"):
        Range(stop=3)


def test_a_node_holds_only_what_it_was_given():
    assert dict(held(Literal(integer=1))) == {"integer": 1}
    assert Literal(integer=1).string is None


def test_every_relation_has_its_own_plan_id():
    assert Range(end=1).plan_id != Range(end=1).plan_id


def test_with_fields_makes_a_new_relation_with_its_own_plan_id():
    source = Range(start=0, end=3, step=1)
    first = Limit(input=source, limit=3)
    second = first.with_fields(limit=5)
    assert (first.limit, second.limit) == (3, 5)
    assert second.input is source
    assert second.plan_id != first.plan_id


def test_with_fields_keeps_where_an_expression_was_written():
    origin = PythonOrigin("alias", "app.py:3")
    node = UnresolvedAttribute(unparsed_identifier="a", origin=origin)
    assert node.with_fields(unparsed_identifier="b").origin == origin


def test_repr_shows_what_is_set():
    condition = UnresolvedAttribute(unparsed_identifier="a")
    shown = repr(Filter(input=Range(end=2), condition=condition))
    assert shown == (
        "Filter(input=Range(end=2), condition=UnresolvedAttribute(unparsed_identifier='a'))"
    )
    assert repr(Literal(boolean=False)) == "Literal(boolean=False)"


def test_nodes_are_copied_and_pickled_and_stay_immutable():
    node = Range(start=0, end=3, step=1)
    for twin in (pickle.loads(pickle.dumps(node)), copy.deepcopy(node), copy.copy(node)):
        assert (repr(twin), twin.plan_id) == (repr(node), node.plan_id)
        with pytest.raises(AttributeError):
            twin.end = 4
