"""Sparity: a complete, light Spark Connect client for Python."""
