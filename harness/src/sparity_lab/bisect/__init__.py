"""Finds the Spark version from which on a case is another: by goldens, or by running it."""
