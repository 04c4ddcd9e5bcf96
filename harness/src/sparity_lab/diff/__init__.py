"""Two runs held against each other, case by case: what began to fail, what was mended."""
