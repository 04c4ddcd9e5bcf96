"""Tiny deterministic drivers, one for each way to behave, for tests of whatever uses drivers."""

from pathlib import Path

FAKE_DRIVER = Path(__file__).with_name("fake_driver.py")
"""A driver program for `Driver.start(driver_file=…, env=behaviour(…))`."""


def behaviour(name: str) -> dict[str, str]:
    """The environment that makes the fake driver behave in the named way."""
    return {"MINIATURE": name}
