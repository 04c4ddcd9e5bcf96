"""What a server is made of, as one digest, where this machine makes it of pinned parts alone."""

from sparity_lab.cache import Progress, digest_text, silent
from sparity_lab.environments import SAIL_CONSTRAINTS, Environments
from sparity_lab.matrix import Target
from sparity_lab.problems import InfraProblem
from sparity_lab.servers.jars import TABLE
from sparity_lab.servers.java import java_for
from sparity_lab.servers.plugin import connect_plugin, ships_connect


def server_digest(
    target: Target, environments: Environments, *, progress: Progress = silent
) -> str | None:
    """The digest of a target's server; None where nobody can tell whether it has changed.

    What it is made of is made ready, because of some parts the version is known only then.

    An image or a server elsewhere may be another one under the same name.
    """
    told = target.model_dump_json()
    if target.provider == "sail":
        pins = environments.root / "matrix" / SAIL_CONSTRAINTS
        return digest_text(told, pins.read_text(encoding="utf-8"))
    if target.provider == "fake":
        # Its code is the lab's, of which a result depends in any case.
        return digest_text(told)
    if target.provider != "process" or target.spark is None:
        return None
    reference = environments.reference(target.spark)
    java = java_for(target.spark, environments)
    plugin = ""
    own_jars = reference.package("pyspark") / "jars"
    if not ships_connect(own_jars):
        try:
            found = connect_plugin(target.spark, own_jars, java, progress=progress)
        except InfraProblem:
            return None  # who starts the server tells why
        plugin = found.jar.name
    jars = (environments.root / TABLE).read_text(encoding="utf-8")
    return digest_text(told, reference.digest, java.version, str(java.executable), plugin, jars)
