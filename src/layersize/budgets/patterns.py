"""Glob patterns for paths in images: `*`, `?` and `[…]` within a name, `**` for any folders.

Names in an image may be made to hurt, so a pattern is matched name by name, in a time that only
grows with the lengths of both.
"""

from __future__ import annotations

import re
from fnmatch import translate

ALLOWED = (
    "a path from the root like usr/share/doc/** or **/*.map: *, ? and [abc] within a name, "
    "** alone between slashes for any folders"
)
_ANY_DEPTH = "**"
_MAGIC = re.compile(r"[*?]|\[!?.[^]]*\]", re.DOTALL)
"""What stands for other characters than itself."""


class Pattern:
    """A pattern that was checked; raises ValueError with what is wrong and what is allowed."""

    def __init__(self, text: str) -> None:
        self.text = text
        parts = text.removeprefix("/").split("/")
        for part in parts:
            problem = _problem_of(part)
            if problem:
                raise ValueError(f"{text!r} {problem}; allowed is {ALLOWED}")
        self._parts = [
            None if part == _ANY_DEPTH else re.compile(translate(part)) for part in parts
        ]
        """`None` stands for any number of folders, at the end for whatever is below."""
        literals = (literal for part in parts for literal in _MAGIC.split(part))
        self._literal = max(literals, key=len, default="").encode("utf-8", "surrogateescape")
        """What stands in every path that matches: quickly looked for, and rarely there."""

    def matches(self, path: bytes) -> bool:
        """Whether the pattern stands for the whole path, which has no slash at either end."""
        if self._literal not in path:
            return False
        names = path.decode("utf-8", "surrogateescape").split("/")
        last = self._parts[-1]
        if last is not None and not last.match(names[-1]):
            return False
        return self._match(names)

    def _match(self, names: list[str]) -> bool:
        """Goes back to the last `**` only: whatever an earlier one took, it could have, too."""
        parts = self._parts
        at_part = at_name = 0
        back_to: tuple[int, int] | None = None
        while at_name < len(names):
            if at_part < len(parts):
                part = parts[at_part]
                if part is None:
                    if at_part == len(parts) - 1:
                        return True
                    back_to = at_part, at_name
                    at_part += 1
                    continue
                if part.match(names[at_name]):
                    at_part += 1
                    at_name += 1
                    continue
            if back_to is None:
                return False
            back_to = back_to[0], back_to[1] + 1
            at_part, at_name = back_to[0] + 1, back_to[1]
        return at_part == len(parts)


def _problem_of(part: str) -> str:
    """What is wrong with the part between two slashes; empty if nothing is."""
    if not part:
        return "has an empty name between its slashes"
    if part in {".", ".."}:
        return f"has {part} for a name"
    if _ANY_DEPTH in part and part != _ANY_DEPTH:
        return "has ** beside other characters"
    opened = part.find("[")
    while opened >= 0:
        closed = part.find("]", opened + (3 if part[opened + 1 : opened + 2] == "!" else 2))
        if closed < 0:
            return "has a [ without its ]"
        opened = part.find("[", closed)
    return ""
