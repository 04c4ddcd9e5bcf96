"""`sparity-lab matrix` with fakes: what cells are found to be, publishing, exit codes."""

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from lab_fakes.roots import record_goldens

from sparity_lab.compat.cell import CaseFinding, read_cell
from sparity_lab.compat.classes import RULES
from sparity_lab.compat.document import LOUD_LISTED, MatrixDocument, document
from sparity_lab.compat.keeping import cell_folder
from sparity_lab.compat.part import together
from sparity_lab.compat.plan import CellKey
from sparity_lab.compat.publish import publish
from sparity_lab.schemas import schema_of

if TYPE_CHECKING:
    from conftest import Done, Lab

Make = Callable[..., "Lab"]

CASES = ("agrees", "loses_a_new_field", "is_new_in_4")
CLIENTS = ("--client", "sparity", "--client", "pyspark==4.1.1", "--client", "pyspark==3.5.9")
SMALL = (*CLIENTS, "--target", "3.5.9", "--target", "4.3.0")


def matrix(lab: "Lab", *arguments: str) -> "Done":
    return lab("matrix", "--out", str(lab.out), *arguments)


def verdicts(lab: "Lab") -> dict[tuple[str, str], str]:
    return {
        (cell.client, cell.target): cell.verdict for cell in document(together([lab.out])).cells
    }


def published(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "matrix.json").read_text())
    return found


def test_each_class_of_cell_is_found(make_lab: Make) -> None:
    lab = make_lab(*CASES)
    done = matrix(lab, *SMALL)
    assert done.returncode == 0, done.stderr + done.stdout
    assert verdicts(lab) == {
        ("sparity", "3.5.9"): "equal",
        ("pyspark==4.1.1", "3.5.9"): "silent",
        ("pyspark==3.5.9", "3.5.9"): "unsupported",
        ("sparity", "4.3.0"): "equal",
        ("pyspark==4.1.1", "4.3.0"): "equal",
        ("pyspark==3.5.9", "4.3.0"): "unsupported",
    }
    assert "pyspark==4.1.1: silently wrong: 1 on 3.5.9" in done.stdout
    assert "sparity: never silently wrong in 2 cells" in done.stdout


def test_an_error_where_there_is_a_result_is_loud_and_no_problem_of_the_matrix(
    make_lab: Make,
) -> None:
    lab = make_lab("agrees", "fails")
    assert matrix(lab, "--target", "4.3.0", "--client", "sparity").returncode == 0
    assert verdicts(lab) == {("sparity", "4.3.0"): "loud"}


def test_the_client_of_this_repository_may_not_be_silently_wrong(make_lab: Make) -> None:
    lab = make_lab("agrees", "differs")
    done = matrix(lab, "--target", "4.3.0", "--client", "sparity")
    assert done.returncode == 1
    assert "does not hold: sparity on 4.3.0, batch-core: 1 silently wrong" in done.stdout


def test_what_the_servers_own_pyspark_meets_too_is_the_servers(make_lab: Make) -> None:
    lab = make_lab("agrees", "differs")
    targets = ("--target", "sail")
    done = matrix(lab, *targets, "--client", "sparity", "--client", "pyspark==4.2.1")
    assert done.returncode == 0, done.stdout
    cell = document(together([lab.out])).cell("sparity", "sail", "batch-core")
    assert cell is not None
    assert cell.verdict == "server"
    assert (cell.counts["silent"], cell.counts["server"]) == (0, 1)
    assert cell.silent == []
    assert cell.server[0].shared is True
    assert "pyspark==4.2.1: never silently wrong" in done.stdout


def test_what_a_client_does_right_on_spark_itself_is_another_servers_doing(make_lab: Make) -> None:
    lab = make_lab("agrees", "differs_on_sail")
    targets = ("--target", "sail", "--target", "4.2.1")
    done = matrix(lab, *targets, "--client", "sparity")
    assert done.returncode == 0, done.stdout
    assert verdicts(lab) == {("sparity", "sail"): "server", ("sparity", "4.2.1"): "equal"}
    alone = ("--out", f"{lab.out}-alone", "--target", "sail", "--client", "sparity")
    assert lab("matrix", *alone).returncode == 1


def test_a_client_of_one_version_is_excused_by_it_and_one_for_all_versions_by_none(
    make_lab: Make,
) -> None:
    lab = make_lab("differs")
    record_goldens(lab.root, ["4.1.1"], differs=2)
    clients = ("--client", "sparity", "--client", "pyspark==4.1.1")
    assert matrix(lab, "--target", "3.5.9", *clients).returncode == 1
    assert verdicts(lab) == {("sparity", "3.5.9"): "silent", ("pyspark==4.1.1", "3.5.9"): "equal"}


