"""The page and the Markdown of a matrix as texts: what they say, and that they say it safely."""

import json
import re
from html.parser import HTMLParser

from matrices import small

from sparity_lab.compat.markdown import markdown
from sparity_lab.compat.page import html


class _Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.scripts = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.scripts += tag == "script"
        self.ids += [given["id"] or ""] if "id" in given else []


def test_what_a_server_said_becomes_text_and_no_markup() -> None:
    page = html(small())
    assert _Elements(page).scripts == 3
    assert "<b>1</b>" not in page
    assert "<b>1" not in markdown(small())


def test_no_id_stands_twice() -> None:
    ids = _Elements(html(small())).ids
    assert len(set(ids)) == len(ids)


def test_the_page_asks_nothing_of_the_network() -> None:
    text = html(small())
    assert "http://" not in text
    assert "https://" not in text


def test_a_text_that_many_findings_have_is_on_the_page_once() -> None:
    found = re.search(r'<script type="application/json" id="index">(.*?)</script>', html(small()))
    assert found is not None
    texts = json.loads(found[1])["texts"]
    assert len(set(texts)) == len(texts)
    assert "sparity-lab repro '\x01' --target 3.5.9 --client pyspark==4.1.1" in texts


def test_without_scripts_the_page_tells_each_cell_in_words() -> None:
    text = html(small())
    assert "pyspark==4.1.1 on 3.5.9: 1 silently wrong, 2 loud, 7 equal" in text
    assert "sparity: never silently wrong in 1 cell" in text
    assert "<noscript>" in text


def test_whatever_is_known_of_a_server_is_shown() -> None:
    text = html(small())
    assert "17.0.15" in text
    assert "3.5.9: Spark serves with the plugin of another version than 3.5.9" in text


def test_the_same_matrix_gives_the_same_bytes() -> None:
    assert html(small()) == html(small())


def test_the_markdown_is_a_table_that_people_paste() -> None:
    lines = markdown(small()).splitlines()
    assert "| client | Spark 3.5.9 |" in lines
    assert "| `pyspark==4.1.1` | ✗ 1 silently wrong, 2 loud, 7 equal |" in lines
    assert "| `sparity` | - 1 unsupported, 9 equal |" in lines
    assert "| `pyspark==4.3.0` | ? did not run |" in lines
    assert "- pyspark==4.1.1: silently wrong: 1 on 3.5.9" in lines
    assert "- sparity: never silently wrong in 1 cell" in lines
    assert "- pyspark==4.3.0: did not run" in lines
