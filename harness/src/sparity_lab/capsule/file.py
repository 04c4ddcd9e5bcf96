"""A capsule as one zip file: written whole or not at all, read with suspicion."""

import io
import json
import zipfile
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from sparity_lab.capsule.model import Capsule, Manifest, Role
from sparity_lab.capsule.traffic import from_lines, to_lines
from sparity_lab.problems import UsageProblem
from sparity_lab.record.tape import RecordedCall
from sparity_lab.report.files import write_atomically

MANIFEST = "capsule.json"
README = "README.txt"
SUITES = "parity_suites"
_TRAFFIC = "traffic"

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""No times in the file but those in the manifest."""

MAX_BYTES = 512 * 2**20
"""A file that unpacks to more than this is no capsule of ours."""

_ABOUT = """\
A repro capsule of sparity-lab: {case} with {client} on Spark {version}: {verdict}.

{manifest}   what was run with what, both outcomes, the verdict
{suites}/   the case, what it imports, the data it reads
{traffic}/*.ndjson   every request and the server's answers, a call a line

Replay it without Spark: sparity-lab repro --replay FILE
That runs the case in it: replay only capsules of people whose code you would run.
"""


def write_capsule(path: Path, capsule: Capsule) -> Path:
    """Write a capsule.

    Raises:
        InfraProblem: the folder cannot be written, or is full.
    """
    manifest = capsule.manifest
    about = _ABOUT.format(
        case=manifest.case.id,
        client=manifest.record.client,
        version=manifest.server.spark_version,
        verdict=manifest.record.verdict,
        manifest=MANIFEST,
        suites=SUITES,
        traffic=_TRAFFIC,
    )
    entries: dict[str, str | bytes] = {
        README: about,
        MANIFEST: json.dumps(manifest.model_dump(mode="json", by_alias=True), indent=2) + "\n",
    }
    entries |= {f"{SUITES}/{name}": content for name, content in capsule.files.items()}
    entries |= {_traffic_of(role): to_lines(calls) for role, calls in capsule.traffic.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return write_atomically(path, packed.getvalue())


def read_capsule(path: Path) -> Capsule:
    """Read a capsule.

    Raises:
        UsageProblem: there is none, it is damaged, or another lab's version wrote it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
                raise ValueError("it is too large")
            manifest = Manifest.model_validate_json(archive.read(MANIFEST))
            files = {
                _inside(name): archive.read(name)
                for name in archive.namelist()
                if name.startswith(f"{SUITES}/")
            }
            if manifest.case.file not in files:
                raise ValueError("the file of its case is missing")
            traffic: dict[Role, list[RecordedCall]] = {
                role: from_lines(archive.read(_traffic_of(role)).decode("utf-8"))
                for role in manifest.sides
            }
    except FileNotFoundError as problem:
        raise UsageProblem(
            f"there is no capsule {path}",
            hint="sparity-lab repro CASE --save FILE writes one",
        ) from problem
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as problem:
        raise UsageProblem(
            f"{path} is not a whole capsule of this lab",
            hint="write it again: sparity-lab repro CASE --save FILE",
            causes=[_why(problem)],
        ) from problem
    return Capsule(manifest, files, traffic)


def unpack(capsule: Capsule, folder: Path) -> Path:
    """Put the files of the case below `folder`; the folder of the suites."""
    suites = folder / SUITES
    for name, content in capsule.files.items():
        file = suites / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (suites / "data").mkdir(parents=True, exist_ok=True)
    return suites


def _traffic_of(role: Role) -> str:
    return f"{_TRAFFIC}/{role}.ndjson"


def _inside(name: str) -> str:
    """The path of an entry below the suites; refuses one that leads elsewhere."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise ValueError(f"an entry leads out of it: {name!r}")
    return path.relative_to(SUITES).as_posix()


def _why(problem: Exception) -> str:
    if isinstance(problem, ValidationError):
        first = problem.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(problem)
