"""Answers the calls that execute nothing: analyses, settings, artifacts, interruptions, errors."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sparity_lab.fake import executions, settings, uploads
from sparity_lab.fake.plans import asked, not_understood
from sparity_lab.fake.results import result_schema
from sparity_lab.fake.script import Failure
from sparity_lab.fake.sessions import Session
from sparity_lab.record.schema import message_class
from sparity_lab.resilience.policy import EndCall

Answer = Callable[[str, Session, Sequence[Any]], Any]
"""Gives the response; it is given the server's version, the session and the requests."""


def _analyze(version: str, session: Session, requests: Sequence[Any]) -> Any:
    made = message_class("AnalyzePlanResponse")()
    request = requests[0]
    match request.WhichOneof("analyze"):
        case "spark_version":
            made.spark_version.version = version
        case "schema":
            asked(request.schema.plan)
            made.schema.schema.CopyFrom(result_schema())
        case "is_local":
            made.is_local.is_local = False
        case "is_streaming":
            made.is_streaming.is_streaming = False
        case kind:
            raise EndCall(not_understood(f"the analysis {kind}"))
    return made


def _config(version: str, session: Session, requests: Sequence[Any]) -> Any:
    return settings.answer(session, requests[0].operation)


def _add_artifacts(version: str, session: Session, requests: Sequence[Any]) -> Any:
    made = message_class("AddArtifactsResponse")()
    for name in uploads.names(requests):
        session.artifacts.add(name)
        made.artifacts.add(name=name, is_crc_successful=True)
    return made


def _artifact_status(version: str, session: Session, requests: Sequence[Any]) -> Any:
    made = message_class("ArtifactStatusesResponse")()
    for name in requests[0].names:
        made.statuses[name].exists = name in session.artifacts
    return made


def _interrupt(version: str, session: Session, requests: Sequence[Any]) -> Any:
    request = requests[0]
    made = message_class("InterruptResponse")()
    for operation, execution in list(session.executions.items()):
        meant = {
            "operation_id": operation == request.operation_id,
            "operation_tag": request.operation_tag in execution.tags,
            None: True,
        }[request.WhichOneof("interrupt")]
        if meant and execution.interrupt():
            made.interrupted_ids.append(operation)
    return made


def _release_execute(version: str, session: Session, requests: Sequence[Any]) -> Any:
    request = requests[0]
    execution = session.executions.get(request.operation_id)
    if execution is not None and request.HasField("release_until"):
        execution.release_until(request.release_until.response_id)
    elif execution is not None:
        execution.interrupt()
        del session.executions[request.operation_id]
    return message_class("ReleaseExecuteResponse")(operation_id=request.operation_id)


def _fetch_error_details(version: str, session: Session, requests: Sequence[Any]) -> Any:
    failure = session.errors.get(requests[0].error_id)
    if failure is None:
        return message_class("FetchErrorDetailsResponse")()
    return _explained(failure)


def _get_status(version: str, session: Session, requests: Sequence[Any]) -> Any:
    made = message_class("GetStatusResponse")()
    wanted = requests[0].operation_status.operation_ids or session.executions
    for operation in wanted:
        execution = session.executions.get(operation)
        state = executions.UNKNOWN if execution is None else execution.state
        made.operation_statuses.add(operation_id=operation, state=state)
    return made


def _explained(failure: Failure) -> Any:
    """What FetchErrorDetails says of a scripted error."""
    made = message_class("FetchErrorDetailsResponse")(root_error_idx=0)
    error = made.errors.add(message=f"[{failure.condition}] {failure.message}")
    error.error_type_hierarchy.extend(failure.classes)
    error.spark_throwable.error_class = failure.condition
    error.spark_throwable.sql_state = failure.sql_state
    error.spark_throwable.message_parameters.update(failure.parameters)
    return made


ANSWERS: Mapping[str, Answer] = {
    "AnalyzePlan": _analyze,
    "Config": _config,
    "AddArtifacts": _add_artifacts,
    "ArtifactStatus": _artifact_status,
    "Interrupt": _interrupt,
    "ReleaseExecute": _release_execute,
    "FetchErrorDetails": _fetch_error_details,
    "GetStatus": _get_status,
}
