"""What part a public name has in a case: it reads answers, prints, tests, or makes requests."""

from sparity_lab.drift.names import CLASS, SQL, TESTING, TYPE, UNKNOWN, Name

COLLECT = Name("DataFrame", "collect")
"""What gives the rows of a frame that a case returns: the lab collects it."""
CREATE = Name("SparkSession", "createDataFrame")
RANGE = Name("SparkSession", "range")
"""What most cases have a frame from, whatever they are about."""

_CONVERTERS = frozenset(
    ["collect", "toPandas", "toArrow", "toLocalIterator", "first", "head", "take", "tail", "toJSON"]
)
_READERS = _CONVERTERS | {"schema", "dtypes", "columns", "count", "isEmpty", "show", "printSchema"}
_PRINTERS = frozenset(["explain", "show", "printSchema", "treeString", "executionInfo"])
_ROOMS = frozenset(
    [
        *(("SparkSession", room) for room in ("catalog", "read", "conf", "udf", "tvf")),
        *(("DataFrame", room) for room in ("write", "stat", "na", "writeTo")),
    ]
)
_SETTING = frozenset(["sql", "table", "conf", "version", "read", "stop", "builder"])
"""Members of a session that hand on names and texts as they are."""


def reads(name: Name) -> bool:
    """Whether it asks the server at once and gives what it answers."""
    return name.owner == "DataFrame" and name.name in _READERS


def converts(name: Name) -> bool:
    """Whether it turns rows of the server into values of Python."""
    return name.owner == "DataFrame" and name.name in _CONVERTERS


def prints(name: Name) -> bool:
    """Whether it gives a text for people: a plan, a table, a schema."""
    return name.name in _PRINTERS


def takes_columns(name: Name) -> bool:
    """Whether a frame has fewer columns after it."""
    return name == Name("DataFrame", "drop")


def tests(name: Name) -> bool:
    """Whether it is one of PySpark's helpers for tests, about which a case that calls it is."""
    return name.owner == TESTING


def unheard(name: Name) -> bool:
    """Whether it tells of what the recordings do not keep of the server's answers."""
    return name == Name("DataFrame", "executionInfo")


def leads(name: Name) -> bool:
    """Whether it only leads to what is called: `spark.catalog`, `frame.write`."""
    return name in _ROOMS


def configures(name: Name) -> bool:
    """Whether it sets a setting of a session, or asks for it."""
    return name.owner == "RuntimeConfig"


def hands_on(name: Name) -> bool:
    """Whether it hands a text or a name to the server as it is."""
    return name.owner == "SparkSession" and name.name in _SETTING


def asks(name: Name) -> bool:
    """Whether PySpark makes a part of a request of it, of which versions can make another.

    What schemas tell of themselves is none.
    """
    if leads(name) or configures(name) or name.owner in (SQL, TYPE, TESTING, CLASS, UNKNOWN):
        return False
    return not reads(name) and not hands_on(name) and not name.owner.endswith("Type")
