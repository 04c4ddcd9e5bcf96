"""Fetching the Connect plugin, with a stand-in for Ivy."""

from pathlib import Path

import pytest

from sparity_lab.problems import InfraProblem
from sparity_lab.servers.java import Java
from sparity_lab.servers.plugin import cached_plugin, connect_plugin, ships_connect

IVY = """#!/bin/sh
echo "$@" >> {log}
for last; do :; done
into=${{last%/*}}
case "$*" in
{answers}
    *) echo ':: UNRESOLVED DEPENDENCIES' ; exit 1 ;;
esac
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARITY_LAB_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def jars(tmp_path: Path) -> Path:
    folder = tmp_path / "jars"
    folder.mkdir()
    (folder / "ivy-2.5.1.jar").touch()
    (folder / "spark-core_2.12-3.5.9.jar").touch()
    return folder


def repository(tmp_path: Path, having: dict[str, str]) -> Java:
    """A Java whose Ivy finds these: revision asked for, version given."""
    lines = [
        f'*"spark-connect_2.12 {asked} "*) touch "$into/spark-connect_2.12-{given}.jar" '
        f'"$into/unused-1.0.0.jar" ;;'
        for asked, given in having.items()
    ]
    java = tmp_path / "java"
    text = IVY.format(log=tmp_path / "asked.log", answers="\n".join(lines))
    java.write_text(text, encoding="utf-8")
    java.chmod(0o755)
    return Java(java, "17.0.1", "machine")


def asked(tmp_path: Path) -> list[str]:
    return (tmp_path / "asked.log").read_text(encoding="utf-8").splitlines()


def test_the_exact_version_is_taken_when_it_is_there(tmp_path: Path, jars: Path) -> None:
    java = repository(tmp_path, {"3.5.9": "3.5.9", r"3.5.+": "3.5.9"})
    plugin = connect_plugin("3.5.9", jars, java)
    assert plugin.exact
    assert plugin.warning is None
    assert plugin.jar.is_file()
    assert len(asked(tmp_path)) == 1


def test_otherwise_the_newest_of_the_line_is_taken_and_said_loudly(
    tmp_path: Path, jars: Path
) -> None:
    messages: list[str] = []
    java = repository(tmp_path, {"3.5.+": "3.5.7"})
    plugin = connect_plugin("3.5.9", jars, java, progress=messages.append)
    assert (plugin.version, plugin.exact) == ("3.5.7", False)
    assert messages[-1] == f"warning: {plugin.warning}"
    assert "3.5.7" in str(plugin.warning)
    assert "3.5.9" in str(plugin.warning)


def test_it_is_fetched_once_and_keeps_saying_what_it_is(tmp_path: Path, jars: Path) -> None:
    java = repository(tmp_path, {"3.5.+": "3.5.7"})
    first = connect_plugin("3.5.9", jars, java)
    before = asked(tmp_path)
    assert connect_plugin("3.5.9", jars, java) == first == cached_plugin("3.5.9")
    assert asked(tmp_path) == before


def test_a_version_of_another_line_is_not_taken(tmp_path: Path, jars: Path) -> None:
    java = repository(tmp_path, {"3.5.+": "3.6.0"})
    with pytest.raises(InfraProblem):
        connect_plugin("3.5.9", jars, java)


def test_none_at_all_is_told_with_what_ivy_said(tmp_path: Path, jars: Path) -> None:
    with pytest.raises(InfraProblem) as caught:
        connect_plugin("3.5.9", jars, repository(tmp_path, {}))
    assert "UNRESOLVED" in caught.value.render()
    assert cached_plugin("3.5.9") is None


def test_a_damaged_cache_is_not_believed(tmp_path: Path, jars: Path) -> None:
    java = repository(tmp_path, {"3.5.9": "3.5.9"})
    connect_plugin("3.5.9", jars, java).jar.unlink()
    assert cached_plugin("3.5.9") is None
    assert connect_plugin("3.5.9", jars, java).jar.is_file()


def test_jars_without_ivy_are_told(tmp_path: Path, jars: Path) -> None:
    (jars / "ivy-2.5.1.jar").unlink()
    with pytest.raises(InfraProblem, match="no Ivy"):
        connect_plugin("3.5.9", jars, repository(tmp_path, {}))


def test_spark_4_brings_its_own(jars: Path) -> None:
    assert not ships_connect(jars)
    (jars / "spark-connect_2.13-4.1.1.jar").touch()
    assert ships_connect(jars)
