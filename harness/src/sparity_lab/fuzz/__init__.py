"""Programs that nobody wrote, run with a client and with PySpark beside it."""
