"""A fake server and a client that does as a test wants."""

from collections.abc import Iterator

import pytest
from wrong_client import WrongClient

from sparity_lab.fake.server import FakeServer


@pytest.fixture
def client() -> Iterator[WrongClient]:
    with FakeServer("4.3.0") as fake, WrongClient(fake) as made:
        yield made
