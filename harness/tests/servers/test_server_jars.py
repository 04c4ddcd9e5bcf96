"""The jars that servers get besides Spark's own: the table, and a stand-in for Ivy."""

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from sparity_lab.problems import InfraProblem, UsageProblem
from sparity_lab.servers import jars as module
from sparity_lab.servers.jars import ExtraJar, extra_jars, fetched
from sparity_lab.servers.java import Java

ROOT = Path(__file__).parents[3]
CONTENT = "a driver"
SHA256 = hashlib.sha256(CONTENT.encode()).hexdigest()
DRIVER = ExtraJar("org.example", "driver", "1.0", SHA256)
# Whatever it is asked for, it writes this jar to where the last argument says.
IVY = f"""#!/bin/sh
echo "$@" >> "${{0%/*}}/asked.log"
for last; do :; done
printf '{CONTENT}' > "${{last%/*}}/driver-1.0.jar"
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARITY_LAB_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def spark_jars(tmp_path: Path) -> Path:
    folder = tmp_path / "jars"
    folder.mkdir()
    (folder / "ivy-2.5.1.jar").touch()
    return folder


def java(folder: Path, program: str = IVY) -> Java:
    executable = folder / "java"
    executable.write_text(program, encoding="utf-8")
    executable.chmod(0o755)
    return Java(executable, "17.0.1", "machine")


def test_the_table_pins_drivers_of_the_databases_that_cases_use() -> None:
    table = {jar.artifact: jar for jar in extra_jars(ROOT)}
    assert set(table) == {"sqlite-jdbc", "postgresql"}
    for jar in table.values():
        assert jar.file_name == f"{jar.artifact}-{jar.version}.jar"
        assert len(bytes.fromhex(jar.sha256)) == 32


def test_a_line_that_is_no_jar_is_told_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "matrix").mkdir()
    (tmp_path / module.TABLE).write_text("# drivers\n\norg.example driver 1.0\n", encoding="utf-8")
    with pytest.raises(UsageProblem, match=r"jars\.txt:3 is not a jar"):
        extra_jars(tmp_path)


def test_a_jar_is_fetched_once(tmp_path: Path, spark_jars: Path) -> None:
    ivy = java(tmp_path)
    first = fetched([DRIVER], spark_jars, ivy)
    assert [path.read_text(encoding="utf-8") for path in first] == [CONTENT]
    assert fetched([DRIVER], spark_jars, ivy) == first == [DRIVER.cached]
    asked = (tmp_path / "asked.log").read_text(encoding="utf-8").splitlines()
    assert len(asked) == 1
    assert "-dependency org.example driver 1.0" in asked[0]


def test_a_jar_that_is_not_the_one_of_the_table_is_refused_each_time(
    tmp_path: Path, spark_jars: Path
) -> None:
    other = ExtraJar("org.example", "driver", "1.0", "0" * 64)
    for _ in range(2):
        with pytest.raises(InfraProblem, match=f"its SHA-256 is {SHA256}"):
            fetched([other], spark_jars, java(tmp_path))


def test_none_at_all_is_told_with_what_ivy_said_and_where_to_put_it(
    tmp_path: Path, spark_jars: Path
) -> None:
    ivy = java(tmp_path, "#!/bin/sh\necho ':: UNRESOLVED DEPENDENCIES'; exit 1\n")
    with pytest.raises(InfraProblem) as caught:
        fetched([DRIVER], spark_jars, ivy)
    assert "UNRESOLVED" in caught.value.render()
    assert str(DRIVER.cached) in str(caught.value.hint)


@pytest.mark.parametrize(("digest", "code"), [(SHA256, 0), ("0" * 64, 1)])
def test_the_image_gets_the_jars_of_the_table_and_no_others(
    tmp_path: Path, spark_jars: Path, digest: str, code: int
) -> None:
    java(tmp_path)
    table = tmp_path / "jars.txt"
    table.write_text(f"# drivers\n\norg.example driver 1.0 {digest}\n", encoding="utf-8")
    script = ROOT / "docker" / "fetch-jars.sh"
    done = subprocess.run(
        ["sh", script, table, spark_jars, tmp_path / "into"],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert (tmp_path / "into" / "driver-1.0.jar").read_text(encoding="utf-8") == CONTENT
