"""Waivers and quarantine for tests, and the lines of their tables."""

from datetime import date
from typing import Any

from sparity_lab.records import CaseRecord
from sparity_lab.verdict.exemptions import Quarantined, Waiver
from sparity_lab.verdict.signature import signature_of

REASON = "The server answers in another order here."


def waiver(*cases: str, **fields: Any) -> Waiver:
    given: dict[str, Any] = {
        "name": "known",
        "reason": REASON,
        "owner": "ada",
        "issue": "#12",
        "expires": date(2099, 1, 1),
        "cases": cases,
    }
    return Waiver(**(given | fields))


def waiver_of(record: CaseRecord, **fields: Any) -> Waiver:
    return waiver(record.case, **({"fails": (signature_of(record),)} | fields))


def quarantined(*cases: str, **fields: Any) -> Quarantined:
    given: dict[str, Any] = {
        "name": "wavers",
        "reason": REASON,
        "owner": "ada",
        "issue": "#13",
        "since": date(2026, 1, 1),
        "seen": "1 of 4",
        "expires": date(2099, 1, 1),
        "cases": cases,
    }
    return Quarantined(**(given | fields))


def waiver_lines(case: str, *, fails: str = "", expires: str = "2099-01-01", more: str = "") -> str:
    """A waiver as somebody writes it, with a comment of their own."""
    listed = f'fails = ["{fails}"]' if fails else ""
    return f"""# what we know of it
[[waivers]]
name = "known"  # its name
reason = "{REASON}"
owner = "ada"
issue = "#12"
expires = {expires}
cases = ["{case}"]
{listed}
{more}
"""


def quarantine_lines(case: str, *, expires: str = "2099-01-01") -> str:
    return f"""[[quarantine]]
name = "wavers"
reason = "{REASON}"
owner = "ada"
issue = "#13"
since = 2026-01-01
seen = "1 of 4"
expires = {expires}
cases = ["{case}"]
"""
