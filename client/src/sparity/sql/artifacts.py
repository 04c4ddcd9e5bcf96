"""Local files that a session needs on its server: which they are, and their names there."""

from __future__ import annotations

import os
import urllib.parse
from pathlib import Path

from sparity.connect.artifacts import Artifact
from sparity.errors import PySparkRuntimeError, PySparkValueError

_PYTHON: tuple[str, ...] = (".py", ".zip", ".egg", ".jar")
_ARCHIVES = (".zip", ".jar", ".tar.gz", ".tgz", ".tar")
_JARS = (".jar",)
_ANY = ("",)
#: The folder on the server from which a file goes on to the file system of the cluster.
_FORWARDED = "forward_to_fs"


def artifacts(
    paths: tuple[str | os.PathLike[str], ...], pyfile: bool, archive: bool, file: bool
) -> list[Artifact]:
    """The files behind paths and `file:` URIs, in the folders that the server has for their kind.

    Raises:
        PySparkValueError: INVALID_MULTIPLE_ARGUMENT_CONDITIONS, they are of several kinds.
        PySparkRuntimeError: UNSUPPORTED_OPERATION for other schemes, and for endings that their
            kind does not have.
        OSError: one cannot be read.
    """
    if pyfile + archive + file > 1:
        raise PySparkValueError(
            errorClass="INVALID_MULTIPLE_ARGUMENT_CONDITIONS",
            messageParameters={
                "arg_names": "'pyfile', 'archive' and/or 'file'",
                "condition": "True together",
            },
        )
    if pyfile:
        folder, endings = "pyfiles", _PYTHON
    elif archive:
        folder, endings = "archives", _ARCHIVES
    elif file:
        folder, endings = "files", _ANY
    else:
        folder, endings = "jars", _JARS
    return [_artifact(os.fspath(path), folder, endings) for path in paths]


def forwarded(local_path: str, dest_path: str) -> Artifact:
    """A file on its way to the file system of the cluster.

    Raises:
        AssertionError: the local path is no file, or the other one is not absolute.
        OSError: it cannot be read.
    """
    if not Path(local_path).is_file():
        raise AssertionError("local path must be a file path.")
    if not dest_path.startswith("/"):
        raise AssertionError("destination FS path must be an absolute path.")
    return Artifact(_FORWARDED + dest_path, _readable(Path(local_path)))


def _artifact(given: str, folder: str, endings: tuple[str, ...]) -> Artifact:
    uri = urllib.parse.urlparse(given)
    if uri.scheme not in ("", "file"):
        raise _unsupported(f"{uri.scheme} scheme")
    path = Path(_local(uri.path) if uri.scheme else uri.path)
    if not path.name.endswith(endings):
        raise _unsupported(f"{path} file format")
    # The name under which the server unpacks an archive.
    unpacked_as = f"#{uri.fragment}" if folder == "archives" and uri.fragment else ""
    return Artifact(f"{folder}/{path.name}{unpacked_as}", _readable(path))


def _local(path: str) -> str:
    from urllib.request import url2pathname  # only here: it loads all of HTTP

    return url2pathname(path)


def _readable(path: Path) -> Path:
    """The path, made absolute; while the upload runs it would be too late to say that it fails."""
    with path.open("rb"):
        return path.resolve()


def _unsupported(operation: str) -> PySparkRuntimeError:
    return PySparkRuntimeError(
        errorClass="UNSUPPORTED_OPERATION", messageParameters={"operation": operation}
    )
