"""Says whether a candidate is right: goldens and the judge; it runs and compares nothing itself."""
