"""Requests' bodies, as services of JSON read them."""

import json
from typing import Any


def parse(body: bytes) -> dict[str, Any]:
    """A request's body as an object; empty for anything else, which the service then refuses."""
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
