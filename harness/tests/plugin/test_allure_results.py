"""Allure results as written by a run: they fit Allure's own model, and histories are kept apart."""

import json
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attr
from allure_commons import model2
from allure_commons.types import AttachmentType

if TYPE_CHECKING:
    from conftest import Repo

Make = Callable[..., "Repo"]


def problems(model: type, found: dict[str, Any]) -> list[str]:
    """Keys that a model of Allure does not have."""
    return [f"{model.__name__}.{key}" for key in found.keys() - attr.fields_dict(model).keys()]


def values(names: type) -> set[str]:
    """The constants of one of Allure's enumerations, which are plain classes."""
    return {value for name, value in vars(names).items() if name.isupper()}


def test_results_fit_the_model_that_allure_publishes(make_repo: Make, tmp_path: Path) -> None:
    repo = make_repo(first=["agrees", "differs", "crashes", "lacking"])
    results = tmp_path / "results"
    repo.parity(f"--alluredir={results}")
    files = list(results.glob("*-result.json"))
    statuses = {}
    for file in files:
        result = json.loads(file.read_text())
        assert problems(model2.TestResult, result) == []
        assert result["status"] in values(model2.Status)
        assert result["uuid"]
        assert result["start"] <= result["stop"]
        for key, model in {
            "labels": model2.Label,
            "parameters": model2.Parameter,
            "attachments": model2.Attachment,
        }.items():
            assert [line for part in result.get(key, []) for line in problems(model, part)] == []
        assert problems(model2.StatusDetails, result.get("statusDetails", {})) == []
        kinds = {kind.mime_type for kind in AttachmentType if isinstance(kind, Enum)}
        attachments = result.get("attachments", [])
        # What is equal speaks for itself.
        assert bool(attachments) == (result["name"] != "agrees")
        for attachment in attachments:
            assert attachment["type"] in kinds
            assert (results / attachment["source"]).is_file()
        statuses[result["name"]] = result["status"]
    assert statuses == {
        "agrees": "passed",
        "differs": "failed",
        "crashes": "broken",
        "lacking": "skipped",
    }


def test_allure_results_keep_one_history_a_spark_version_and_client(
    make_repo: Make, tmp_path: Path
) -> None:
    repo = make_repo(first=["agrees", "twice"])

    def history(folder: str, *arguments: str) -> dict[tuple[str, ...], str]:
        results = tmp_path / folder
        out = tmp_path / f"out-{folder}"
        done = repo.pytest(f"--out={out}", f"--alluredir={results}", *arguments)
        assert done.returncode == 0, done.stdout
        found = {}
        for path in results.glob("*-result.json"):
            result = json.loads(path.read_text())
            labels = {label["name"]: label["value"] for label in result["labels"]}
            parameters = {p["name"]: p["value"] for p in result["parameters"]}
            assert labels["suite"] == "test_parity_first"
            key = (result["fullName"], labels["subSuite"], parameters.get("parameters", ""))
            found[key] = result["historyId"]
        return found

    alone = history("alone", "--target=4.3.0")
    assert len(alone) == len(set(alone.values())) == 3
    assert history("again", "--target=4.3.0") == alone
    both = history("both", "--target=4.3.0", "--target=3.5.9", "-n2")
    assert len(both) == len(set(both.values())) == 6
    assert alone.items() <= both.items()
