"""What is told of calls that never reached Spark, from the words of gRPC alone."""

import pytest

from sparity.connect.failure import Failure
from sparity.connect.obstacle import told_by


def told(code: str, message: str) -> str | None:
    return told_by(Failure(code=code, message=message), "spark:443")


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("INTERNAL", 400, "tls_cert"),
        ("UNAUTHENTICATED", 401, "token"),
        ("PERMISSION_DENIED", 403, "does not allow"),
        ("UNKNOWN", 413, "client_max_body_size"),
        ("UNAVAILABLE", 502, "does not reach the server"),
        ("UNAVAILABLE", 504, "silent for too long"),
    ],
)
def test_what_a_proxy_means_is_told(code: str, status: int, words: str) -> None:
    found = told(code, f"Received http2 header with status: {status}")
    assert found is not None
    assert words in found
    assert "at spark:443, not Spark: " in found
    assert f"(HTTP status {status})" in found


def test_a_request_that_was_not_heard_to_its_end_is_told() -> None:
    found = told("INTERNAL", "x (Pending writes failed due to stream closure (RST_STREAM))")
    assert found is not None
    assert "client_max_body_size" in found


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("UNIMPLEMENTED", "Received http2 header with status: 404"),
        ("INTERNAL", "[TABLE_OR_VIEW_NOT_FOUND] CERTIFICATE_VERIFY_FAILED: a table"),
        ("UNAVAILABLE", "failed to connect to all addresses"),
    ],
)
def test_what_is_not_clear_is_not_told(code: str, message: str) -> None:
    assert told(code, message) is None
