"""Which results are put to which earlier ones, and what takes the place of what."""

from pathlib import Path

from benchmarks import history, report
from made import results, row


def test_rows_are_put_to_the_same_row_and_not_to_one_that_is_called_alike():
    about = {"quantity": "client", "against": "itself", "size": 4.0, "bar": 4.5}
    rows = [
        row(4.0 + n, 1.0, program=name, title="four times as many", **about)
        for n, name in enumerate("ab")
    ]
    before = results(
        *(
            row(2.0 + n, 1.0, program=name, title="four times as many", **about)
            for n, name in enumerate("ab")
        )
    )
    found = history.beside_earlier(results(*rows), before)
    assert [one.before for one in found.rows] == [2.0, 3.0]


def test_a_quick_run_is_never_compared_with_a_full_one():
    full = results(row())
    quick = results(row(), kind="quick", scale=0.1)
    assert history.beside_earlier(quick, full) == quick
    assert history.beside_earlier(full, quick) == full


def test_another_target_is_no_earlier_run():
    assert history.beside_earlier(results(row()), results(row(), target="4.3.0")).history == []


def test_a_quick_or_partial_run_takes_the_place_of_no_full_one(tmp_path: Path):
    folders = {history.folder_of(tmp_path, "4.1.1", kind) for kind in ("full", "quick", "part")}
    assert len(folders) == 3


def test_every_earlier_run_is_remembered_newest_first(tmp_path: Path):
    found = results(row(1.0, 2.0), commit="one")
    for commit in ("two", "three"):
        found = history.beside_earlier(results(row(1.0, 4.0), commit=commit), found)
    assert [one.commit for one in found.history] == ["two", "one"]
    assert found.history[1].ratios == {"collect/wall/pyspark/1": 0.5}
    assert found.compared_with is not None
    assert found.compared_with.startswith("two")


def test_results_are_read_back_as_they_were_written(tmp_path: Path):
    written = results(row(raw="collect"), row(program="other", title="other"))
    report.write(written, tmp_path)
    assert history.found(tmp_path) == written


def test_what_is_missing_damaged_or_of_another_format_is_no_earlier_run(tmp_path: Path):
    assert history.found(tmp_path) is None
    (tmp_path / history.FILE).write_text("{")
    assert history.found(tmp_path) is None
    (tmp_path / history.FILE).write_text(
        results(row(), schema="sparity/bench/0").model_dump_json(by_alias=True)
    )
    assert history.found(tmp_path) is None
