"""JSON that package managers leave in images, read with suspicion: what is not as expected is not
there."""

from __future__ import annotations

import json
from typing import TypeGuard

from layersize.oci.json_node import value_count
from layersize.streams import bounds


def read_object(content: bytes | None) -> dict[str, object]:
    """The members of a document that is an object; none of any other, or of no JSON."""
    value = read_json(content)
    return value if is_object(value) else {}


def read_json(content: bytes | None) -> object:
    """What a document says; `None`: there is none, it is no JSON or beyond the bounds."""
    if content is None or value_count(content) > bounds.DOCUMENT_VALUES:
        return None
    try:
        return json.loads(content.decode("utf-8", "replace"), parse_int=float)
    except (ValueError, RecursionError):
        return None


def is_object(value: object) -> TypeGuard[dict[str, object]]:
    """Whether a value of a document is an object."""
    return isinstance(value, dict)


def text(value: object) -> str | None:
    """A value that is a text with something in it."""
    return value if isinstance(value, str) and value else None


def texts(value: object) -> list[str]:
    """Those items of a list that are texts with something in them."""
    return [item for item in value if item and isinstance(item, str)] if _is_list(value) else []


def objects(value: object) -> list[dict[str, object]]:
    """Those items of a list that are objects."""
    return [item for item in value if is_object(item)] if _is_list(value) else []


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)
