"""Builds the Spark Connect images of docker/ when they are missing; runs no containers."""

import io
import os
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sparity_lab.cache import Progress, digest_text, locked, silent
from sparity_lab.matrix import find_root
from sparity_lab.problems import InfraProblem
from sparity_lab.servers.docker_engine import engine, engine_errors
from sparity_lab.servers.jars import TABLE

IMAGE = "sparity-lab-spark"
LOCAL_BASE = "sparity-lab-base:bookworm"
PUBLISHED_BASE = "debian:bookworm-slim"
BASE_VARIABLE = "SPARITY_LAB_BASE_IMAGE"

# Where Debian keeps the certificates that its administrator has added.
_MACHINE_CERTIFICATES = Path("/usr/local/share/ca-certificates")
_PARTS = (
    "Dockerfile",
    "install-base.sh",
    "fetch-plugin.sh",
    "fetch-jars.sh",
    "serve.sh",
    "health.py",
    "log4j2.properties",
)
_HEARTBEAT_S = 15.0
_LOG_TAIL = 12


def build(
    version: str,
    progress: Progress = silent,
    *,
    root: Path | None = None,
    base: str | None = None,
) -> str:
    """The image that serves Spark `version`, built if it is missing; its name.

    `base` is the image to build on, else $SPARITY_LAB_BASE_IMAGE, else one that was made here
    before, else Debian's from a registry, else one made from Debian packages (which needs root on
    Debian). The name holds a digest of everything the image is made from, so an image of older
    sources is never taken. Raises `InfraProblem` when Docker or the build fails.
    """
    files = context_files(root or find_root(), version)
    digest = digest_text(*(f"{name} {content!r}" for name, content in sorted(files.items())))
    tag = f"{IMAGE}:{version}-{digest}"
    with locked(f"image-{version}", what=f"the image of Spark {version}", progress=progress):
        if not image_exists(tag):
            started = time.monotonic()
            chosen = base or os.environ.get(BASE_VARIABLE) or _base(root or find_root(), progress)
            progress(f"building image {tag} on {chosen} (some minutes)")
            _build(tag, version, chosen, files, progress)
            progress(f"image {tag} is ready ({time.monotonic() - started:.0f} s)")
    return tag


def image_exists(tag: str) -> bool:
    """Whether the engine has an image of this name."""
    with engine_errors("looking for an image"):
        return bool(engine().images.list(name=tag))


def context_files(root: Path, version: str) -> dict[str, bytes]:
    """What the image is made from, by path in the build context."""
    sources = [root / "docker" / part for part in _PARTS]
    sources.append(root / "matrix" / "constraints" / f"pyspark-{version}.txt")
    sources.append(root / TABLE)
    files = {}
    try:
        for path in sources:
            files[path.relative_to(root).as_posix()] = path.read_bytes()
        wire = Path(__file__).with_name("wire.py")
        files["harness/src/sparity_lab/servers/wire.py"] = wire.read_bytes()
        files["docker/ca/.gitignore"] = b""
        for folder in (_MACHINE_CERTIFICATES, root / "docker" / "ca"):
            for path in sorted(folder.glob("*.crt")):
                files[f"docker/ca/{path.name}"] = path.read_bytes()
    except OSError as error:
        raise InfraProblem(
            f"the image of Spark {version} cannot be built: a file is missing", causes=[error]
        ) from error
    return files


def context_archive(files: Mapping[str, bytes]) -> io.BytesIO:
    """A build context as the tar archive that an engine wants; equal files give equal bytes."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            entry.mode = 0o644
            tar.addfile(entry, io.BytesIO(content))
    archive.seek(0)
    return archive


def _build(
    tag: str, version: str, base: str, files: Mapping[str, bytes], progress: Progress
) -> None:
    arguments = {"BASE_IMAGE": base, "SPARK_VERSION": version}
    if index := os.environ.get("PIP_INDEX_URL"):
        arguments["PIP_INDEX_URL"] = index
    with engine_errors(f"building {tag}"):
        stream = engine().api.build(
            fileobj=context_archive(files),
            custom_context=True,
            dockerfile="docker/Dockerfile",
            tag=tag,
            buildargs=arguments,
            # The build downloads; the host's network is the one known to reach something.
            network_mode="host",
            rm=True,
            forcerm=True,
            decode=True,
        )
        _follow(stream, f"building the image of Spark {version}", progress)


def _follow(stream: Iterator[Mapping[str, Any]], doing: str, progress: Progress) -> None:
    """Read what the engine says until the build ends; raises `InfraProblem` when it failed."""
    said: list[str] = []
    told = started = time.monotonic()
    for event in stream:
        said += [line for line in str(event.get("stream", "")).splitlines() if line.strip()]
        if "error" in event:
            raise InfraProblem(
                f"{doing} failed",
                hint="the end of the build's output is above; behind a proxy that inspects TLS, "
                "put its certificate into docker/ca/",
                causes=[*said[-_LOG_TAIL:], str(event["error"])],
            )
        if said and time.monotonic() - told > _HEARTBEAT_S:
            told = time.monotonic()
            progress(f"{doing}, {told - started:.0f} s so far: {said[-1][:80]}")


def _base(root: Path, progress: Progress) -> str:
    """The base image to build on when none is named."""
    for name in (LOCAL_BASE, PUBLISHED_BASE):
        if image_exists(name):
            return name
    refusal = _pull(PUBLISHED_BASE, progress)
    if refusal is None:
        return PUBLISHED_BASE
    progress(f"no registry gives {PUBLISHED_BASE}; making a base image from Debian packages")
    _make_base(root, refusal, progress)
    return LOCAL_BASE


def _pull(name: str, progress: Progress) -> str | None:
    """Pull an image; None when it is there, else why it is not."""
    progress(f"pulling {name}")
    repository, _, tag = name.partition(":")
    try:
        with engine_errors(f"pulling {name}"):
            engine().images.pull(repository, tag=tag)
    except InfraProblem as problem:
        return "; ".join(str(cause) for cause in problem.causes) or problem.message
    return None


def _make_base(root: Path, refusal: str, progress: Progress) -> None:
    if not can_make_base():
        raise InfraProblem(
            f"no base image: {PUBLISHED_BASE} cannot be pulled, and none can be made here",
            hint=f"name an image of Debian in {BASE_VARIABLE}, or run docker/make-base-image.sh "
            "as root on Debian with mmdebstrap installed",
            causes=[refusal],
        )
    script = root / "docker" / "make-base-image.sh"
    progress("making the base image with mmdebstrap (half a minute to two)")
    done = subprocess.run(
        ["sh", str(script), LOCAL_BASE],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        raise InfraProblem(
            "making the base image failed",
            hint="mmdebstrap needs a Debian mirror; see docker/README.md",
            causes=(done.stdout + done.stderr).splitlines()[-_LOG_TAIL:],
        )


def can_make_base() -> bool:
    """Whether this machine can make a base image: root on Debian, with mmdebstrap and docker."""
    tools = shutil.which("mmdebstrap") and shutil.which("docker")
    return sys.platform == "linux" and os.geteuid() == 0 and bool(tools)
