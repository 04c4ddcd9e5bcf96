"""Capsules of real cases on a real Spark, replayed by both clients once the server is gone."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from sparity_lab.capsule.replay import replay
from sparity_lab.repro import ReproOptions, repro

pytestmark = pytest.mark.live

ROOT = Path(__file__).parents[3]

CASES = [
    "batch-core/test_parity_dataframe/local_checkpoint_keeps_the_rows",
    "batch-core/test_parity_errors/division_by_zero",
    "batch-core/test_parity_connect_basic/observation_collects_metrics",
    "batch-core/test_parity_connect_readwriter/options_are_of_one_reader",
    "batch-core/test_parity_connect_clone_session/a_clone_takes_views_along",
    "batch-core/test_parity_connect_basic_frames/frames_derived_of_a_checkpoint",
    "batch-core/test_parity_arrow_large/an_artifact_of_several_messages",
]


@pytest.mark.parametrize("case", CASES)
def test_a_capsule_replays_without_spark_with_either_client(case: str, tmp_path: Path) -> None:
    file = tmp_path / "case.zip"
    console = Console(file=io.StringIO(), width=200)
    assert repro(ReproOptions(case, target="4.3.0", save=file, root=ROOT), console) == 0
    for client in ("sparity", "pyspark"):
        shown = io.StringIO()
        code = replay(file, client, ROOT, Console(file=shown, width=200))
        assert code == 0, shown.getvalue()
        assert "every request had a recorded answer" in shown.getvalue()
