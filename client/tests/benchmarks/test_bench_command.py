"""The command: targets one after the other, where their results go, and its exit code."""

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from benchmarks import __main__ as command
from benchmarks import history
from made import results, row, sample

ROOT = Path(__file__).parents[3]


class Bench:
    """The command in a repository of its own, where nothing is measured."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self._monkeypatch = root, monkeypatch
        self.measured: list[str] = []
        self.ratio = 0.5
        self.failed: list[str] = []
        (root / "docs").mkdir()
        shutil.copy(ROOT / "docs" / "performance.md", root / "docs")
        monkeypatch.setattr(command, "load_matrix", lambda: SimpleNamespace(root=root))
        monkeypatch.setattr(command, "_measured", self._measured)

    def _measured(self, _matrix, target, extent, pictures):
        self.measured.append(f"{target} {extent.kind}{' profiled' if pictures else ''}")
        rows = [row(self.ratio, 1.0)]
        about = {"target": target, "kind": extent.kind, "scale": extent.scale}
        return results(*rows, **about, failed=self.failed)

    def __call__(self, *words: str) -> int:
        self._monkeypatch.setattr(sys, "argv", ["bench", *words])
        return command.main()

    def found(self, folder: str) -> str:
        kept = history.found(self.root / folder)
        assert kept is not None
        return " ".join(f"{one.ratio:g} {one.before} {one.change}" for one in kept.rows)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(tmp_path, monkeypatch)


def test_all_targets_are_measured_and_published_beside_each_other(bench):
    published = bench.root / "reports" / "published"
    assert bench("4.1.1", "4.3.0", "--publish", str(published), "--profile") == 0
    assert bench.measured == ["4.1.1 full profiled", "4.3.0 full profiled"]
    for target in ("4.1.1", "4.3.0"):
        files = {file.name for file in (published / "bench" / target).iterdir()}
        assert files == {"bench.json", "bench.md", "index.html"}
    overview = (published / "bench" / "README.md").read_text()
    assert "| what | at most | 4.1.1 | 4.3.0 |" in overview
    guide = (bench.root / "docs" / "performance.md").read_text()
    assert "[Spark 4.3.0](../reports/published/bench/4.3.0/bench.md)" in guide


def test_what_is_published_elsewhere_leaves_the_guide_alone(bench, tmp_path):
    before = (bench.root / "docs" / "performance.md").read_text()
    assert bench("4.1.1", "--publish", str(tmp_path / "elsewhere")) == 0
    assert (tmp_path / "elsewhere" / "bench" / "README.md").exists()
    assert (bench.root / "docs" / "performance.md").read_text() == before


def test_a_missed_bar_is_a_failure_but_not_of_a_quick_look(bench):
    bench.ratio = 2.0
    assert bench("4.1.1") == 1
    assert bench("4.1.1", "-k", "collect") == 1
    assert bench("4.1.1", "--quick") == 0


def test_what_could_not_be_measured_is_a_failure(bench):
    bench.failed = ["union: it broke"]
    assert bench("4.1.1") == 1


def test_one_program_that_breaks_does_not_end_a_run_of_hours(capsys):
    class Laboratory:
        def in_turn(self, who, repeats):
            if who[0].program == "collect":
                raise RuntimeError("it broke")
            return [[sample()] * repeats for _ in who]

    rows, failed = command._rows(Laboratory(), command.Extent.of(quick=True, keyword="co"))
    assert [one.partition(":")[2] for one in failed] == [" it broke", " memory: it broke"]
    assert {one.program for one in rows} >= {"collect_nested", "with_column", "columns"}


def test_what_is_near_its_limit_is_looked_at_more_closely():
    asked = {}

    class Laboratory:
        def in_turn(self, who, repeats):
            asked[who[0].program] = repeats
            return [[sample()] * repeats for _ in who]

    command._rows(Laboratory(), command.Extent.of(quick=False, keyword="to_"))
    assert asked["to_arrow"] == asked["to_polars"] == 5 * asked["to_pandas"]


def test_a_run_is_put_to_the_published_one_of_its_kind(bench):
    published = str(bench.root / "reports" / "published")
    bench("4.1.1", "--publish", published)
    bench.ratio = 0.25
    bench("4.1.1")
    assert bench.found("reports/bench/4.1.1") == "0.25 0.5 better"
    bench.ratio = 0.75
    bench("4.1.1", "-k", "collect")
    assert bench.found("reports/bench/4.1.1-part") == "0.75 0.5 worse"
    bench("4.1.1", "--quick")
    assert bench.found("reports/bench/4.1.1-quick") == "0.75 None None"
    bench("4.1.1", "--publish", published)
    assert bench.found("reports/published/bench/4.1.1") == "0.75 0.5 worse"


def test_no_program_of_that_name_is_said_at_once(bench, capsys):
    with pytest.raises(SystemExit) as ended:
        bench("-k", "nothing")
    assert ended.value.code == 2
    assert "no program has 'nothing' in its name" in capsys.readouterr().err
    assert bench.measured == []
