"""Settings: by keyword, with defaults, unchangeable, equal by value, secrets unshown."""

import copy
import pickle
from typing import Any, ClassVar

import pytest

from sparity.connect.settings import Settings


class Place(Settings):
    host: str
    port: int = 1
    token: str | None = None

    _hidden: ClassVar[frozenset[str]] = frozenset({"token"})


class Room(Place):
    floor: int = 0


def test_defaults_are_those_of_the_class() -> None:
    assert (Place(host="a").port, Place(host="a", port=2).port) == (1, 2)


@pytest.mark.parametrize(
    ("given", "message"),
    [({}, "Place needs host"), ({"host": "a", "hots": "b"}, "Place takes no hots")],
)
def test_names_that_are_wrong_are_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Place(**given)


def test_they_do_not_change() -> None:
    place = Place(host="a")
    with pytest.raises(AttributeError, match="immutable"):
        place.port = 2
    with pytest.raises(AttributeError, match="immutable"):
        del place.host
    assert place.replace(port=2) == Place(host="a", port=2)
    assert place.port == 1


def test_they_are_equal_by_value() -> None:
    assert Place(host="a") == Place(host="a", port=1)
    assert hash(Place(host="a")) == hash(Place(host="a", port=1))
    assert Place(host="a") != Place(host="b")
    assert Place(host="a") != Room(host="a")
    assert Place(host="a") != "a"


def test_copies_are_equal() -> None:
    place = Place(host="a", token="t")
    assert copy.deepcopy(place) == pickle.loads(pickle.dumps(place)) == place


def test_secrets_are_not_shown() -> None:
    assert repr(Place(host="a", token="t")) == "Place(host='a', port=1)"


def test_a_subclass_has_the_fields_of_both() -> None:
    assert repr(Room(host="a", floor=3)) == "Room(host='a', port=1, floor=3)"
