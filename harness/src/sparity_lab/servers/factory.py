"""Chooses the provider that a target names; the only place that knows all of them."""

from collections.abc import Sequence
from pathlib import Path

from sparity_lab.cache import Progress, silent
from sparity_lab.environments import Environments
from sparity_lab.matrix import Target
from sparity_lab.servers.base import Server
from sparity_lab.servers.fake import InProcessFake, StandingFake
from sparity_lab.servers.process import ProcessServer
from sparity_lab.servers.remote import RemoteServer
from sparity_lab.servers.sail import SailServer


def make_server(
    target: Target,
    environments: Environments,
    *,
    shared: Sequence[Path] = (),
    progress: Progress = silent,
    detached: bool = False,
) -> Server:
    """A server for a target, not yet started.

    `shared` are the folders that server and drivers both have to reach under the same path (the
    data of the cases, the folder for their temporary files): a container gets them mounted.
    `detached` is for servers that stay up after this process has ended.
    """
    if target.provider == "process":
        return ProcessServer(target, environments, progress=progress, detached=detached)
    if target.provider == "sail":
        return SailServer(target, environments, progress=progress, detached=detached)
    if target.provider == "fake":
        return StandingFake(target) if detached else InProcessFake(target)
    if target.provider == "container":
        # Loads the Docker client, which nobody else needs.
        from sparity_lab.servers.container import ContainerServer

        return ContainerServer(
            target, shared=shared, progress=progress, detached=detached, root=environments.root
        )
    return RemoteServer(target)
