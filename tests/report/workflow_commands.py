"""A strict reader of GitHub's workflow commands, from the documented rules.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
How values are escaped: `escapeData` and `escapeProperty` in
https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_LINE = re.compile(r"::(?P<name>error|warning|notice) (?P<properties>[^:]+)::(?P<message>.+)")
_PROPERTIES = {"title", "file", "line", "endLine", "col", "endColumn"}
_ACTIVE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_DATA = {"%25": "%", "%0D": "\r", "%0A": "\n"}
_PROPERTY = {**_DATA, "%3A": ":", "%2C": ","}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowCommand:
    name: str
    properties: dict[str, str]
    message: str


def read_commands(text: str) -> list[WorkflowCommand]:
    """Every line as a command; raises ValueError for one that is none."""
    if text and not text.endswith("\n"):
        raise ValueError("the last line has no end")
    return [_command(line) for line in text.split("\n")[:-1]]


def _command(line: str) -> WorkflowCommand:
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"no workflow command: {line!r}")
    properties = {}
    for pair in found["properties"].split(","):
        key, equals, value = pair.partition("=")
        if key not in _PROPERTIES or not equals or not value or key in properties:
            raise ValueError(f"no property: {pair!r}")
        properties[key] = _unescaped(value, _PROPERTY)
    for key in ("line", "endLine"):
        if key in properties and (int(properties[key]) < 1 or "file" not in properties):
            raise ValueError(f"no place: {properties}")
    return WorkflowCommand(
        name=found["name"], properties=properties, message=_unescaped(found["message"], _DATA)
    )


def _unescaped(text: str, escapes: dict[str, str]) -> str:
    if _ACTIVE & {unicodedata.category(character) for character in text}:
        raise ValueError(f"a control character: {text!r}")
    for part in text.split("%")[1:]:
        if f"%{part[:2]}" not in escapes:
            raise ValueError(f"no escape: %{part[:2]!r}")
    return re.sub("%..", lambda found: escapes[found[0]], text)
