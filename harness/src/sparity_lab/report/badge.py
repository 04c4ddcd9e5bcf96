"""A verdict as the JSON of a Shields endpoint badge; evaluates nothing."""

COLORS = {True: "brightgreen", False: "red", None: "lightgrey"}


def badge(label: str, holds: bool | None, message: str) -> dict[str, object]:
    """The badge of a claim or gate that holds, does not, or (None) is not known to.

    The reply of https://shields.io/badges/endpoint-badge; what does not hold is marked as an error.

    >>> badge("batch-core on 4.1.1", True, "meets the bar")["color"]
    'brightgreen'
    """
    return {
        "schemaVersion": 1,
        "label": label,
        "message": message,
        "color": COLORS[holds],
        "isError": holds is False,
    }
