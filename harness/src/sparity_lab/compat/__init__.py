"""The compatibility matrix: clients x targets, cell after cell, and what is published of it."""
