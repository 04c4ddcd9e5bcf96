"""Compares two outcomes component by component; it does not say who is right."""
