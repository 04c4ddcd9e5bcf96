"""The Connect plugin of Spark 3.4 and 3.5, which their packages lack; fetched by their own Ivy."""

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sparity_lab.cache import Progress, appearing, cache_root, locked, silent
from sparity_lab.problems import InfraProblem
from sparity_lab.servers import maven
from sparity_lab.servers.java import Java

_GROUP, _ARTIFACT = "org.apache.spark", "spark-connect_2.12"


@dataclass(frozen=True, slots=True)
class ConnectPlugin:
    """The jar that makes a Spark a Connect server, and of which version it is."""

    jar: Path
    version: str
    spark: str

    @property
    def exact(self) -> bool:
        """Whether it is of the very version of Spark that it is used with."""
        return self.version == self.spark

    @property
    def warning(self) -> str | None:
        """What a reader of results has to know about it."""
        if self.exact:
            return None
        return (
            f"Spark {self.spark} serves with the Connect plugin of {self.version}: "
            f"the Maven repository at hand has none of {self.spark}"
        )


def ships_connect(jars: Path) -> bool:
    """Whether the jars of a Spark include its Connect server, as they do from 4.0 on."""
    return any(jars.glob("spark-connect_*.jar"))


def cached_plugin(spark: str) -> ConnectPlugin | None:
    """The plugin for a Spark version if it has been fetched before."""
    folder = _folder(spark)
    try:
        version = json.loads((folder / "plugin.json").read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, KeyError):
        return None
    jar = folder / f"{_ARTIFACT}-{version}.jar"
    return ConnectPlugin(jar, version, spark) if jar.is_file() else None


def connect_plugin(
    spark: str, jars: Path, java: Java, *, progress: Progress = silent
) -> ConnectPlugin:
    """The plugin for a Spark version, fetched on first use.

    The exact version if the Maven repository at hand has it, else the newest of the same line
    (`exact` is then False). Raises `InfraProblem` when there is none at all.
    """
    found = cached_plugin(spark)
    if found is not None:
        return found
    with locked(f"plugin-{spark}", what=f"Connect plugin {spark}", progress=progress):
        found = cached_plugin(spark)
        if found is None:
            found = _fetch(spark, jars, java, progress)
    return found


def _fetch(spark: str, jars: Path, java: Java, progress: Progress) -> ConnectPlugin:
    line = spark.rpartition(".")[0]
    said: list[str] = []
    for revision in (spark, f"{line}.+"):
        progress(f"fetching {_GROUP}:{_ARTIFACT}:{revision}")
        with tempfile.TemporaryDirectory(prefix="sparity-lab-") as scratch:
            said = maven.fetch(
                _GROUP, _ARTIFACT, revision, jars=jars, java=java, into=Path(scratch)
            )
            jar = next(Path(scratch).glob(f"{_ARTIFACT}-{line}.*.jar"), None)
            if jar is None:
                continue
            plugin = _keep(jar, spark)
        if plugin.warning:
            progress(f"warning: {plugin.warning}")
        return plugin
    raise InfraProblem(
        f"no Connect plugin for Spark {spark}: {_GROUP}:{_ARTIFACT} could not be fetched",
        hint="check that a Maven repository can be reached, or use a target of Spark 4.0 or later",
        causes=said,
    )


def _keep(jar: Path, spark: str) -> ConnectPlugin:
    """Put a fetched jar into the cache."""
    version = jar.stem.removeprefix(f"{_ARTIFACT}-")
    with appearing(_folder(spark)) as draft:
        shutil.copyfile(jar, draft / jar.name)
        about = json.dumps({"version": version, "spark": spark})
        (draft / "plugin.json").write_text(about, encoding="utf-8")
    return ConnectPlugin(_folder(spark) / jar.name, version, spark)


def _folder(spark: str) -> Path:
    return cache_root() / "plugins" / f"spark-connect-{spark}"
