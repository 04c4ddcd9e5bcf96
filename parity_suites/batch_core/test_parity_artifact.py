"""Files for a session: which kinds there are, what is refused, and what the server then has.

Which names the server knows is asked by `LIST FILES`, `LIST JARS` and `LIST ARCHIVES`. They tell of
all sessions, so every case takes names that nobody else has, and leaves what is unique out.
"""

import io
import uuid
import zipfile

from parity_suites.case import case


def _archive():
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("package/__init__.py", "value = 5\n")
    return whole.getvalue()


class _Files:
    """Files whose names begin alike, as nobody else's do."""

    def __init__(self, folder):
        self.folder = folder
        self.start = f"f{uuid.uuid4().hex}_"

    def write(self, name, content):
        path = self.folder / (self.start + name)
        path.write_bytes(content)
        return path

    def listed(self, spark, kind):
        names = (row[0].rsplit("/", 1)[-1] for row in spark.sql(f"LIST {kind}").collect())
        return sorted(name[len(self.start) :] for name in names if name.startswith(self.start))


@case(mirrors="artifact.test_add_file", since="3.5")
def files_as_they_are(spark, tmp):
    """Any name, several at once, by path and by URI; one may be empty."""
    files = _Files(tmp)
    towns, empty = files.write("towns.csv", b"a,b\n"), files.write("empty.bin", b"")
    result = spark.addArtifacts(str(towns), str(empty), file=True)
    spark.addArtifact(files.write("note.txt", b"hello").as_uri(), file=True)
    return {"returns": result, "files": files.listed(spark, "FILES")}


@case(mirrors="artifact.test_add_pyfile", since="3.5")
def modules_of_python(spark, tmp):
    """A module is a file of the session, too."""
    files = _Files(tmp)
    spark.addArtifacts(str(files.write("helper.py", b"value = 5\n")), pyfile=True)
    return files.listed(spark, "FILES")


@case(mirrors="artifact.test_add_zipped_package", since="3.5")
def a_package_in_an_archive(spark, tmp):
    """A zipped package counts as a module."""
    files = _Files(tmp)
    spark.addArtifacts(str(files.write("package.zip", _archive())), pyfile=True)
    return files.listed(spark, "FILES")


@case(mirrors="artifact.test_add_archive", since="3.5")
def archives_to_unpack(spark, tmp):
    """One under its own name, one under another."""
    files = _Files(tmp)
    plain, named = (files.write(name, _archive()) for name in ("plain.zip", "named.zip"))
    spark.addArtifacts(str(plain), f"{named}#other", archive=True)
    return files.listed(spark, "ARCHIVES")


@case(mirrors="artifact.test_basic_requests", since="3.5")
def jars_need_no_word(spark, tmp):
    """Without a kind, files are jars."""
    files = _Files(tmp)
    spark.addArtifacts(str(files.write("small.jar", _archive())))
    return files.listed(spark, "JARS")


@case(
    mirrors="artifact.test_chunked_artifacts",
    since="3.5",
    params={
        "chunk": {"size": 32 * 1024},
        "byte_more": {"size": 32 * 1024 + 1},
        "many": {"size": 300_000},
    },
)
def files_of_many_sizes(spark, tmp, size):
    """What does not fit into one message arrives whole: the server checks every piece."""
    files = _Files(tmp)
    large = files.write("large.bin", bytes(n % 251 for n in range(size)))
    spark.addArtifacts(str(large), file=True)
    return files.listed(spark, "FILES")


@case(mirrors="artifact.test_single_chunked_and_chunked_artifact", since="3.5")
def small_and_large_files_at_once(spark, tmp):
    """Those of one message and those of several, in any order."""
    files = _Files(tmp)
    paths = [
        files.write(name, b"x" * size)
        for name, size in (("a", 9), ("b", 40_000), ("c", 20_000), ("d", 20_000), ("e", 70_000))
    ]
    spark.addArtifacts(*map(str, paths), file=True)
    return files.listed(spark, "FILES")


@case(mirrors="artifact.test_artifacts_cannot_be_overwritten", since="4.0")
def the_same_again_and_something_else(spark, tmp, api):
    """The same file may come again; another one of its name may not."""
    path = str(tmp / "note.txt")
    (tmp / "note.txt").write_bytes(b"hello")
    spark.addArtifacts(path, file=True)
    spark.addArtifacts(path, file=True)
    (tmp / "note.txt").write_bytes(b"changed")
    return api.error_of(lambda: spark.addArtifacts(path, file=True))


@case(mirrors="artifact.test_add_not_existing_artifact", since="3.5")
def files_that_are_not_there(spark, tmp, api):
    """A file that cannot be opened is an error before anything is sent."""
    missing = api.error_of(lambda: spark.addArtifacts(str(tmp / "none.txt"), file=True))
    folder = api.error_of(lambda: spark.addArtifacts(str(tmp), file=True))
    return {"missing": type(missing).__name__, "folder": type(folder).__name__}


@case(
    mirrors="artifact.test_add_not_existing_artifact",
    since="3.5",
    params={
        "text_as_jar": {"name": "a.txt", "kind": {}},
        "text_as_module": {"name": "a.txt", "kind": {"pyfile": True}},
        "text_as_archive": {"name": "a.txt", "kind": {"archive": True}},
    },
)
def endings_that_a_kind_does_not_have(spark, tmp, name, kind):
    """Only some endings fit."""
    (tmp / name).write_bytes(b"x")
    try:
        spark.addArtifacts(str(tmp / name), **kind)
    except Exception as error:
        return {"class": type(error).__name__, "named": f"{tmp / name} file format" in str(error)}
    return None


@case(
    mirrors="artifact.test_add_not_existing_artifact",
    since="3.5",
    params={
        "two": {"kinds": {"pyfile": True, "file": True}},
        "other_two": {"kinds": {"archive": True, "file": True}},
        "all": {"kinds": {"pyfile": True, "archive": True, "file": True}},
    },
)
def files_of_several_kinds(spark, api, kinds):
    """A file is of one kind."""
    return api.error_of(lambda: spark.addArtifacts("a.zip", **kinds))


@case(
    mirrors="artifact.test_add_not_existing_artifact",
    since="3.5",
    params={scheme: {"scheme": scheme} for scheme in ("hdfs", "https", "ivy")},
)
def files_from_elsewhere(spark, api, scheme):
    """Only local files can be sent."""
    return api.error_of(lambda: spark.addArtifacts(f"{scheme}://host/a.jar", file=True))


@case(mirrors="artifact.test_copy_from_local_to_fs", since="3.5")
def copies_that_cannot_be(spark, tmp, api):
    """A path that is not absolute, and a local one that is no file."""
    (tmp / "note.txt").write_bytes(b"hello")
    note = str(tmp / "note.txt")
    return {
        "not absolute": type(
            api.error_of(lambda: spark.copyFromLocalToFs(note, "there/note.txt"))
        ).__name__,
        "no file": type(
            api.error_of(lambda: spark.copyFromLocalToFs(str(tmp / "none"), "/there"))
        ).__name__,
    }
