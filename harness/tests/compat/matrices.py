"""Matrices made by hand, small and large."""

from sparity_lab.compat.cell import CaseFinding
from sparity_lab.compat.classes import WORST_FIRST, Class
from sparity_lab.compat.document import Cell, Column, MatrixDocument, Row, Suites

NASTY = "result: expected <b>1</b> | got </script><script>alert(1)</script>"
SILENT, LOUD = 60, 700
"""How many are in each cell of a large matrix: more than a published one has on average."""
TARGETS = ("3.4.4", "3.5.9", "4.0.5", "4.1.1", "4.2.1", "4.3.0", "sail")
CLIENTS = ("sparity", *(f"pyspark=={version}" for version in TARGETS[:-1]))


def finding(verdict: Class, **fields: object) -> CaseFinding:
    given = {
        "case": "batch-core/test_parity_dataframe/renames",
        "verdict": verdict,
        "difference": NASTY,
        "expected": "new name bigint",
        "got": "old name bigint",
        "judged_by": "golden 3.5.9",
        "mirrors": "dataframe.test_with_column_renamed",
        "source": "parity_suites/batch_core/test_parity_dataframe.py:12",
    }
    chosen = given | fields
    repro = f"sparity-lab repro '{chosen['case']}' --target 3.5.9 --client pyspark==4.1.1"
    return CaseFinding.model_validate({"repro": repro} | chosen)


def cell(client: str, target: str = "3.5.9", **counts: int) -> Cell:
    """A cell of some counts, with one and the same case as often as it has to be listed."""
    all_counts: dict[Class, int] = {name: counts.get(name, 0) for name in WORST_FIRST}
    worst = next(name for name in WORST_FIRST if all_counts[name])
    return Cell(
        client=client,
        target=target,
        profile="batch-core",
        verdict=worst,
        complete=worst != "missing",
        cases=sum(counts.values()),
        counts=all_counts,
        as_promised=0,
        finished="2026-01-02T03:04:05+00:00",
        silent=[finding("silent")] * all_counts["silent"],
        server=[finding("silent", shared=True)] * all_counts["server"],
        loud=[finding("loud")] * all_counts["loud"],
        not_judged=[],
    )


def matrix(*cells: Cell) -> MatrixDocument:
    targets = list(dict.fromkeys(one.target for one in cells))
    return MatrixDocument(
        date="2026-01-02",
        lab_version="0.1.0",
        newest="4.3.0",
        keyword="",
        goldens="aa" * 8,
        clients=[
            Row(name=client, package="pyspark", version=None, digest=None, built=False)
            for client in dict.fromkeys(one.client for one in cells)
        ],
        targets=[
            Column(
                name=name,
                provider="process",
                spark=name,
                served=name,
                server={"java": "17.0.15", "heap": "1g"},
                warnings=[f"Spark serves with the plugin of another version than {name}"],
            )
            for name in targets
        ],
        profiles=[Suites(name="batch-core", cases=cells[0].cases, digest="bb" * 8)],
        cells=list(cells),
    )


def small() -> MatrixDocument:
    """Three clients on one server: right, silently wrong, and not run."""
    return matrix(
        cell("sparity", equal=9, unsupported=1),
        cell("pyspark==4.1.1", silent=1, loud=2, equal=7),
        cell("pyspark==4.3.0", missing=10),
    )


def grouped() -> MatrixDocument:
    """Two cells whose findings are of two suites, and of functions with several parameters."""
    names = ("casts[int]", "casts[long]", "renames")
    cases = [f"batch-core/test_parity_column/{name}" for name in names]
    silent = [
        *(finding("silent", case=case, difference=f"{case}: other") for case in cases),
        finding("silent", case="batch-core/test_parity_dataframe_rows/sampled", got="only here"),
    ]
    return matrix(
        *(
            cell("pyspark==4.1.1", target, silent=4, equal=6).model_copy(update={"silent": silent})
            for target in ("3.5.9", "4.3.0")
        )
    )


def large() -> MatrixDocument:
    """As many cells and listed findings as a published matrix has when it is at its worst."""
    cells = []
    for number, target in enumerate(TARGETS):
        for client in CLIENTS:
            listed = [_one_of_many(client, target, number * 7 + n) for n in range(SILENT + LOUD)]
            counts = {"silent": SILENT, "loud": LOUD, "equal": 2950}
            lists = {"silent": listed[:SILENT], "loud": [_loud(one) for one in listed[SILENT:]]}
            cells.append(cell(client, target, **counts).model_copy(update=lists))
    return matrix(*cells)


def _one_of_many(client: str, target: str, number: int) -> CaseFinding:
    case = f"batch-core/test_parity_suite_{number % 40}/function_{number % 300}[{number}]"
    return finding(
        "silent",
        case=case,
        difference=f"result.rows[{number}]: expected {number}, got {number + 1} with {client}",
        expected=", ".join(f"column_{n} bigint" for n in range(number % 12)),
        got=f"raises AnalysisException [CONDITION_{number % 90}]: a message of {target} " * 3,
        repro=f"sparity-lab repro '{case}' --target {target} --client {client}",
    )


def _loud(one: CaseFinding) -> CaseFinding:
    return one.model_copy(update={"verdict": "loud"})
