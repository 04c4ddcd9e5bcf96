"""Shared setting of the lab's own tests: the markers by which slow, real-world tests are chosen."""

import pytest

MARKERS = {
    "live": "needs a real Spark Connect server, a JVM or the network; slow",
    "container": "needs a Docker engine",
    "postgresql": "needs the server programs of PostgreSQL",
    "browser": "needs a browser driven by Playwright",
}


def pytest_configure(config: pytest.Config) -> None:
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")
