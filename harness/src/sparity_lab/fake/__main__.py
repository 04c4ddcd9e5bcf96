"""`python -m sparity_lab.fake`: serves until it is told to end, and prints each complaint."""

import signal
import sys
import threading

import click

from sparity_lab.fake.judge import Complaint
from sparity_lab.fake.server import FakeServer


@click.command()
@click.option("--version", default="4.3.0", show_default=True, help="The Spark that it claims.")
@click.option("--port", default=15002, show_default=True, type=int, help="Where it listens.")
def main(version: str, port: int) -> None:
    """Serve a strict fake of Spark Connect on this machine."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with FakeServer(version, port, say=_complain) as fake:
        _say(f"Spark {version} is faked at {fake.url}")
        ended.wait()


def _complain(complaint: Complaint) -> None:
    _say(f"{complaint.session} {complaint}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
