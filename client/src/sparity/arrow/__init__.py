"""Arrow data to and from rows; frames are in its `pandas` and `polars`, loaded when asked for."""

from sparity.arrow.ipc import open_batches, open_reader, read_table
from sparity.arrow.local import rows_to_table
from sparity.arrow.rows import batches_to_rows, table_to_rows
from sparity.arrow.schema import (
    conform,
    conform_batches,
    from_arrow_schema,
    from_arrow_type,
    to_arrow_schema,
    to_arrow_type,
)
from sparity.arrow.tables import from_arrow

__all__ = [
    "from_arrow",
    "batches_to_rows",
    "conform",
    "conform_batches",
    "from_arrow_schema",
    "from_arrow_type",
    "open_batches",
    "open_reader",
    "read_table",
    "rows_to_table",
    "table_to_rows",
    "to_arrow_schema",
    "to_arrow_type",
]
