"""A PostgreSQL of one test: made in a temporary folder, run by an unprivileged user, then gone."""

import contextlib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sparity_lab.servers.supervised import SupervisedProcess, free_port

USER = "lab"
# Whom PostgreSQL is run by where the tests are run by root: Debian's package makes this user.
_OWNER = "postgres"
_READY_S = 30.0


def why_not() -> str | None:
    """Why no PostgreSQL can be run here; None if one can."""
    if _programs() is None:
        return "PostgreSQL's server programs are not here: apt-get install postgresql"
    if os.geteuid() == 0 and (_owner() is None or shutil.which("setpriv") is None):
        return f"PostgreSQL refuses to run as root, and there is no user {_OWNER} or no setpriv"
    return None


@dataclass(frozen=True)
class PostgreSQL:
    """A server that answers, and how to ask it without Spark."""

    port: int
    password: str
    pid: int
    programs: Path

    @property
    def url(self) -> str:
        """Its JDBC address."""
        return f"jdbc:postgresql://127.0.0.1:{self.port}/postgres"

    def ask(self, statement: str) -> list[str]:
        """What `psql` answers, a line a row, the fields apart by `|`."""
        return self._psql(statement, check=True).stdout.splitlines()

    def answers(self) -> bool:
        """Whether it takes connections by now."""
        return self._psql("select 1", check=False).returncode == 0

    def _psql(self, statement: str, *, check: bool) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [self.programs / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement],
            env={
                "PGHOST": "127.0.0.1",
                "PGPORT": str(self.port),
                "PGUSER": USER,
                "PGPASSWORD": self.password,
                "PGDATABASE": "postgres",
                "LC_ALL": "C.UTF-8",
            },
            capture_output=True,
            text=True,
            check=check,
        )


@contextlib.contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """A new, empty server that lets nobody in without the password; nothing of it stays."""
    programs = _programs()
    assert programs is not None, why_not()
    # The folders of pytest are closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="sparity-lab-postgresql-"))
    process = SupervisedProcess("postgresql", folder)
    try:
        password = secrets.token_hex(8)
        secret = folder / "password"
        secret.write_text(password, encoding="utf-8")
        as_owner = _given_to_owner(folder, secret)
        options = ["--auth=scram-sha-256", f"--username={USER}", f"--pwfile={secret}"]
        options += ["--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run(
            [*as_owner, programs / "initdb", "-D", folder / "data", *options],
            check=True,
            capture_output=True,
            cwd=folder,
        )
        port = free_port()
        options = [f"--port={port}", "--listen_addresses=127.0.0.1", "--timezone=UTC"]
        options += [f"--unix_socket_directories={folder}", "--fsync=off"]
        command = [*as_owner, str(programs / "postgres"), "-D", str(folder / "data"), *options]
        process.start(command, environment=os.environ)
        assert process.pid is not None
        server = PostgreSQL(port, password, process.pid, programs)
        deadline = time.monotonic() + _READY_S
        while not server.answers():
            assert process.alive(), process.logs()
            assert time.monotonic() < deadline, process.logs()
            time.sleep(0.2)
        yield server
    finally:
        process.stop()


def _programs() -> Path | None:
    """The folder of the newest PostgreSQL's server programs."""
    # Debian keeps them off the search path.
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name)
    )
    found = shutil.which("postgres")
    folders += [Path(found).resolve().parent] if found else []
    wanted = ("initdb", "postgres", "psql")
    return next((f for f in folders if all((f / program).exists() for program in wanted)), None)


def _owner() -> pwd.struct_passwd | None:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(_OWNER)
    return None


def _given_to_owner(*paths: Path) -> list[str]:
    """Let the unprivileged user have these; how to begin a command that he shall run."""
    owner = _owner() if os.geteuid() == 0 else None
    if owner is None:
        return []
    for path in paths:
        os.chown(path, owner.pw_uid, owner.pw_gid)
    return ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
