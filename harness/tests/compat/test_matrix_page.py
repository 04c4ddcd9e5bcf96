"""The page and the Markdown of a matrix: what they say, and that they say it safely."""

from html.parser import HTMLParser

from sparity_lab.compat.cell import CaseFinding
from sparity_lab.compat.classes import WORST_FIRST, Class
from sparity_lab.compat.document import Cell, Column, MatrixDocument, Row, Suites
from sparity_lab.compat.markdown import markdown
from sparity_lab.compat.page import html

NASTY = "result: expected <b>1</b> | got </script><script>alert(1)</script>"


def finding(verdict: Class, **fields: object) -> CaseFinding:
    given = {
        "case": "batch-core/test_parity_dataframe/renames",
        "verdict": verdict,
        "difference": NASTY,
        "expected": "new name bigint",
        "got": "old name bigint",
        "judged_by": "golden 3.5.9",
        "repro": "sparity-lab repro batch-core/test_parity_dataframe/renames --target 3.5.9",
    }
    return CaseFinding.model_validate(given | fields)


def cell(client: str, **counts: int) -> Cell:
    all_counts: dict[Class, int] = {name: counts.get(name, 0) for name in WORST_FIRST}
    worst = next(name for name in WORST_FIRST if all_counts[name])
    return Cell(
        client=client,
        target="3.5.9",
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


def small() -> MatrixDocument:
    cells = [
        cell("sparity", equal=9, unsupported=1),
        cell("pyspark==4.1.1", silent=1, loud=2, equal=7),
        cell("pyspark==4.3.0", missing=10),
    ]
    return MatrixDocument(
        date="2026-01-02",
        lab_version="0.1.0",
        newest="4.3.0",
        keyword="",
        goldens="aa" * 8,
        clients=[
            Row(name=one.client, package="pyspark", version=None, digest=None, built=False)
            for one in cells
        ],
        targets=[Column(name="3.5.9", provider="process", spark="3.5.9", served="3.5.9")],
        profiles=[Suites(name="batch-core", cases=10, digest="bb" * 8)],
        cells=cells,
    )


class _Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.scripts = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.scripts += tag == "script"
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []


def test_every_cell_of_the_table_opens_one() -> None:
    page = _Elements(html(small()))
    opens = [link for link in page.links if link.startswith("#cell-")]
    assert len(opens) == 3
    assert {link.removeprefix("#") for link in opens} <= set(page.ids)
    assert len(set(page.ids)) == len(page.ids)


def test_a_cell_shows_both_outcomes_and_how_to_run_the_case() -> None:
    text = html(small())
    for part in ("new name bigint", "old name bigint", "golden 3.5.9", "sparity-lab repro "):
        assert part in text


def test_what_a_server_said_becomes_text_and_no_markup() -> None:
    page = html(small())
    assert _Elements(page).scripts == 2
    assert "<b>1</b>" not in page
    assert "<b>" not in markdown(small())


def test_the_page_asks_nothing_of_the_network() -> None:
    text = html(small())
    assert "http://" not in text
    assert "https://" not in text


def test_the_markdown_is_a_table_that_people_paste() -> None:
    lines = markdown(small()).splitlines()
    assert "| client | Spark 3.5.9 |" in lines
    assert "| `pyspark==4.1.1` | ✗ 1 silently wrong, 2 loud, 7 equal |" in lines
    assert "| `sparity` | - 1 unsupported, 9 equal |" in lines
    assert "| `pyspark==4.3.0` | ? did not run |" in lines
    assert "- pyspark==4.1.1: silently wrong: 1 on 3.5.9" in lines
    assert "- sparity: never silently wrong in 1 cell" in lines
    assert "- pyspark==4.3.0: did not run" in lines
