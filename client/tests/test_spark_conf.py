"""`SparkConf` collects settings as text, in the order in which they came."""

import pytest

from sparity.conf import SparkConf
from sparity.errors import PySparkRuntimeError


def test_settings_are_text_and_keep_their_order():
    conf = SparkConf().setAppName("n").set("a", 1).setMaster("m").setSparkHome("/h").set("b", True)
    assert conf.getAll() == [
        ("spark.app.name", "n"),
        ("a", "1"),
        ("spark.master", "m"),
        ("spark.home", "/h"),
        ("b", "True"),
    ]
    assert conf.toDebugString().splitlines()[1] == "a=1"


def test_later_settings_win_unless_only_missing_ones_are_set():
    conf = SparkConf().setAll([("a", 1), ("a", 2)]).setIfMissing("a", 3).setIfMissing("b", 4)
    assert conf.getAll() == [("a", "2"), ("b", "4")]
    assert (conf.get("a"), conf.get("c"), conf.get("c", "d")) == ("2", None, "d")
    assert conf.contains("a")
    assert not conf.contains("c")


def test_variables_of_executors_come_alone_or_in_pairs():
    conf = SparkConf().setExecutorEnv("A", "1").setExecutorEnv(pairs=[("B", "2"), ("C", "3")])
    assert dict(conf.getAll()) == {
        "spark.executorEnv.A": "1",
        "spark.executorEnv.B": "2",
        "spark.executorEnv.C": "3",
    }
    with pytest.raises(PySparkRuntimeError, match="KEY_VALUE_PAIR_REQUIRED"):
        conf.setExecutorEnv("A", "1", pairs=[("B", "2")])
    with pytest.raises(PySparkRuntimeError, match="KEY_VALUE_PAIR_REQUIRED"):
        conf.setExecutorEnv()
