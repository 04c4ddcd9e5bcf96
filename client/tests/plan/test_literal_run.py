"""Many literals written at once are the messages that each would have made by itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparity.plan.encoder import Encoder
from sparity.plan.expressions import Literal, UnresolvedAttribute, UnresolvedFunction
from sparity.plan.literal_run import LiteralRun
from sparity.plan.node import PythonOrigin
from sparity.protocol import SparkVersion

VALUES = {
    "integer": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "double": st.floats(),
    "string": st.text(max_size=200),
}
ORIGINS = st.none() | st.just(PythonOrigin("isin", "app.py:" + "1" * 200))
FIRST = UnresolvedAttribute(unparsed_identifier="a")


@pytest.mark.parametrize("field", LiteralRun.FIELDS)
@pytest.mark.parametrize("version", [(3, 4), (3, 5), (4, 0), (4, 3)])
def test_a_run_is_what_its_literals_are(field, version):
    encoder = Encoder(SparkVersion(*version))

    @settings(max_examples=40, deadline=None)
    @given(st.lists(VALUES[field], max_size=5), ORIGINS)
    def check(values, origin):
        run = LiteralRun(FIRST, field, values, origin)
        one_by_one = (FIRST, *(Literal(origin=origin, **{field: value}) for value in values))
        messages = [
            encoder.message(UnresolvedFunction(function_name="in", arguments=arguments))
            for arguments in (run, one_by_one)
        ]
        assert messages[0].SerializeToString() == messages[1].SerializeToString()

    check()


def test_a_run_is_a_sequence_of_nodes():
    origin = PythonOrigin("isin", "app.py:1")
    run = LiteralRun(FIRST, "long", [5, 7], origin)
    assert len(run) == 3
    assert run[0] is run.first is FIRST
    assert [node.long for node in run[1:]] == [5, 7]
    assert repr(run[-1]) == repr(list(run)[2]) == "Literal(long=7)"
    assert run[1].origin == origin
    with pytest.raises(IndexError):
        run[3]
