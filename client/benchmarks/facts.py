"""What a measurement was made with and on: machine, commit, versions; measures nothing."""

from __future__ import annotations

import datetime
import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path

import psutil

_PACKAGES = ("grpcio", "numpy", "pandas", "polars", "protobuf", "pyarrow", "pyspark", "sparity")


def machine() -> dict[str, str]:
    """The computer, and how busy it is now."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "processors": str(len(os.sched_getaffinity(0)) if _linux() else os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "load": f"{os.getloadavg()[0]:.1f}",
    }


def now() -> str:
    """The moment, to the second, in UTC."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def commit(root: Path) -> str:
    """The commit that is checked out, with a `+` where files differ from it."""
    revision = _git(root, "rev-parse", "--short=12", "HEAD")
    if not revision:
        return "unknown"
    return f"{revision}+" if _git(root, "status", "--porcelain", "--", "client") else revision


def versions(site_packages: Path) -> dict[str, str]:
    """The versions of those packages of an environment that decide how fast a client is."""
    found = {
        one.name.lower(): one.version for one in metadata.distributions(path=[str(site_packages)])
    }
    return {name: found[name] for name in _PACKAGES if name in found}


def _processor() -> str:
    if _linux():
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _linux() -> bool:
    return platform.system() == "Linux"


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""
