"""The templates of pages: a room's own, and those of a run's report, which all pages share."""

from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, select_autoescape


def render(package: str, template: str, **content: Any) -> str:
    """The text of a page.

    Args:
        package: whose templates come first: `sparity_lab.report`, `sparity_lab.compat`, …
        template: the name of its file.
        content: what the template shows; a name that it asks for in vain is an error.
    """
    return _environment(package).get_template(template).render(**content)


@cache
def _environment(package: str) -> Environment:
    packages = dict.fromkeys([package, "sparity_lab.report"])
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(name) for name in packages]),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"seconds": _seconds, "suite": suite_label, "thousands": "{:,}".format}
    return environment


def suite_label(name: str) -> str:
    """A suite as people call it.

    >>> suite_label("test_parity_dataframe_rows")
    'dataframe rows'
    """
    return name.removeprefix("test_parity_").replace("_", " ")


def _seconds(value: float) -> str:
    minutes, seconds = divmod(value, 60)
    return f"{int(minutes)} min {int(seconds)} s" if minutes else f"{seconds:.1f} s"
