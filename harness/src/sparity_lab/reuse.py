"""What earlier runs found for cases that nothing has changed for; decides and keeps, runs nothing.

A verdict is taken over only where everything that made it is the same to the byte: the case with
its helpers and data, its goldens, client, reference and server, and the lab itself. Servers that
this machine does not start from pinned packages may change without anybody here knowing, so nothing
is taken over for them. Neither is anything but a pass: what differs is looked at again.
"""

import os
import platform
import sqlite3
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path

from sparity_lab.cache import cache_folder, digest_files, digest_text, storage_problem
from sparity_lab.cases import Case
from sparity_lab.legs import LegPlan, Plan
from sparity_lab.records import CaseRecord, LegKey

SERVER_FACT = "server"
"""What identifies a server, among the facts of a leg; absent where nobody can tell."""

_FORMAT = "1"
_DEPENDS_ON = ("client", "reference environment", SERVER_FACT)
_PASSES = ("equal", "unsupported")
_DAY_S = 86_400.0
_FORGOTTEN_AFTER_S = 30 * _DAY_S
_BUSY_S = 30.0

_TABLE = """
CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, used REAL NOT NULL, record BLOB NOT NULL)
"""


class Results:
    """The verdicts of this machine, by all that made them.

    Args:
        root: the repository.
        run_id: the run that asks, and whose own results are kept.
        worlds: of each leg that may take over what is known, one digest for all but its cases.
    """

    def __init__(self, root: Path, run_id: str, worlds: Mapping[LegKey, str]) -> None:
        self.run_id = run_id
        self.worlds = dict(worlds)
        self._root = root
        self._golden_digests: dict[tuple[str, str], str] = {}

    def known(self, legs: Iterable[LegPlan]) -> frozenset[tuple[LegKey, str]]:
        """The cases whose records can be taken over; what was long unused is forgotten.

        Raises:
            InfraProblem: the cache cannot be used.
        """
        keys = {
            self._key(leg, case): (leg.key, case.id)
            for leg in legs
            if leg.key in self.worlds
            for case in leg.cases
        }
        if not keys:
            return frozenset()
        now = time.time()
        with _connected() as connection, connection:
            connection.execute("DELETE FROM results WHERE used < ?", (now - _FORGOTTEN_AFTER_S,))
            kept = {key for (key,) in connection.execute("SELECT key FROM results")}
            found = [key for key in keys if key in kept]
            connection.executemany(
                "UPDATE results SET used = ? WHERE key = ?", [(now, key) for key in found]
            )
        return frozenset(keys[key] for key in found)

    def find(self, leg: LegPlan, case: Case) -> CaseRecord | None:
        """The record of a case from an earlier run, which it names; None if there is none."""
        if leg.key not in self.worlds:
            return None
        with _connected() as connection:
            row = connection.execute(
                "SELECT record FROM results WHERE key = ?", (self._key(leg, case),)
            ).fetchone()
        return None if row is None else CaseRecord.model_validate_json(zlib.decompress(row[0]))

    def keep(self, leg: LegPlan, case: Case, record: CaseRecord) -> None:
        """Remember a record that is a pass without any doubt, as the judge has left it."""
        if leg.key not in self.worlds or not _is_certain(record):
            return
        # When it was run says nothing of the run that takes it over.
        update = {"taken_from": self.run_id, "spans": {}}
        told = record.model_copy(update=update).model_dump_json()
        with _connected() as connection, connection:
            connection.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?)",
                (self._key(leg, case), time.time(), zlib.compress(told.encode())),
            )

    def _key(self, leg: LegPlan, case: Case) -> str:
        return digest_text(self.worlds[leg.key], case.id, case.digest, self._goldens(case))

    def _goldens(self, case: Case) -> str:
        place = (case.profile, case.suite)
        if place not in self._golden_digests:
            file = self._root / "golden" / case.profile / f"{case.suite}.json"
            self._golden_digests[place] = digest_files(self._root, [file] if file.exists() else [])
        return self._golden_digests[place]


def worlds(plan: Plan, facts: Mapping[LegKey, Mapping[str, str]]) -> dict[LegKey, str]:
    """One digest a leg for all that makes its verdicts but its cases; only legs that have one."""
    found = {}
    for leg in plan.legs:
        known = facts.get(leg.key, {})
        # A shuffled run looks for cases that depend on others, a recorded one for what is sent.
        if leg.record or plan.order != "file" or not all(known.get(one) for one in _DEPENDS_ON):
            continue
        found[leg.key] = digest_text(
            _FORMAT,
            _lab(),
            *leg.key,
            leg.oracle,
            *(known[one] for one in _DEPENDS_ON),
            platform.platform(),
            platform.python_version(),
            os.environ.get("TZ", ""),
            *time.tzname,
        )
    return found


def _is_certain(record: CaseRecord) -> bool:
    return (
        record.verdict in _PASSES
        and record.golden != "stale"
        and record.attempts is None
        and record.silent is None
    )


@cache
def _lab() -> str:
    """The digest of the lab: who judges otherwise may come to another verdict."""
    package = Path(__file__).parent
    files = (path for path in package.rglob("*") if path.is_file())
    return digest_files(package, (path for path in files if "__pycache__" not in path.parts))


def _connected() -> "closing[sqlite3.Connection]":
    path = cache_folder("results") / "results.sqlite"
    try:
        connection = sqlite3.connect(path, timeout=_BUSY_S)
        # What a crash takes away is found out again by running.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(_TABLE)
    except sqlite3.DatabaseError as problem:
        raise storage_problem(OSError(str(problem)), path) from problem
    return closing(connection)
