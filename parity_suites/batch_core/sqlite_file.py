"""A SQLite database file of one case, opened by Python's sqlite3 and by the server's JDBC driver.

Neither side is Spark's own: what Spark wrote is read back without Spark, and the other way round.
"""

import re
import sqlite3
from contextlib import closing

DRIVER = "org.sqlite.JDBC"

CITIES = """
create table cities (
    id integer primary key, name text, area double, people bigint not null, capital boolean
);
insert into cities values
    (1, 'Oslo', 454.0, 709037, 1),
    (2, 'Bergen', 464.7, 291940, 0),
    (3, 'Ålesund', null, 67520, 0),
    (4, null, 342.3, 212660, null),
    (5, 'Bodø', 1395.0, 53712, 0);
"""


class SqliteFile:
    """The file, made by sqlite3 with a script; `url` is what Spark is given."""

    def __init__(self, tmp, script):
        self._path = tmp / "case.sqlite"
        # Two tasks may write at a time: each waits until the other is done.
        self.url = f"jdbc:sqlite:{self._path}?busy_timeout=60000"
        self.run(script)
        self._path.chmod(0o666)  # the server may be another user

    def run(self, script):
        """Statements by sqlite3, which are committed."""
        with closing(sqlite3.connect(self._path)) as connection:
            connection.executescript(script)

    def rows(self, query):
        """What sqlite3 reads."""
        with closing(sqlite3.connect(self._path)) as connection:
            return connection.execute(query).fetchall()

    def columns(self, table):
        """Name and declared type of the columns of a table, in the words of SQLite."""
        return self.rows(f"select name, type from pragma_table_info('{table}') order by cid")

    def tables(self):
        """The names of all tables."""
        return [row[0] for row in self.rows("select name from sqlite_master order by name")]


def rows_of(frame):
    """The rows that Spark reads, in an order of their own."""
    return sorted((tuple(row) for row in frame.collect()), key=repr)


def parts_of(frame, F, column="id"):
    """The values of a column by the number of the partition that they are in."""
    parts = {}
    for value, part in frame.select(column, F.spark_partition_id()).collect():
        parts.setdefault(part, []).append(value)
    return {part: sorted(values) for part, values in sorted(parts.items())}


def refusal(api, call):
    """What SQLite or its driver says when a task fails; the rest counts stages and tasks."""
    error = api.error_of(call)
    if error is None:
        return None
    said = re.search(r"(\[SQLITE_\w+\]|java.sql.SQLException:)[^\n]*", str(error))
    return type(error).__name__, said and said.group()
