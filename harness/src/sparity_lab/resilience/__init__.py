"""Breaks what lies between a client and a real server, and counts the rows that are lost by it."""