def test_cells_that_were_sorted_by_older_rules_are_sorted_again_and_not_run(
    make_lab: Make,
) -> None:
    lab = make_lab("differs")
    matrix(lab, "--target", "3.5.9", "--client", "pyspark==4.1.1")
    folder = cell_folder(lab.out, CellKey("pyspark==4.1.1", "3.5.9", "batch-core"))
    cell = read_cell(folder)
    assert cell is not None
    cell.model_copy(update={"rules": RULES - 1, "verdict": "equal"}).save(folder)
    assert not document(together([lab.out])).complete
    runs = lab.journal.count("ran")
    matrix(lab, "--resume")
    assert read_cell(folder) == cell
    assert lab.journal.count("ran") == runs


def test_what_a_server_said_of_itself_is_told_of_its_column(make_lab: Make) -> None:
    lab = make_lab("agrees")
    matrix(lab, "--target", "3.5.9", "--client", "pyspark==4.1.1", "--client", "sparity")
    part = together([lab.out])
    first, second = part.reports
    told = {"connect_plugin": "3.5.7", "heap": "1g"}
    update = {"server": told, "server_warnings": ["serves with the plugin of 3.5.7"]}
    reports = [
        first.model_copy(update=update),
        second.model_copy(update={"server": {**told, "heap": "2g"}}),
    ]
    (column,) = document(part.model_copy(update={"reports": reports})).targets
    assert column.server == {"connect_plugin": "3.5.7"}
    assert column.warnings == ["serves with the plugin of 3.5.7"]


def test_infra_is_shown_apart_and_a_cell_of_nothing_else_does_not_hold(make_lab: Make) -> None:
    lab = make_lab("agrees", "crashes")
    assert matrix(lab, "--target", "4.3.0", "--client", "sparity").returncode == 0
    assert verdicts(lab) == {("sparity", "4.3.0"): "infra"}
    other = lab.out.with_name("other")
    done = lab("matrix", "--out", str(other), "--target", "4.3.0", "-k", "crashes")
    assert done.returncode == 1
    assert "nothing was judged" in done.stdout


def test_a_finished_cell_keeps_its_log_and_its_report_only(make_lab: Make) -> None:
    lab = make_lab(*CASES)
    matrix(lab, "--target", "4.3.0", "--client", "sparity")
    folder = cell_folder(lab.out, CellKey("sparity", "4.3.0", "batch-core"))
    assert sorted(path.name for path in folder.iterdir()) == ["cell.json", "log.ndjson.gz"]


def test_whatever_a_kill_leaves_of_a_cell_is_gone_on_with(make_lab: Make) -> None:
    lab = make_lab(*CASES)
    matrix(lab, "--target", "3.5.9", "--client", "pyspark==4.1.1")
    folder = cell_folder(lab.out, CellKey("pyspark==4.1.1", "3.5.9", "batch-core"))
    whole = read_cell(folder)
    assert whole is not None
    packed = (folder / "log.ndjson.gz").read_bytes()
    lines = gzip.decompress(packed).splitlines(keepends=True)
    for name, left in (
        ("log.ndjson.gz", packed),
        ("log.ndjson", b"".join(lines)),
        ("log.ndjson", b"".join(lines[:-2]) + lines[-2][:20]),
        ("log.ndjson", lines[0][:20]),
    ):
        for path in folder.iterdir():
            path.unlink()
        (folder / name).write_bytes(left)
        assert matrix(lab, "--resume").returncode == 0
        again = read_cell(folder)
        assert again is not None
        assert again.model_copy(update={"finished": whole.finished}) == whole


def test_a_server_that_died_is_started_again(make_lab: Make) -> None:
    lab = make_lab("agrees", "kills_server_once")
    assert matrix(lab, "--target", "4.3.0", "--client", "sparity").returncode == 0
    assert verdicts(lab) == {("sparity", "4.3.0"): "equal"}
    assert lab.journal.count("server up") == 2


def test_a_cell_that_cannot_end_does_not_stop_the_others(make_lab: Make) -> None:
    lab = make_lab("agrees", "kills_server")
    done = matrix(lab, "--target", "4.3.0", "--target", "4.2.1", "--client", "sparity")
    assert done.returncode == 3
    assert "go on with" in done.stderr
    assert set(verdicts(lab).values()) == {"missing"}
    assert lab.journal.count("server up") == 4


def test_publishing_again_changes_no_byte(make_lab: Make) -> None:
    lab = make_lab(*CASES)
    first, second = lab.out.with_name("first"), lab.out.with_name("second")
    matrix(lab, *SMALL, "--publish", str(first))
    done = lab("matrix", "--from", str(lab.out), "--publish", str(second))
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in first.iterdir())
    assert names == ["cells.json.gz", "index.html", "matrix.json", "matrix.md"]
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes()
    jsonschema.validate(published(first), schema_of(MatrixDocument))


