"""Repro capsules: one case with its recorded traffic in a file, and its replay without Spark."""
