"""What the guard asks a server, with a session that only knows SQL."""

import json

import pytest

from sparity_lab.leaks import looking


class Row(tuple[object, ...]):
    """A row that knows the names of its values, as those of PySpark do."""

    __fields__: list[str]


class Answer:
    def __init__(self, rows: list[dict[str, object]]) -> None:
        self._rows = rows

    def collect(self) -> list[Row]:
        rows = []
        for values in self._rows:
            row = Row(values.values())
            row.__fields__ = list(values)
            rows.append(row)
        return rows


class Session:
    """Answers what it knows, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, list[dict[str, object]]] = {
            "SHOW DATABASES": [{"namespace": "default"}, {"namespace": "od`d"}],
            "SHOW CATALOGS": [{"catalog": "spark_catalog"}],
            "SET": [{"key": "spark.app.name", "value": "x"}],
            "SHOW VIEWS IN global_temp": [{"namespace": "global_temp", "viewName": "g"}],
            "SHOW TABLES IN `default`": [{"namespace": "default", "tableName": "t"}],
            "SHOW TABLES IN `od``d`": [{"namespace": "od`d", "tableName": "u"}],
            "SHOW USER FUNCTIONS FROM `default`": [{"function": "spark_catalog.default.f"}],
            "SHOW USER FUNCTIONS FROM `od``d`": [],
        }

    def sql(self, question: str) -> Answer:
        self.asked.append(question)
        if question not in self.answers:
            raise RuntimeError(question)
        return Answer(self.answers[question])


def test_it_sees_what_sessions_share() -> None:
    assert looking.look(Session()) == {
        "catalog": ["spark_catalog"],
        "database": ["default", "od`d"],
        "function": ["default.f"],
        "global view": ["g"],
        "setting": ["spark.app.name=x"],
        "table": ["default.t", "od`d.u"],
    }


def test_a_server_may_put_the_name_of_a_view_elsewhere() -> None:
    session = Session()
    session.answers["SHOW VIEWS IN global_temp"] = [{"tableName": "g", "catalog": None}]
    assert looking.look(session)["global view"] == ["g"]


@pytest.mark.parametrize("unknown", ["SHOW CATALOGS", "SET", "SHOW VIEWS IN global_temp"])
def test_a_question_that_a_server_does_not_know_is_answered_the_same_each_time(
    unknown: str,
) -> None:
    session = Session()
    del session.answers[unknown]
    seen = looking.look(session)
    assert looking.look(session) == seen
    assert ["cannot be seen: RuntimeError"] in seen.values()


def test_it_removes_each_kind_in_its_way_and_takes_the_second_way_where_the_first_fails() -> None:
    session = Session()
    session.answers |= {
        "DROP VIEW IF EXISTS `default`.`v`": [],
        "DROP FUNCTION IF EXISTS `default`.`f`": [],
        "DROP VIEW IF EXISTS global_temp.`g`": [],
        "DROP DATABASE IF EXISTS `od``d` CASCADE": [],
    }
    told = [
        ["table", "default.v"],
        ["function", "default.f"],
        ["global view", "g"],
        ["setting", "a=1"],
        ["database", "od`d"],
    ]
    assert looking.sweep(session, json.dumps(told)) == 4
    assert session.asked[:2] == [
        "DROP TABLE IF EXISTS `default`.`v`",
        "DROP VIEW IF EXISTS `default`.`v`",
    ]


def test_a_driver_finds_what_to_remove_in_the_label() -> None:
    row = looking.sweep.__case__.params["[]"]  # type: ignore[attr-defined]
    assert row.kwargs == {"objects": "[]"}
