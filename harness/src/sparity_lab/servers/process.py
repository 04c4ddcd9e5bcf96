"""A real Spark as a JVM of its own, from the `pyspark` package of its version; no shell scripts."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from sparity_lab.cache import Progress, digest_text, file_digest, silent
from sparity_lab.environments import Environment, Environments
from sparity_lab.matrix import Target
from sparity_lab.problems import InfraProblem
from sparity_lab.servers.base import Endpoint, ServerBase
from sparity_lab.servers.jars import extra_jars, fetched
from sparity_lab.servers.java import Java, java_for
from sparity_lab.servers.plugin import ConnectPlugin, connect_plugin, ships_connect
from sparity_lab.servers.probe import wait_ready
from sparity_lab.servers.supervised import SupervisedProcess, free_port, work_folder

# A start takes seconds; on a small machine that is busy with other servers, minutes.
_READY_S = 300.0
_LOG_TAIL = 15
_ATTEMPTS = 3
_PORT_TAKEN = ("Address already in use", "BindException")
_MAIN = "org.apache.spark.sql.connect.service.SparkConnectServer"
_MASTER = "local[2]"
_SHORT_QUERIES = (
    "-XX:+UseSerialGC",
    # A server of short queries spends more on its second compiler than it ever gets back.
    "-XX:TieredStopAtLevel=1",
    # With one compiler Java keeps 48 MiB of code, throws out what was compiled, and compiles it
    # again; and it collects all of the heap each time that classes need more room.
    "-XX:ReservedCodeCacheSize=256m",
    "-XX:MetaspaceSize=256m",
)
# Settings of the surroundings that would change the server behind the matrix's back.
_NOT_INHERITED = ("SPARK_", "PYSPARK_", "HADOOP_", "PYTHON", "JAVA_", "_JAVA_", "JDK_JAVA_")
_LOGGING = """\
rootLogger.level = warn
rootLogger.appenderRef.stderr.ref = stderr
appender.console.type = Console
appender.console.name = stderr
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n%ex{20}
"""


class ProcessServer(ServerBase):
    """The `process` provider.

    Everything it writes (warehouse, artifacts, shuffle files, Derby) is in a work folder of its
    own that goes away with it. `detached` makes it outlive this process. `long_lived` leaves the
    choice of compiler and collector to Java and all processors to Spark, as in production, where
    otherwise all is set for many short queries soon after the start.
    """

    def __init__(
        self,
        target: Target,
        environments: Environments,
        *,
        progress: Progress = silent,
        detached: bool = False,
        long_lived: bool = False,
        ready_s: float = _READY_S,
    ) -> None:
        if target.spark is None:
            raise ValueError(f"target {target.name} has no Spark version")
        self._target = target
        self._spark = target.spark
        self._environments = environments
        self._progress = progress
        self._detached = detached
        self._long_lived = long_lived
        self._ready_s = ready_s
        self._process: SupervisedProcess | None = None
        self._last_words: list[str] = []

    def start(self) -> Endpoint:
        """Make its environment if need be, start the JVM, wait until it answers."""
        reference = self._environments.reference(self._spark)
        jars = reference.package("pyspark") / "jars"
        java = java_for(self._spark, self._environments)
        plugin = None
        if not ships_connect(jars):
            plugin = connect_plugin(self._spark, jars, java, progress=self._progress)
        wanted = extra_jars(self._environments.root)
        extra = fetched(wanted, jars, java, progress=self._progress)
        for attempt in range(1, _ATTEMPTS + 1):
            port = free_port()
            process = self._launch(reference, java, plugin, extra, port)
            url = f"sc://127.0.0.1:{port}"
            try:
                version = wait_ready(
                    url, timeout_s=self._ready_s, alive=process.alive, name=self._target.name
                )
            except InfraProblem as problem:
                tail = process.logs(_LOG_TAIL)
                self.stop()
                # Between choosing a free port and binding it, somebody else may have taken it.
                if attempt < _ATTEMPTS and any(w in line for line in tail for w in _PORT_TAKEN):
                    continue
                raise InfraProblem(
                    problem.message,
                    hint="the end of its log is above; is there enough memory? "
                    "`sparity-lab doctor` looks at the machine",
                    causes=[*problem.causes, *tail],
                ) from problem
            return self._endpoint(url, version, reference, java, plugin, extra)
        raise AssertionError("the last attempt returns or raises")

    def alive(self) -> bool:
        """Whether the JVM is running."""
        return self._process is not None and self._process.alive()

    def stop(self) -> None:
        """End the JVM and its Python workers, remove the work folder."""
        process, self._process = self._process, None
        if process is not None:
            self._last_words = process.logs(200)
            process.stop()

    def logs(self, tail: int = 40) -> list[str]:
        """The last lines of the JVM's output; after `stop`, of the output at that time."""
        return self._process.logs(tail) if self._process else self._last_words[-tail:]

    @property
    def pid(self) -> int | None:
        """The JVM, while it is up."""
        return None if self._process is None else self._process.pid

    @property
    def watchdog_pid(self) -> int | None:
        """The process to end by SIGTERM, to end the server."""
        return None if self._process is None else self._process.watchdog_pid

    @property
    def log_file(self) -> Path | None:
        """Where the JVM writes to."""
        return None if self._process is None else self._process.log_file

    @property
    def _master(self) -> str:
        return "local[*]" if self._long_lived else _MASTER

    def _launch(
        self,
        reference: Environment,
        java: Java,
        plugin: ConnectPlugin | None,
        extra: Sequence[Path],
        port: int,
    ) -> SupervisedProcess:
        work = work_folder(self._target.name)
        (work / "tmp").mkdir()
        (work / "log4j2.properties").write_text(_LOGGING, encoding="utf-8")
        self._process = SupervisedProcess(self._target.name, work)
        home = reference.package("pyspark")
        classpath = [f"{home}/jars/*", *([str(plugin.jar)] if plugin else []), *map(str, extra)]
        command = [
            str(java.executable),
            *jvm_options(self._target.heap, work, java, long_lived=self._long_lived),
            "-cp",
            ":".join(classpath),
            "org.apache.spark.deploy.SparkSubmit",
            *submit_options(self._target.conf, work, port, master=self._master),
        ]
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(_NOT_INHERITED)},
            "SPARK_HOME": str(home),
            "SPARK_CONF_DIR": str(work),
            "SPARK_LOCAL_DIRS": f"{work}/local",
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": str(reference.python),
            "PYSPARK_DRIVER_PYTHON": str(reference.python),
            "JAVA_HOME": str(java.executable.resolve().parent.parent),
            "TZ": "UTC",
            "LC_ALL": "C.UTF-8",
        }
        self._process.start(command, environment=environment, detached=self._detached)
        return self._process

    def _endpoint(
        self,
        url: str,
        version: str,
        reference: Environment,
        java: Java,
        plugin: ConnectPlugin | None,
        extra: Sequence[Path],
    ) -> Endpoint:
        jars = reference.package("pyspark") / "jars"
        connect = plugin.jar if plugin else next(jars.glob("spark-connect_*.jar"))
        every = [*sorted(jars.glob("*.jar")), *extra]
        listing = [f"{jar.name} {jar.stat().st_size}" for jar in every]
        details = {
            "provider": "process",
            "spark": version,
            "environment": reference.digest,
            "jars": digest_text(*listing),
            "connect_jar": connect.name,
            "connect_jar_sha256": file_digest(connect),
            "extra_jars": " ".join(sorted(jar.name for jar in extra)),
            "java": java.version,
            "java_origin": java.origin,
            "heap": self._target.heap,
            "master": self._master,
            "java_flags": "Java's own" if self._long_lived else " ".join(_SHORT_QUERIES),
        }
        if plugin is not None:
            details["connect_plugin"] = plugin.version
        warnings = (plugin.warning,) if plugin and plugin.warning else ()
        return Endpoint(url, version, details, warnings)


