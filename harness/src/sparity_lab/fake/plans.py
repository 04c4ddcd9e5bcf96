"""Reads what a plan asks of the fake server, and refuses what is more than it understands."""

from dataclasses import dataclass
from typing import Any

from sparity_lab.fake.script import MOST_ROWS, PREFIX, NotAScript, Script, is_script, parse
from sparity_lab.record.compressed import unpacked
from sparity_lab.resilience.policy import EndCall, Status
from sparity_lab.resilience.statuses import refused

_ANALYSIS = "org.apache.spark.sql.AnalysisException"
_UNDERSTOOD = (
    f"the fake server understands spark.sql('{PREFIX} {{…}}') with a script, spark.range, and an "
    "observation of either"
)


@dataclass(frozen=True)
class Asked:
    """What is to be executed.

    Attributes:
        script: what it goes by.
        text: what tells it from others: the script as it was written.
        observation: name and plan id of an observation, if there is one.
        sql: the query, where it is a command that wants a relation for an answer.
    """

    script: Script
    text: str
    observation: tuple[str, int] | None = None
    sql: str | None = None


def asked(plan: Any) -> Asked:
    """What a plan asks for.

    Raises:
        EndCall: as Spark refuses what it cannot analyse.
    """
    match plan.WhichOneof("op_type"):
        case "root":
            return _relation(plan.root)
        case "command":
            return _command(plan.command)
        case "compressed_operation":
            opened = unpacked(plan.compressed_operation)
            if opened is not None:
                field, message = opened
                return _relation(message) if field == "root" else _command(message)
            raise EndCall(not_understood("a compressed plan that cannot be opened"))
    raise EndCall(not_understood("a request without a plan"))


def not_understood(what: str) -> Status:
    """The refusal of something that the fake server cannot do."""
    return refused("UNSUPPORTED_FEATURE", f"{what}: {_UNDERSTOOD}", _ANALYSIS, sqlState="0A000")


def _command(command: Any) -> Asked:
    kind = command.WhichOneof("command_type")
    if kind != "sql_command":
        raise EndCall(not_understood(f"the command {kind}"))
    query = command.sql_command.input.sql.query or command.sql_command.sql
    script = _script(query)
    return Asked(script, query, sql=query)


def _relation(relation: Any) -> Asked:
    match relation.WhichOneof("rel_type"):
        case "sql":
            return Asked(_script(relation.sql.query), relation.sql.query)
        case "range":
            return _range(relation.range)
        case "collect_metrics":
            inner = _relation(relation.collect_metrics.input)
            name = relation.collect_metrics.name
            return Asked(inner.script, inner.text, (name, relation.common.plan_id))
        case kind:
            raise EndCall(not_understood(f"the relation {kind}"))


def _script(query: str) -> Script:
    if not is_script(query):
        raise EndCall(not_understood(f"the query {query[:60]!r}"))
    try:
        return parse(query)
    except NotAScript as problem:
        raise EndCall(not_understood(f"a script with a mistake ({problem})")) from problem


def _range(wanted: Any) -> Asked:
    rows = len(range(wanted.start, wanted.end, wanted.step or 1))
    if rows > MOST_ROWS:
        raise EndCall(not_understood(f"a range of more than {MOST_ROWS} rows"))
    script = Script(rows=rows, start=wanted.start, step=wanted.step or 1)
    return Asked(script, f"range {script}")
