"""The repository's own tables, and how names on a command line are understood."""

from pathlib import Path

import pytest

from sparity_lab.matrix import Matrix, find_root, load_matrix, without_secrets
from sparity_lab.problems import UsageProblem

VERSIONS = ["3.4.4", "3.5.9", "4.0.5", "4.1.1", "4.2.1", "4.3.0"]


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return load_matrix(Path(__file__).parents[3])


@pytest.mark.parametrize("version", VERSIONS)
def test_every_spark_version_is_a_target_with_a_process_of_its_own(
    matrix: Matrix, version: str
) -> None:
    target = matrix.target(version)
    assert (target.provider, target.spark) == ("process", version)


def test_every_target_has_a_reference_with_pinned_packages(matrix: Matrix) -> None:
    for target in matrix.targets.values():
        pinned = matrix.folder / matrix.reference(target).constraints_file
        assert f"pyspark=={target.spark}" in pinned.read_text(encoding="utf-8").splitlines()


def test_pinned_files_name_no_place_they_came_from(matrix: Matrix) -> None:
    for path in (matrix.folder / "constraints").iterdir():
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path.name
        assert "--" not in text, path.name


def test_nothing_asked_for_means_the_defaults(matrix: Matrix) -> None:
    names = (matrix.target().name, matrix.client().name, matrix.profile().name)
    assert names == ("4.1.1", "sparity", "batch-core")


def test_settings_for_all_servers_reach_every_target(matrix: Matrix) -> None:
    conf = matrix.target("4.0.5").conf
    assert conf["spark.sql.session.timeZone"] == "UTC"
    assert conf["spark.ui.enabled"] == "false"
    assert conf["spark.sql.shuffle.partitions"] == "2"


def test_an_address_is_a_target_that_shows_no_token(matrix: Matrix) -> None:
    target = matrix.target("sc://spark.example:443/;use_ssl=true;token=hush")
    assert target.provider == "remote"
    assert target.name == "sc://spark.example:443"
    assert target.url is not None
    assert target.url.endswith("token=hush")


def test_pyspark_alone_becomes_the_targets_own_version(matrix: Matrix) -> None:
    assert matrix.client("pyspark").at("3.5.9") == matrix.client("pyspark==3.5.9")
    assert matrix.client("pyspark==4.0.5").at("3.5.9").version == "4.0.5"
    assert matrix.client("sparity").at("3.5.9") == matrix.client("sparity")


@pytest.mark.parametrize(
    ("served", "settled"),
    [("4.1.0-SNAPSHOT", "4.1.1"), ("3.5.2.vendor-7", "3.5.9"), ("4.3.0", "4.3.0")],
)
def test_an_unknown_servers_version_picks_the_reference_of_its_line(
    matrix: Matrix, served: str, settled: str
) -> None:
    assert matrix.settle(matrix.target("sc://localhost:1"), served).spark == settled


@pytest.mark.parametrize("served", ["5.0.0", "4.10.0", "unknown"])
def test_a_server_without_reference_is_refused(matrix: Matrix, served: str) -> None:
    with pytest.raises(UsageProblem, match="no reference"):
        matrix.settle(matrix.target("sc://localhost:1"), served)


def test_a_named_target_keeps_its_version_whatever_the_server_says(matrix: Matrix) -> None:
    assert matrix.settle(matrix.target("sail"), "9.9.9") == matrix.target("sail")


