"""JSON with an indent of two, as `json.dumps(…, indent=2)` writes it, and fast.

The standard encoder is slow when it indents; rows that come by the hundred thousand go
through a template instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from layersize.text.escape import shown_path
from layersize.values import dataclass

_encode = json.JSONEncoder().encode


@dataclass(frozen=True, slots=True)
class JsonRows:
    """An array of objects that have the same keys."""

    keys: tuple[str, ...]
    rows: Iterable[tuple[str | int, ...]]
    """A finished piece of JSON for each key."""


JsonValue: TypeAlias = (
    "str | int | float | Mapping[str, JsonValue] | Sequence[JsonValue] | JsonRows | None"
)


def json_string(text: str) -> str:
    r"""A JSON string in ASCII; a lone surrogate, which strict readers refuse, as text `\udcff`."""
    return _encode(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def json_path(path: bytes) -> str:
    """A path as JSON: a string of `shown_path`, which has no lone surrogates."""
    return _encode(shown_path(path))


def json_document(members: Mapping[str, JsonValue]) -> str:
    """The object with a newline at its end."""
    return "".join(json_pieces(members))


def json_pieces(members: Mapping[str, JsonValue]) -> Iterator[str]:
    """The same in pieces, each row of a table one."""
    yield from _pieces(members, "\n")
    yield "\n"


def _pieces(value: JsonValue, line_start: str) -> Iterator[str]:
    """`line_start` is a newline and the indent of the line that the value begins in."""
    inner_line = line_start + "  "
    if isinstance(value, JsonRows):
        yield from _row_pieces(value, line_start)
    elif isinstance(value, str):
        yield json_string(value)
    elif isinstance(value, Mapping) and value:
        before = "{"
        for key, member in value.items():
            yield f"{before}{inner_line}{json_string(key)}: "
            yield from _pieces(member, inner_line)
            before = ","
        yield line_start + "}"
    elif isinstance(value, Sequence) and value:
        before = "["
        for item in value:
            yield before + inner_line
            yield from _pieces(item, inner_line)
            before = ","
        yield line_start + "]"
    else:
        yield _encode(value)


def _row_pieces(table: JsonRows, line_start: str) -> Iterator[str]:
    members = ",".join(f"{line_start}    {json_string(key)}: %s" for key in table.keys)
    template = f"{line_start}  {{{members}{line_start}  }}"
    before = "["
    for row in table.rows:
        yield before + template % row
        before = ","
    yield "[]" if before == "[" else line_start + "]"
