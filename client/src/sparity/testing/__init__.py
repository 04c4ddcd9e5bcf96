"""Assertions for tests of Spark programs, named as in `pyspark.testing`; runs no tests itself."""

from sparity.testing.frames import assertDataFrameEqual
from sparity.testing.schemas import assertSchemaEqual

__all__ = ["assertDataFrameEqual", "assertSchemaEqual"]
