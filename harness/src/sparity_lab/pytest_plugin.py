"""pytest plugin of the lab."""
