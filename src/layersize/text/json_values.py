"""Values as JSON by one rule: an object has its fields as members, under their names, in order.

Classes that are written otherwise stand in a table beside the report that writes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeAlias

from layersize.text.escape import shown_path
from layersize.text.json_writer import JsonValue

_RATIO_DIGITS = 6
MemberTable: TypeAlias = Mapping[type, str]
"""Class to the members of its objects, in the order of the JSON, parted by blanks.

Each is the name of a field or property, or `key=name` where the JSON calls it otherwise. A class
with an empty text is written as its `str()`.
"""


def json_value(value: Any, table: MemberTable) -> JsonValue:
    """A value with all that is in it.

    Enums are their values, paths are text as `shown_path` has it, ratios have six digits, and what
    is not known is null.
    """
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return round(value, _RATIO_DIGITS)
    if isinstance(value, bytes):
        return shown_path(value)
    if isinstance(value, Sequence):
        return [json_value(item, table) for item in value]
    return str(value) if table.get(type(value)) == "" else json_members(value, table)


def json_members(value: Any, table: MemberTable, members: str = "") -> dict[str, JsonValue]:
    """An object's members: all of them, or those that are named as in the table."""
    chosen = members or table.get(type(value)) or " ".join(field.name for field in fields(value))
    pairs = (member.partition("=") for member in chosen.split())
    return {key: json_value(getattr(value, name or key), table) for key, _, name in pairs}
