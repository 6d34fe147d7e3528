"""Members of JSON objects that were written by this program and may have been edited since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

_MOST = (1 << 63) - 1
"""The largest size that a file can have."""


def json_value(text: str) -> Any:
    """The document; raises ValueError for what is not JSON, and for numbers that aren't whole."""
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_no_number)
    except RecursionError:
        raise ValueError("is nested too deeply") from None


def member(entry: Mapping[str, Any], key: str, kind: type, *, can_be_null: bool = False) -> Any:
    """The value of a key, which must be there and of that type."""
    value = entry.get(key)
    if (value is None and can_be_null and key in entry) or (
        isinstance(value, kind) and not isinstance(value, bool)
    ):
        return value
    raise ValueError(f"{key}: is missing or of another type than {kind.__name__}")


def count(entry: Mapping[str, Any], key: str, *, can_be_null: bool = False) -> int | None:
    """The same for a whole number, 0 or more."""
    value: int | None = member(entry, key, int, can_be_null=can_be_null)
    if value is not None and value < 0:
        raise ValueError(f"{key}: {value} is below 0")
    if value is not None and value > _MOST:
        raise ValueError(f"{key}: is beyond all sizes")
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a whole number")
