"""JSON that may stand inside a script element; knows nothing of what it says."""

import json
import re
from typing import Any

_RISKY = re.compile("[<>&]")


def script_json(data: Any) -> str:
    r"""JSON that is safe inside a script element, whatever strings it holds.

    >>> script_json({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return _RISKY.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
