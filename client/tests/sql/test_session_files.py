"""Files for the server: which folder they get, and what is refused before anything is sent."""

import pytest
from fake_session import fake_session

from sparity.errors import PySparkRuntimeError, PySparkValueError


@pytest.fixture
def session():
    return fake_session()


def sent(client):
    return [(one.name, one.data.name) for one in client.artifacts]


@pytest.mark.parametrize(
    ("given", "kind", "name"),
    [
        ("a.txt", "file", "files/a.txt"),
        ("a.jar", "file", "files/a.jar"),
        ("m.py", "pyfile", "pyfiles/m.py"),
        ("m.egg", "pyfile", "pyfiles/m.egg"),
        ("a.tar.gz", "archive", "archives/a.tar.gz"),
        ("a.jar", None, "jars/a.jar"),
    ],
)
def test_each_kind_has_its_folder(session, tmp_path, given, kind, name):
    spark, client = session
    (tmp_path / given).write_text("x")
    spark.addArtifacts(str(tmp_path / given), **({kind: True} if kind else {}))
    assert sent(client) == [(name, given)]


def test_an_archive_says_how_it_is_unpacked_and_a_file_does_not(session, tmp_path):
    spark, client = session
    (tmp_path / "a.zip").write_text("x")
    spark.addArtifact(f"{tmp_path / 'a.zip'}#data", archive=True)
    spark.addArtifact(f"{tmp_path / 'a.zip'}#data", file=True)
    assert sent(client) == [("archives/a.zip#data", "a.zip"), ("files/a.zip", "a.zip")]


def test_paths_uris_and_several_at_once(session, tmp_path):
    spark, client = session
    (tmp_path / "a b.txt").write_text("x")
    (tmp_path / "c.txt").write_text("x")
    spark.addArtifacts((tmp_path / "a b.txt").as_uri(), tmp_path / "c.txt", file=True)
    assert sent(client) == [("files/a b.txt", "a b.txt"), ("files/c.txt", "c.txt")]


def test_nothing_is_sent_for_nothing(session):
    spark, client = session
    spark.addArtifacts()
    assert client.artifacts == []


@pytest.mark.parametrize("kinds", [("pyfile", "file"), ("archive", "file"), ("pyfile", "archive")])
def test_a_file_is_of_one_kind(session, kinds):
    with pytest.raises(PySparkValueError) as caught:
        session[0].addArtifacts("a", **dict.fromkeys(kinds, True))
    assert caught.value.getCondition() == "INVALID_MULTIPLE_ARGUMENT_CONDITIONS"


@pytest.mark.parametrize(
    ("given", "kind", "operation"),
    [
        ("/x/a.txt", None, "/x/a.txt file format"),
        ("/x/a.txt", "pyfile", "/x/a.txt file format"),
        ("/x/a.txt", "archive", "/x/a.txt file format"),
        ("hdfs://x/a.jar", None, "hdfs scheme"),
        ("https://x/a.txt", "file", "https scheme"),
    ],
)
def test_what_a_server_could_not_use_is_refused(session, given, kind, operation):
    spark, client = session
    with pytest.raises(PySparkRuntimeError) as caught:
        spark.addArtifacts(given, **({kind: True} if kind else {}))
    assert caught.value.getCondition() == "UNSUPPORTED_OPERATION"
    assert caught.value.getMessageParameters() == {"operation": operation}
    assert client.artifacts == []


def test_a_file_that_is_not_there_stops_all(session, tmp_path):
    spark, client = session
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(FileNotFoundError):
        spark.addArtifacts(str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), file=True)
    with pytest.raises(IsADirectoryError):
        spark.addArtifacts(str(tmp_path), file=True)
    assert client.artifacts == []


def test_a_file_goes_on_to_the_file_system(session, tmp_path):
    spark, client = session
    (tmp_path / "a.txt").write_text("x")
    spark.copyFromLocalToFs(str(tmp_path / "a.txt"), "/data/b.txt")
    assert sent(client) == [("forward_to_fs/data/b.txt", "a.txt")]


@pytest.mark.parametrize(
    ("local", "there", "why"), [("a.txt", "b.txt", "absolute"), ("none", "/b.txt", "local path")]
)
def test_what_cannot_be_copied_is_told(session, tmp_path, local, there, why):
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(AssertionError, match=why):
        session[0].copyFromLocalToFs(str(tmp_path / local), there)
