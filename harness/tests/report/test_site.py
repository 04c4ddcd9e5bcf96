"""The first page of what is published: it leads to every page, and copies all else."""

from pathlib import Path

from sparity_lab.report.site import make_site, pages_in


def published(folder: Path) -> Path:
    for place, title in (("matrix/index.html", "A &amp; B"), ("drift/1-to-2.html", "1 to 2")):
        file = folder / place
        file.parent.mkdir(parents=True)
        file.write_text(f"<html><title>{title}</title></html>")
    (folder / "drift" / "1-to-2.md").write_text("# text")
    return folder


def test_the_first_page_leads_to_every_page(tmp_path: Path) -> None:
    site = tmp_path / "site"
    found = make_site(published(tmp_path / "in"), site)
    assert [tuple(page) for page in found] == [
        ("matrix/index.html", "A & B"),
        ("drift/1-to-2.html", "1 to 2"),
    ]
    text = (site / "index.html").read_text()
    for page in found:
        assert f'href="{page.address}"' in text
        assert (site / page.address).is_file()
    assert "A &amp; B" in text
    assert (site / "drift" / "1-to-2.md").read_text() == "# text"


def test_making_it_again_leaves_nothing_of_before(tmp_path: Path) -> None:
    site = tmp_path / "site"
    source = published(tmp_path / "in")
    make_site(source, site)
    (source / "drift" / "1-to-2.html").unlink()
    make_site(source, site)
    assert [page.address for page in pages_in(site)] == ["matrix/index.html"]
