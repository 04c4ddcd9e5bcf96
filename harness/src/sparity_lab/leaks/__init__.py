"""Finds the case that left something behind on a server that all cases share."""
