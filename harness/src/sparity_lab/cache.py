"""The lab's cache folder: locks between runs and folders that appear whole or not at all."""

import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from sparity_lab.problems import InfraProblem

CACHE_VARIABLE = "SPARITY_LAB_CACHE"

Progress = Callable[[str], None]
"""Called with one short line whenever something slow begins, goes on or ends."""

_LOCK_POLL_S = 0.2
_LOCK_REMINDER_S = 15.0


def silent(message: str) -> None:
    """A `Progress` that shows nothing."""


def cache_root() -> Path:
    """The folder under which everything lives that the lab downloads or builds."""
    given = os.environ.get(CACHE_VARIABLE)
    if given:
        return Path(given).expanduser().absolute()
    return platformdirs.user_cache_path("sparity-lab")


def cache_folder(*parts: str) -> Path:
    """A folder below the cache, made if need be."""
    folder = cache_root().joinpath(*parts)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_problem(error, folder) from error
    return folder


def storage_problem(error: OSError, path: Path) -> InfraProblem:
    """A disk error in words: full disk, missing permission, or what the system says."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        message, hint = f"no space left for {path}", f"free some space or set {CACHE_VARIABLE}"
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        message, hint = (
            f"no permission to write {path}",
            f"set {CACHE_VARIABLE} to a folder of yours",
        )
    else:
        message, hint = f"cannot write {path}", f"check the disk, or set {CACHE_VARIABLE}"
    return InfraProblem(message, hint=hint, causes=[error])


@contextmanager
def locked(name: str, *, what: str, progress: Progress = silent) -> Iterator[None]:
    """Hold the lock `name` among all runs of this machine; tells `progress` when it has to wait.

    The system lets go of the lock when its holder dies, so a killed run blocks nobody.
    """
    path = cache_folder("locks") / f"{name}.lock"
    with path.open("w", encoding="utf-8") as handle:
        waited_since = reminded = time.monotonic()
        told = False
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                now = time.monotonic()
                if not told or now - reminded > _LOCK_REMINDER_S:
                    progress(
                        f"waiting for another run that makes {what} ({now - waited_since:.0f} s)"
                    )
                    told, reminded = True, now
                time.sleep(_LOCK_POLL_S)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def using(name: str) -> Iterator[None]:
    """Say to every run of this machine that the folder `name` of the cache is needed."""
    with _use_lock(name).open("w", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield


@contextmanager
def unused(name: str) -> Iterator[bool]:
    """Whether no process uses the folder `name`; none begins to before the block ends."""
    with _use_lock(name).open("w", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _use_lock(name: str) -> Path:
    return cache_folder("locks") / f"use-{name}.lock"


@contextmanager
def appearing(final: Path) -> Iterator[Path]:
    """A temporary folder that becomes `final` when the block ends well, and vanishes otherwise."""
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{final.name}-", dir=final.parent))
    except OSError as error:
        raise storage_problem(error, final) from error
    try:
        yield draft
        if final.exists():
            shutil.rmtree(final)
        draft.chmod(0o755)
        draft.rename(final)
    except OSError as error:
        raise storage_problem(error, final) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def digest_text(*parts: str) -> str:
    """A short digest of texts, for names of folders."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(f"{len(part)}:{part}".encode())
    return whole.hexdigest()[:16]


def digest_files(base: Path, files: Iterable[Path]) -> str:
    """A short digest of files: their names seen from `base`, and their bytes."""
    whole = hashlib.sha256()
    for path in sorted(files):
        content = path.read_bytes()
        whole.update(f"{path.relative_to(base).as_posix()}:{len(content)}:".encode())
        whole.update(content)
    return whole.hexdigest()[:16]


def file_digest(path: Path) -> str:
    """The SHA-256 of one file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
