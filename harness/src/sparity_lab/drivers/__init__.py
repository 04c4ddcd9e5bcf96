"""Runs cases with a client in a process of its own: protocol, driver program, parent's side."""
