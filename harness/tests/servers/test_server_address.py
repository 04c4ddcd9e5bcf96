"""Reading `sc://` addresses."""

import pytest

from sparity_lab.problems import UsageProblem
from sparity_lab.servers.address import parse_address


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("sc://spark", "spark:15002"),
        ("sc://spark/", "spark:15002"),
        ("sc://spark:443", "spark:443"),
        ("sc://[::1]", "[::1]:15002"),
        ("sc://[::1]:443/;use_ssl=true", "[::1]:443"),
        ("sc://spark;user_id=ada", "spark:15002"),
    ],
)
def test_host_and_port_are_found(url: str, authority: str) -> None:
    assert parse_address(url).authority == authority


@pytest.mark.parametrize(
    "url",
    [
        "spark:15002",
        "http://spark",
        "sc://",
        "sc://:1",
        "sc://spark:port",
        "sc://spark:0",
        "sc://spark:65536",
        "sc://spark/path",
        "sc://spark/;token",
        "sc://spark/;=x",
    ],
)
def test_what_is_no_address_is_refused_with_the_form_of_one(url: str) -> None:
    with pytest.raises(UsageProblem, match="sc://HOST"):
        parse_address(url)


def test_a_token_asks_for_encryption_except_on_this_machine() -> None:
    assert parse_address("sc://far/;token=x").secure
    assert not parse_address("sc://localhost/;token=x").secure
    assert parse_address("sc://localhost/;use_ssl=true").secure
    assert not parse_address("sc://far/;use_ssl=false").secure


def test_a_token_and_foreign_parameters_travel_as_headers() -> None:
    address = parse_address("sc://far/;token=a%20b;user_id=ada;x-team=data")
    assert address.headers == (("x-team", "data"), ("authorization", "Bearer a b"))
