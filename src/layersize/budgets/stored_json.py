"""JSON that was written before and is read with suspicion, as a merge may have gone wrong in it.

Every function raises ValueError with what is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from layersize.oci.digest import Digest

_LARGEST_COUNT = (1 << 63) - 1
"""The largest size that a file can have."""
_Word = TypeVar("_Word", bound=StrEnum)


def read_stored(
    text: str, kind: str, version: int, *, is_one_line: bool = False
) -> Mapping[str, Any]:
    """The members of a JSON document that layersize wrote, if it has that kind and version."""
    try:
        document = json.loads(text, parse_constant=_refuse_number, parse_float=_refuse_number)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if is_one_line else f"line {error.lineno}"
        raise ValueError(f"is not JSON ({place}: {error.msg})") from None
    if not isinstance(document, dict) or document.get("kind") != kind:
        what = "a line" if is_one_line else f"a {kind}"
        raise ValueError(f"is not {what} that layersize wrote")
    found = document.get("format_version")
    if found != version:
        raise ValueError(f"has format version {found}, this layersize reads {version}")
    return document


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a whole number")


def member(entry: Mapping[str, Any], key: str, kind: type, *, can_be_null: bool = False) -> Any:
    """The value of a key, which must be there and of that type."""
    value = entry.get(key)
    if (value is None and can_be_null and key in entry) or (
        isinstance(value, kind) and not isinstance(value, bool)
    ):
        return value
    raise ValueError(f"{key}: is missing or of another type than {kind.__name__}")


def whole_count(entry: Mapping[str, Any], key: str) -> int:
    """The whole number of a key, from 0 to the largest size of a file."""
    value: int = member(entry, key, int)
    if value < 0:
        raise ValueError(f"{key}: {value} is below 0")
    if value > _LARGEST_COUNT:
        raise ValueError(f"{key}: is too large")
    return value


def count_or_none(entry: Mapping[str, Any], key: str) -> int | None:
    """The same where the key may be null."""
    return None if entry.get(key, 0) is None else whole_count(entry, key)


def digest_or_none(entry: Mapping[str, Any], key: str) -> Digest | None:
    """The digest of a key, which may be null."""
    text = member(entry, key, str, can_be_null=True)
    return None if text is None else Digest.parse(text)


def word(entry: Mapping[str, Any], key: str, words: type[_Word]) -> _Word:
    """The member of an enumeration whose value the key has."""
    text = member(entry, key, str)
    if text not in set(words):
        raise ValueError(f"{key}: {text!r} is not one of {', '.join(words)}")
    return words(text)
