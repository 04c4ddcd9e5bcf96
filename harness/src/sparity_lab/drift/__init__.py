"""What changed between two Spark versions, read from goldens alone; runs nothing, judges nobody."""