def jvm_options(heap: str, work: Path, java: Java, *, long_lived: bool = False) -> list[str]:
    """The options of the JVM: its heap, its language and clock, where it writes."""
    return [
        f"-Xmx{heap}",
        # A server that is out of memory shall end, and be seen to, rather than hang.
        "-XX:+ExitOnOutOfMemoryError",
        *(() if long_lived else _SHORT_QUERIES),
        *java.opens,
        "-Djdk.reflect.useDirectMethodHandle=false",
        "-Dio.netty.tryReflectionSetAccessible=true",
        "-Duser.timezone=UTC",
        "-Duser.language=en",
        "-Duser.country=US",
        "-Dfile.encoding=UTF-8",
        f"-Djava.io.tmpdir={work}/tmp",
        f"-Dderby.system.home={work}",
        f"-Dlog4j2.configurationFile=file:{work}/log4j2.properties",
    ]


def submit_options(
    conf: Mapping[str, str],
    work: Path,
    port: int,
    address: str = "127.0.0.1",
    master: str = _MASTER,
) -> list[str]:
    """What Spark is told: its settings, where it writes and listens, and what it is to run."""
    settings = {
        "spark.sql.warehouse.dir": f"{work}/warehouse",
        **conf,
        "spark.driver.host": "localhost",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.connect.grpc.binding.address": address,
        "spark.connect.grpc.binding.port": str(port),
    }
    options = ["--master", master, "--name", "sparity-lab"]
    for name, value in settings.items():
        options += ["--conf", f"{name}={value}"]
    return [*options, "--class", _MAIN, "spark-internal"]
