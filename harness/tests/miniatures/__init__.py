"""Tiny deterministic drivers, one a way to behave, for tests of everything that talks to drivers."""

from pathlib import Path

FAKE_DRIVER = Path(__file__).with_name("fake_driver.py")
"""A driver program for `Driver.start(driver_file=…, env=behaviour(…))`."""


def behaviour(name: str) -> dict[str, str]:
    """The environment that makes the fake driver behave in the named way."""
    return {"MINIATURE": name}
