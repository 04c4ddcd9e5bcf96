"""A server that is restarted under a session: what a program finds then, by the policy it chose."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sparity_lab.environments import Environments
from sparity_lab.matrix import load_matrix
from sparity_lab.record.line import Line
from sparity_lab.servers.address import parse_address
from sparity_lab.servers.process import ProcessServer

pytestmark = pytest.mark.live

VERSION = "4.1.1"
PROGRAM = Path(__file__).with_name("lost_session_program.py")
TOLD = {
    "zone": "Asia/Tokyo",
    "said in SQL": "7",
    "unset": "true",
    "local view": [["Oslo", 700], ["Rome", 2800]],
    "view over a view": [["Oslo", 700]],
    "view of SQL": [[1]],
    "view replaced": [[0], [10]],
    "view dropped": "TABLE_OR_VIEW_NOT_FOUND",
    "large view": [[200_000, 199_999 * 100_000]],
    "files": ["cities.csv"],
    "tags": ["mine"],
}
_MISSING = "TABLE_OR_VIEW_NOT_FOUND"
FRESH = {
    "zone": "UTC",
    "said in SQL": "2",
    "unset": "true",
    "local view": _MISSING,
    "view over a view": _MISSING,
    "view of SQL": _MISSING,
    "view replaced": _MISSING,
    "view dropped": _MISSING,
    "large view": _MISSING,
    "files": [],
    "tags": ["mine"],
}


FIRST: dict[str, Any] = {
    "conf": {"replay": "Asia/Tokyo", "fresh": "UTC"},
    "analyze": ["id"],
    "collect": [0, 1, 2],
    "sql": [[3]],
}
"""Calls that may be the first to find that the session is gone, and what is right for them."""


def after_a_restart(policy: str, call: str) -> dict[str, Any]:
    """What a program tells whose server was restarted at its wish."""
    matrix = load_matrix()
    environments = Environments(matrix)
    python = environments.client(matrix.client("sparity")).python
    first = ProcessServer(matrix.target(VERSION), environments)
    again = ProcessServer(matrix.target(VERSION), environments)
    try:
        with Line(parse_address(first.start().url).authority) as line:
            url = f"sc://127.0.0.1:{line.port}"
            program = subprocess.Popen(
                [python, PROGRAM, url, policy, call],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            try:
                assert program.stdout is not None
                if program.stdout.readline().strip() == "restart":
                    first.stop()
                    line.onward = parse_address(again.start().url).authority
                out, complaints = program.communicate("go on\n", timeout=300)
            finally:
                program.kill()
                program.communicate()
    finally:
        first.stop()
        again.stop()
    assert program.returncode == 0, complaints
    told: dict[str, Any] = json.loads(out)
    assert told["before"] == TOLD
    assert told["other session"]
    right = FIRST[call]
    assert told["first"] == (right[policy] if isinstance(right, dict) else right)
    return told


@pytest.mark.parametrize("call", FIRST)
def test_a_session_that_is_replayed_has_all_that_it_was_told(call: str) -> None:
    assert after_a_restart("replay", call)["after"] == TOLD


@pytest.mark.parametrize("call", FIRST)
def test_a_fresh_session_has_nothing_but_tags(call: str) -> None:
    assert after_a_restart("fresh", call)["after"] == FRESH
