"""The exception classes, in the two layers PySpark has; opens no connection."""
