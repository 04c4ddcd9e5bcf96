"""A strict Spark Connect server without Spark: scripted answers, and a judge of what is asked."""
