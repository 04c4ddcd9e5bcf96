"""Arrow data to and from rows, pandas and polars; importing it loads pyarrow, nothing else."""

from sparity.arrow.ipc import open_reader, read_table
from sparity.arrow.local import rows_to_table
from sparity.arrow.rows import batches_to_rows, table_to_rows
from sparity.arrow.schema import (
    conform,
    from_arrow_schema,
    from_arrow_type,
    to_arrow_schema,
    to_arrow_type,
)

__all__ = [
    "batches_to_rows",
    "conform",
    "from_arrow_schema",
    "from_arrow_type",
    "open_reader",
    "read_table",
    "rows_to_table",
    "table_to_rows",
    "to_arrow_schema",
    "to_arrow_type",
]