def test_the_page_lists_every_loud_case_and_the_data_the_first_ones(make_lab: Make) -> None:
    lab = make_lab("agrees")
    matrix(lab, "--target", "4.3.0", "--client", "sparity")
    part = together([lab.out])
    (report,) = part.reports
    cases = [f"batch-core/test_parity_many/case[{number}]" for number in range(2 * LOUD_LISTED)]
    loud = [
        CaseFinding(case=case, verdict="loud", difference="no table", repro=f"repro {case}")
        for case in cases
    ]
    counts = report.counts | {"loud": len(loud)}
    many = report.model_copy(update={"findings": loud, "counts": counts})
    part = part.model_copy(update={"reports": [many]})
    publish(document(part), part, lab.out)
    assert [one["case"] for one in published(lab.out)["cells"][0]["loud"]] == cases[:LOUD_LISTED]
    page = (lab.out / "index.html").read_text(encoding="utf-8")
    assert [case for case in cases if f'"{case}"' not in page] == []


def test_parts_run_apart_give_the_same_matrix(make_lab: Make) -> None:
    lab = make_lab(*CASES)
    parts = []
    for target in ("3.5.9", "4.3.0"):
        part = lab.out.with_name(target)
        lab("matrix", "--out", str(part), *CLIENTS, "--target", target)
        parts += ["--from", str(part)]
    done = lab("matrix", *parts, "--publish", str(lab.out))
    assert done.returncode == 0, done.stderr
    assert len(published(lab.out)["cells"]) == 6
    assert all(cell["complete"] for cell in published(lab.out)["cells"])


def test_cells_are_put_to_a_published_matrix_when_its_folder_is_gone(make_lab: Make) -> None:
    lab = make_lab(*CASES)
    pages, later, whole = (lab.out.with_name(name) for name in ("pages", "later", "whole"))
    matrix(lab, *CLIENTS, "--target", "3.5.9", "--publish", str(pages))
    shutil.rmtree(lab.out)
    lab("matrix", "--out", str(later), *CLIENTS, "--target", "4.3.0")
    done = lab("matrix", "--from", str(pages), "--from", str(later), "--publish", str(pages))
    assert done.returncode == 0, done.stderr
    lab("matrix", "--out", str(whole), *SMALL, "--publish", str(whole))
    mine, at_once = (
        {(cell["client"], cell["target"]): cell | {"finished": ""} for cell in one["cells"]}
        for one in (published(pages), published(whole))
    )
    assert mine == at_once


def test_of_two_finished_cells_the_later_folders_counts(make_lab: Make) -> None:
    lab = make_lab("agrees")
    one, other = lab.out.with_name("one"), lab.out.with_name("other")
    for out in (one, other):
        lab("matrix", "--out", str(out), "--client", "sparity", "--target", "4.3.0")
    (cell,) = together([other]).reports
    cell.model_copy(update={"finished": "2999-01-01T00:00:00Z"}).save(cell_folder(other, cell.key))
    assert document(together([one, other])).date == "2999-01-01"
    assert document(together([other, one])).date != "2999-01-01"


def test_cells_that_are_cut_short_are_told_in_one_line(make_lab: Make) -> None:
    lab = make_lab("agrees")
    pages = lab.out.with_name("pages")
    matrix(lab, "--target", "4.3.0", "--client", "sparity", "--publish", str(pages))
    kept = pages / "cells.json.gz"
    kept.write_bytes(kept.read_bytes()[:-9])
    done = lab("matrix", "--from", str(pages))
    assert done.returncode == 2
    assert "cannot be read as a part of a matrix" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_builds_of_a_client_do_not_pass_for_one(
    make_lab: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = make_lab("agrees")
    one, other = lab.out.with_name("one"), lab.out.with_name("other")
    lab("matrix", "--out", str(one), "--client", "sparity", "--target", "3.5.9")
    monkeypatch.setenv("FAKE_CLIENT_DIGEST", "c2")
    lab("matrix", "--out", str(other), "--client", "sparity", "--target", "4.3.0")
    done = lab("matrix", "--from", str(one), "--from", str(other))
    assert done.returncode == 2
    assert "sparity was not the same in all cells" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--target", "4.1"], "unknown target '4.1'"),
        (["--client", "pyspark==4.1.0"], "unknown version of pyspark"),
        (["-k", "no_such_case"], "no case fits"),
        (["--resume"], "there is no matrix"),
    ],
)
def test_wrong_usage_is_one_line_and_2(make_lab: Make, arguments: list[str], said: str) -> None:
    done = matrix(make_lab("agrees"), *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_with_a_matrix_is_not_begun_again(make_lab: Make) -> None:
    lab = make_lab("agrees")
    matrix(lab, "--target", "4.3.0", "--client", "sparity")
    done = matrix(lab, "--target", "4.3.0", "--client", "sparity")
    assert done.returncode == 2
    assert "--resume" in done.stderr


def test_what_a_ci_has_to_run_is_told_as_json(make_lab: Make) -> None:
    rows = json.loads(make_lab("agrees")("matrix", "--list-json").stdout)["include"]
    assert [row["target"] for row in rows][-1] == "sail"
    assert "sparity" in rows[0]["clients"]
