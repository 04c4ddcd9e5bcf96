"""Puts what was recorded of one case into a capsule; runs nothing."""

from collections.abc import Mapping
from pathlib import Path

from sparity_lab.capsule.file import write_capsule
from sparity_lab.capsule.model import (
    Around,
    Capsule,
    CapsuleCase,
    CapsuleClient,
    CapsuleServer,
    Manifest,
    Role,
    Side,
)
from sparity_lab.capsule.sources import files_of
from sparity_lab.legs import LegPlan
from sparity_lab.matrix import without_secrets
from sparity_lab.problems import InfraProblem, UsageProblem
from sparity_lab.record.address import refusal
from sparity_lab.record.tape import Recording
from sparity_lab.records import CaseRecord
from sparity_lab.servers.base import Endpoint

_JUDGED = ("equal", "divergent", "unsupported", "flaky", "waived")


def require_file(path: Path) -> None:
    """Refuse a place that cannot become a file, before anything is run for it.

    Raises:
        UsageProblem: it is a folder.
    """
    if path.is_dir():
        raise UsageProblem(
            f"{path} is a folder",
            hint="--save names the file of the capsule; --out is for a folder of log and reports",
        )


def require_recordable(endpoint: Endpoint) -> None:
    """Refuse a server whose calls are not recorded.

    Raises:
        UsageProblem: it is one.
    """
    why = refusal(endpoint.url)
    if why is not None:
        raise UsageProblem(
            f"calls to {without_secrets(endpoint.url)} are not recorded: {why}",
            hint="save the capsule with a server without TLS and without a token",
        )


def save(
    path: Path,
    leg: LegPlan,
    suites: Path,
    endpoint: Endpoint,
    record: CaseRecord,
    recordings: Mapping[Role, Recording],
) -> Path:
    """Write the capsule of the one case of a leg.

    Raises:
        InfraProblem: the case was not judged, what was sent is not all there, or the file cannot
            be written.
    """
    _require_whole(record, recordings)
    case = leg.cases[0]
    names = {"candidate": record.client, "reference": record.reference or "reference"}
    manifest = Manifest(
        case=CapsuleCase.of(case, suites),
        server=CapsuleServer(
            target=record.target,
            spark=leg.target.spark or endpoint.spark_version,
            spark_version=endpoint.spark_version,
            details=endpoint.details,
        ),
        sides={
            role: Side(
                client=CapsuleClient.of(names[role], found.driver),
                around=Around.of(found.surroundings),
            )
            for role, found in recordings.items()
        },
        record=record,
    )
    traffic = {role: list(found.calls) for role, found in recordings.items()}
    return write_capsule(path, Capsule(manifest, files_of(case, suites), traffic))


def _require_whole(record: CaseRecord, recordings: Mapping[Role, Recording]) -> None:
    if record.verdict not in _JUDGED:
        raise InfraProblem(
            "there is no capsule: the case was not judged",
            hint="find out why first; run it again without --save",
            causes=[record.reason],
        )
    if "candidate" not in recordings:
        raise InfraProblem("there is no capsule: the calls of the candidate were not recorded")
    for role, found in recordings.items():
        lost = sum(call.left_out for call in found.calls) + found.more.total()
        if lost:
            raise InfraProblem(
                f"there is no capsule: {lost} messages or calls of the {role} are too much to keep",
                hint="make the case smaller: less data, fewer actions",
            )
