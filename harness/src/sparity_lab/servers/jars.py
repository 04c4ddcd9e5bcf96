"""The jars that Spark servers get besides their own: read from matrix/jars.txt, fetched, kept."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sparity_lab.cache import Progress, appearing, cache_root, file_digest, locked, silent
from sparity_lab.problems import InfraProblem, UsageProblem
from sparity_lab.servers import maven
from sparity_lab.servers.java import Java

TABLE = Path("matrix", "jars.txt")


@dataclass(frozen=True, slots=True)
class ExtraJar:
    """A Maven artifact, and the SHA-256 that its jar has to have."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        """What the jar is called, as for Maven."""
        return f"{self.artifact}-{self.version}.jar"

    @property
    def cached(self) -> Path:
        """Where the jar is once it has been fetched."""
        return cache_root() / "jars" / self.sha256[:16] / self.file_name


def extra_jars(root: Path) -> list[ExtraJar]:
    """The table of the repository at `root`; raises `UsageProblem` for a line that is not one."""
    jars = []
    for number, line in enumerate((root / TABLE).read_text(encoding="utf-8").splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        if len(words) != 4:
            raise UsageProblem(
                f"{TABLE}:{number} is not a jar: {line.strip()}",
                hint="write: group, artifact, version, SHA-256",
            )
        jars.append(ExtraJar(*words))
    return jars


def fetched(
    wanted: Sequence[ExtraJar], jars: Path, java: Java, *, progress: Progress = silent
) -> list[Path]:
    """The files of extra jars, each fetched on first use with the Ivy in the folder `jars`.

    Raises `InfraProblem` when one cannot be had, or is not the one of the table: a server without
    it would fail the same way for every client, which looks like agreement.
    """
    for jar in wanted:
        if not jar.cached.is_file():
            with locked(f"jar-{jar.artifact}", what=jar.file_name, progress=progress):
                if not jar.cached.is_file():
                    _fetch(jar, jars, java, progress)
        digest = file_digest(jar.cached)
        if digest != jar.sha256:
            raise InfraProblem(
                f"{jar.cached} is not the jar that {TABLE} names: its SHA-256 is {digest}",
                hint="look whose Maven repository answers, and remove the file to fetch it again",
            )
    return [jar.cached for jar in wanted]


def _fetch(jar: ExtraJar, jars: Path, java: Java, progress: Progress) -> None:
    """Put a jar from the Maven repository at hand into the cache."""
    name = f"{jar.group}:{jar.artifact}:{jar.version}"
    progress(f"fetching {name}")
    with tempfile.TemporaryDirectory(prefix="sparity-lab-") as scratch:
        said = maven.fetch(
            jar.group, jar.artifact, jar.version, jars=jars, java=java, into=Path(scratch)
        )
        found = Path(scratch) / jar.file_name
        if not found.is_file():
            raise InfraProblem(
                f"{name}, which every Spark server of the lab has, could not be fetched",
                hint=f"check that a Maven repository can be reached, or put it at {jar.cached}",
                causes=said,
            )
        with appearing(jar.cached.parent) as draft:
            shutil.copyfile(found, draft / jar.file_name)
