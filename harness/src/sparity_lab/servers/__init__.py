"""Starts, probes and stops targets: process, container, sail, remote; judges nothing."""
