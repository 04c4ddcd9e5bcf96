"""Sparity Lab: proves what a Spark Connect client or server really does, against real Spark."""
