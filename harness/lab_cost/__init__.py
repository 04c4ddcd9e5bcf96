"""What the lab itself costs: a start, a case, and a run that repeats another."""
