"""Capsules of a case that reads a range, and the calls in them."""

from pathlib import Path
from typing import Any

from lab_fakes import requests, runs
from lab_fakes.roots import make_root
from lab_fakes.workshop import value
from sparity_lab.capsule.model import (
    Around,
    Capsule,
    CapsuleCase,
    CapsuleClient,
    CapsuleServer,
    Manifest,
    Side,
)
from sparity_lab.capsule.sources import files_of
from sparity_lab.cases import Case
from sparity_lab.drivers.process import DriverInfo
from sparity_lab.legs import Request, plan_run
from sparity_lab.matrix import load_matrix
from sparity_lab.outcome.normalise import Surroundings
from sparity_lab.record import schema
from sparity_lab.record.tape import RecordedCall


def call(
    method: str,
    *messages: bytes,
    responses: tuple[Any, ...] = (),
    code: str | None = "OK",
    details: str = "",
    trailers: tuple[tuple[str, str | bytes], ...] = (),
) -> RecordedCall:
    """A recorded call; responses are messages of its method."""
    return RecordedCall(
        method=f"/{schema.SERVICE}/{method}",
        started=0.0,
        requests=list(messages),
        responses=[bytes(one.SerializeToString()) for one in responses],
        request_count=len(messages),
        response_count=len(responses),
        code=code,
        details=details,
        trailers=trailers,
        duration_s=0.5,
    )


def executed(session: str = "recorded", response_id: str = "r1", **fields: Any) -> Any:
    """A response to an execution."""
    return requests.message(
        "ExecutePlanResponse",
        session_id=session,
        server_side_session_id=f"server of {session}",
        response_id=response_id,
        **fields,
    )


def range_case(folder: Path) -> tuple[Case, Path]:
    """A case of a small repository, and the folder of its suites."""
    root = make_root(folder, {"first": ["agrees"]})
    plan = plan_run(load_matrix(root), Request(targets=("4.3.0",)))
    return plan.legs[0].cases[0], plan.suites


def capsule(folder: Path, **fields: Any) -> Capsule:
    """A divergent case: the candidate gave 2, the reference 1, after one execution each."""
    case, suites = range_case(folder)
    around = Surroundings(tmp="/recorded/tmp", data="/recorded/data")
    info = DriverInfo("sparity", "0.1.0", "3.11.7", {"grpcio": "1.60"})
    names = {"candidate": "sparity", "reference": "pyspark==4.3.0"}
    record = runs.divergent(
        case.id,
        target="4.3.0",
        reference="pyspark==4.3.0",
        judged_by="live 4.3.0",
        candidate=value(2).to_json(),
        expected=value(1).to_json(),
    )
    manifest = Manifest(
        case=CapsuleCase.of(case, suites),
        server=CapsuleServer(target="4.3.0", spark="4.3.0", spark_version="4.3.0", details={}),
        sides={
            role: Side(client=CapsuleClient.of(name, info), around=Around.of(around))
            for role, name in names.items()
        },
        record=record.model_copy(update=fields),
    )
    asked = requests.execute(requests.range_relation(), "recorded")
    answered = call("ExecutePlan", asked, responses=(executed(),))
    traffic: Any = {role: [answered] for role in names}
    return Capsule(manifest, files_of(case, suites), traffic)