@pytest.mark.parametrize(
    ("ask", "kind", "near"),
    [
        (lambda m: m.target("4.1.2"), "target", "'4.1.1'"),
        (lambda m: m.client("sparty"), "client", "'sparity'"),
        (lambda m: m.client("pyspark==4.1.2"), "version of pyspark", "'4.1.1'"),
        (lambda m: m.client("sparity==1.0"), "client", "'sparity'"),
        (lambda m: m.profile("batch_core"), "profile", "'batch-core'"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_nearest(
    matrix: Matrix, ask: object, kind: str, near: str
) -> None:
    assert callable(ask)
    with pytest.raises(UsageProblem) as caught:
        ask(matrix)
    assert f"unknown {kind}" in caught.value.message
    assert near in str(caught.value.hint)
    assert caught.value.exit_code == 2


def test_the_newest_reference_is_the_newest_number_not_the_last_text(tmp_path: Path) -> None:
    matrix = load_matrix(minimal(tmp_path, constraints=["4.9.0", "4.10.0", "3.5.9"]))
    assert matrix.newest_spark == "4.10.0"


def test_the_root_is_found_from_a_folder_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = minimal(tmp_path)
    below = root / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.delenv("SPARITY_LAB_ROOT", raising=False)
    monkeypatch.chdir(below)
    assert find_root() == root


def test_the_variable_names_the_root_and_the_option_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = minimal(tmp_path / "1"), minimal(tmp_path / "2")
    monkeypatch.setenv("SPARITY_LAB_ROOT", str(first))
    assert find_root() == first
    assert find_root(second) == second


def test_outside_of_a_repository_the_way_back_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SPARITY_LAB_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageProblem, match="--root"):
        find_root()


@pytest.mark.parametrize(
    ("content", "where", "hint"),
    [
        ('default = "a"\n[targets.a\n', "line 2", "correct"),
        ('default = "a"\n[targets.a]\nspark = "4.1"\nprovider = "process"\n', ":3:", "comment"),
        (
            'default = "a"\n[targets.a]\nspark = "4.1.1"\nprovider = "proces"\n',
            "targets.toml:4: targets.a.provider",
            "comment",
        ),
        (
            'default = "a"\n[targets.a]\nspark = "4.1.1"\nprovider = "process"\nheep = "1g"\n',
            ":5: targets.a.heep",
            "'heap'",
        ),
        ('default = "a"\n[targets.a]\nspark = "4.1.1"\nprovider = "remote"\n', "sc://", "comment"),
        ('default = "a"\n[targets.a]\nprovider = "process"\n', "`spark` is missing", "comment"),
        ('default = "a"\n[targets.a]\nspark = "4.1.1"\n', "provider", "comment"),
        ('[targets.a]\nspark = "4.1.1"\nprovider = "process"\n', "default", "comment"),
        ('default = "b"\n[targets.a]\nspark = "4.1.1"\nprovider = "sail"\n', "'b'", "known: a"),
        ("default = 3\ntargets = 4\n", "targets.toml:1: default", "comment"),
        ('default = "a"\n[targets]\na = 1\n', "targets.a", "comment"),
    ],
)
def test_a_broken_table_is_told_with_place_and_remedy(
    tmp_path: Path, content: str, where: str, hint: str
) -> None:
    root = minimal(tmp_path)
    (root / "matrix" / "targets.toml").write_text(content, encoding="utf-8")
    with pytest.raises(UsageProblem) as caught:
        load_matrix(root)
    assert where in caught.value.render()
    assert hint in str(caught.value.hint)


@pytest.mark.parametrize("kind", ["clients", "profiles"])
def test_a_missing_table_is_named(tmp_path: Path, kind: str) -> None:
    root = minimal(tmp_path)
    (root / "matrix" / f"{kind}.toml").unlink()
    with pytest.raises(UsageProblem, match=f"matrix/{kind}.toml"):
        load_matrix(root)


def test_a_profile_without_a_folder_is_told(tmp_path: Path) -> None:
    matrix = load_matrix(minimal(tmp_path))
    with pytest.raises(UsageProblem, match="has no cases"):
        matrix.suites_folder(matrix.profile())


def test_an_address_is_cut_before_its_parameters() -> None:
    assert without_secrets("sc://h:1/;token=x") == "sc://h:1"
    assert without_secrets("sc://h:1") == "sc://h:1"


def minimal(folder: Path, constraints: list[str] | None = None) -> Path:
    """A repository with the smallest tables that hold together."""
    tables = folder / "matrix"
    (tables / "constraints").mkdir(parents=True)
    for version in constraints or ["4.1.1"]:
        (tables / "constraints" / f"pyspark-{version}.txt").write_text("", encoding="utf-8")
    texts = {
        "targets": 'default = "a"\n[targets.a]\nspark = "4.1.1"\nprovider = "process"\n',
        "clients": 'default = "pyspark"\n[clients.pyspark]\npackage = "pyspark"\n'
        'constraints = "constraints/pyspark-{version}.txt"\n',
        "profiles": 'default = "p"\n[profiles.p]\nsuites = "suites"\n',
    }
    for name, text in texts.items():
        (tables / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder
