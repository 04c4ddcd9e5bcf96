"""A real Spark in a container of the image from docker/, through testcontainers."""

import contextlib
import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from sparity_lab.cache import Progress, silent
from sparity_lab.matrix import Target
from sparity_lab.problems import InfraProblem
from sparity_lab.servers import images, reaper
from sparity_lab.servers.base import Endpoint, ServerBase
from sparity_lab.servers.docker_engine import engine, engine_errors
from sparity_lab.servers.probe import wait_ready

_PORT = 15002
_READY_S = 300.0
_LOG_TAIL = 15
_RYUK_VARIABLE = "TESTCONTAINERS_RYUK_DISABLED"
# Asked of the container itself, so that a run records what serves and not what was meant to.
_ABOUT = (
    "import glob, json, os, subprocess;"
    "jars = glob.glob('/opt/spark/jars/spark-connect_*') + glob.glob('/opt/sparity/plugin/*.jar');"
    "java = subprocess.run(['java', '-version'], capture_output=True, text=True).stderr;"
    "extra = sorted(os.path.basename(jar) for jar in glob.glob('/opt/sparity/jars/*.jar'));"
    "print(json.dumps({'connect_jar': os.path.basename(jars[0]), 'java': java.split('\"')[1],"
    " 'extra_jars': ' '.join(extra)}))"
)


class ContainerServer(ServerBase):
    """The `container` provider.

    The image is built when it is missing. `shared` folders are mounted under the same path, and
    the server runs under the identity of this process, so that both sides can write there.
    """

    def __init__(
        self,
        target: Target,
        *,
        shared: Sequence[Path] = (),
        progress: Progress = silent,
        detached: bool = False,
        root: Path | None = None,
    ) -> None:
        if target.spark is None:
            raise ValueError(f"target {target.name} has no Spark version")
        self._target = target
        self._spark = target.spark
        self._shared = [folder.resolve() for folder in shared]
        self._progress = progress
        self._detached = detached
        self._root = root
        self._container: DockerContainer | None = None
        self._reaper: subprocess.Popen[bytes] | None = None
        self._last_words: list[str] = []

    def start(self) -> Endpoint:
        """Build the image if need be, run it, wait until it answers."""
        engine()
        tag = images.build(self._spark, self._progress, root=self._root)
        container = self._described(tag)
        # The lab's own reaper needs no image; testcontainers' one is used when it is asked for.
        testcontainers_config.ryuk_disabled = os.environ.get(_RYUK_VARIABLE, "true") != "false"
        with engine_errors(f"starting a container of {tag}"):
            container.start()
        self._container = container
        if not self._detached:
            self._reaper = reaper.watch(self.container_id)
        with engine_errors("asking for the container's port"):
            host = container.get_container_host_ip()
            url = f"sc://{host}:{container.get_exposed_port(_PORT)}"
        try:
            version = wait_ready(url, timeout_s=_READY_S, alive=self.alive, name=self._target.name)
        except InfraProblem as problem:
            tail = self.logs(_LOG_TAIL)
            self.stop()
            raise InfraProblem(problem.message, causes=[*problem.causes, *tail]) from problem
        return self._endpoint(url, version, tag)

    def alive(self) -> bool:
        """Whether the container is running."""
        if self._container is None:
            return False
        try:
            with engine_errors("looking at a container"):
                wrapped = self._container.get_wrapped_container()
                wrapped.reload()
                return bool(wrapped.status == "running")
        except InfraProblem:
            return False

    def stop(self) -> None:
        """Remove the container."""
        container, self._container = self._container, None
        if container is not None:
            self._last_words = _log_of(container, 200)
            reaper.remove(str(container.get_wrapped_container().id))
        watcher, self._reaper = self._reaper, None
        if watcher is not None:
            if watcher.stdin is not None:
                with contextlib.suppress(OSError):
                    watcher.stdin.close()
            watcher.kill()
            watcher.wait()

    def logs(self, tail: int = 40) -> list[str]:
        """The last lines of its output; after `stop`, of the output at that time."""
        if self._container is None:
            return self._last_words[-tail:]
        return _log_of(self._container, tail)

    @property
    def container_id(self) -> str:
        """The engine's name for it."""
        if self._container is None:
            raise ValueError("the container is not running")
        return str(self._container.get_wrapped_container().id)

    def _described(self, tag: str) -> DockerContainer:
        conf = [part for k, v in self._target.conf.items() for part in ("--conf", f"{k}={v}")]
        container = (
            DockerContainer(tag)
            .with_exposed_ports(_PORT)
            .with_env("SPARK_HEAP", self._target.heap)
            .with_command(conf)
            .with_kwargs(mem_limit=self._target.memory, user=f"{os.getuid()}:0")
        )
        for folder in self._shared:
            container.with_volume_mapping(str(folder), str(folder), "rw")
        return container

    def _endpoint(self, url: str, version: str, tag: str) -> Endpoint:
        if self._container is None:
            raise ValueError("the container is not running")
        with engine_errors("asking a container what it is"):
            wrapped = self._container.get_wrapped_container()
            answer = self._container.exec(["/opt/spark-python/bin/python", "-c", _ABOUT])
            about = json.loads(answer.output) if answer.exit_code == 0 else {}
            details = {
                "provider": "container",
                "spark": version,
                "image": tag,
                "image_id": str(wrapped.image.id),
                "heap": self._target.heap,
                "memory": self._target.memory,
                **about,
            }
        plugin = _plugin_version(details.get("connect_jar", ""))
        warnings: tuple[str, ...] = ()
        if self._spark.startswith("3.") and plugin:
            details["connect_plugin"] = plugin
            if plugin != self._spark:
                warnings = (f"Spark {self._spark} serves with the Connect plugin of {plugin}",)
        return Endpoint(url, version, details, warnings)


def _plugin_version(jar: str) -> str:
    return jar.removesuffix(".jar").rpartition("-")[2]


def _log_of(container: DockerContainer, tail: int) -> list[str]:
    try:
        with engine_errors("reading a container's log"):
            text: bytes = container.get_wrapped_container().logs(tail=tail)
    except InfraProblem:
        return []
    return text.decode("utf-8", errors="replace").splitlines()
