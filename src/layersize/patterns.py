"""The one language of patterns for paths in images; docs/patterns.md explains it to users.

Like gitignore (https://git-scm.com/docs/gitignore#_pattern_format) without negation and escapes:
whatever looks like a part of another language is refused, as it would match nothing in silence.

Names in an image may be made to hurt, so a pattern is matched name by name, in a time that only
grows with the lengths of both.
"""

from __future__ import annotations

import re
from fnmatch import translate
from functools import cached_property

ALLOWED = (
    "a pattern like *.map, usr/share/doc/ or app/**/test.py: *, ? and [abc] within a name, "
    "** alone between slashes for any folders"
)
_ANY_DEPTH = "**"
_SET = re.compile(r"\[!?+.[^]]*+\]", re.DOTALL)
"""`[…]` as fnmatch takes it: a `]` that comes first stands for itself."""
_RANGE = re.compile(r"(.)-(.)", re.DOTALL)
_SPECIAL = re.compile(rf"[*?]|{_SET.pattern}", re.DOTALL)
"""What stands for other characters than itself."""
_HINTS = {
    "[": "has a [ without its ]",
    "{": "has a brace: write one pattern for each choice, or [{] for the character",
    "}": "has a brace: write one pattern for each choice, or [}] for the character",
    "\\": r"has a \: write / between names, [*] for a star, [\] for the character",
}
"""Characters of other pattern languages, outside of `[…]`."""


class Pattern:
    """A pattern that was checked; raises ValueError with what is wrong and what is allowed.

    Paths are bytes, without a slash at either end; nothing stands for the root.
    `ignore_case`: capitals are like small letters.
    """

    def __init__(self, text: str, *, ignore_case: bool = False) -> None:
        self.text = text
        problem = _problem_of(text)
        if problem:
            raise ValueError(f"{text!r} {problem}; allowed is {ALLOWED}")
        names = text.removesuffix("/")
        self._folders_only = names != text
        parts = names.removeprefix("/").split("/")
        if "/" not in names:
            parts.insert(0, _ANY_DEPTH)
        self._flags = re.IGNORECASE if ignore_case else 0
        self._names = parts
        literals = (literal for part in parts for literal in _SPECIAL.split(part))
        literal = "" if ignore_case else max(literals, key=len, default="")
        self.literal = literal.encode("utf-8", "surrogateescape")
        """What stands in every path that matches: quickly looked for, and rarely there."""

    @cached_property
    def _parts(self) -> list[re.Pattern[str] | None]:
        """`None` stands for any number of folders, at the end for whatever is below."""
        return [
            None if name == _ANY_DEPTH else re.compile(translate(name), self._flags)
            for name in self._names
        ]

    def matches(self, path: bytes, *, is_directory: bool) -> bool:
        """Whether it stands for the path itself."""
        if not path or self.literal not in path or (self._folders_only and not is_directory):
            return False
        names = _names_of(path)
        last = self._parts[-1]
        if last is not None and not last.match(names[-1]):
            return False
        return self._matched_names(names, whole=True) == len(names)

    def covers(self, path: bytes, *, is_directory: bool) -> bool:
        """Whether it stands for the path itself or for a folder that the path is in."""
        if not path or self.literal not in path:
            return False
        names = _names_of(path)
        matched = self._matched_names(names, whole=False)
        if matched == len(names):
            return is_directory or not self._folders_only
        return matched > 0

    def _matched_names(self, names: list[str], *, whole: bool) -> int:
        """How many of the path's first names the pattern stands for, the fewest; 0: for none.

        If `whole`, it must be all of them. Goes back to the last `**` only: whatever an earlier
        one took, it could have, too.
        """
        parts, count = self._parts, len(names)
        at_part = at_name = 0
        back_to: tuple[int, int] | None = None
        while at_name < count:
            if at_part < len(parts):
                part = parts[at_part]
                if part is None:
                    if at_part == len(parts) - 1:
                        return count if whole else at_name + 1
                    back_to = at_part, at_name
                    at_part += 1
                    continue
                if part.match(names[at_name]):
                    at_part += 1
                    at_name += 1
                    continue
            elif not whole:
                return at_name
            if back_to is None:
                return 0
            back_to = back_to[0], back_to[1] + 1
            at_part, at_name = back_to[0] + 1, back_to[1]
        return count if at_part == len(parts) else 0


def search_pattern(text: str) -> Pattern:
    """The pattern for what somebody types to search; raises ValueError as `Pattern` does.

    A plain word is looked for anywhere in a name, no word stands for every path; capitals count
    only if there are some.
    """
    is_word = not re.search(r"[*?\[/]", text)
    return Pattern(f"*{text}*" if is_word else text, ignore_case=text == text.lower())


def wider_patterns(text: str) -> list[Pattern]:
    """What a sound pattern that matches nothing may have been meant as, the nearest first.

    Files for one that ends with a slash, any depth for one that holds a slash.
    """
    files_too, anywhere = text.removesuffix("/"), []
    if "/" in files_too and not text.startswith(("/", f"{_ANY_DEPTH}/")):
        anywhere = [f"{_ANY_DEPTH}/{text}", f"{_ANY_DEPTH}/{files_too}"]
    return [Pattern(wider) for wider in dict.fromkeys([files_too, *anywhere]) if wider != text]


def _names_of(path: bytes) -> list[str]:
    return path.decode("utf-8", "surrogateescape").split("/")


def _problem_of(text: str) -> str:
    """What is wrong with a pattern; empty if nothing is."""
    if not text:
        return "is empty"
    if text != text.strip():
        return "begins or ends with a space: leave it out, or write [ ]"
    if text.startswith("!"):
        return "begins with a !, and no pattern makes exceptions: say what is meant, or write ?"
    if text.startswith("~/"):
        return "begins with ~, and an image has no home folder: write root/… or home/*/…"
    parts = text.removesuffix("/").removeprefix("/").split("/")
    return next(filter(None, map(_problem_of_part, parts)), "")


def _problem_of_part(part: str) -> str:
    """What is wrong with the part between two slashes; empty if nothing is."""
    if not part:
        return "has an empty name between its slashes"
    if part in {".", ".."}:
        return f"has {part} for a name"
    literal = _SET.sub("\0", part)
    if _ANY_DEPTH in literal and part != _ANY_DEPTH:
        return "has ** beside other characters"
    for character, hint in _HINTS.items():
        if character in literal:
            return hint
    return next(filter(None, map(_problem_of_set, _SET.findall(part))), "")


def _problem_of_set(text: str) -> str:
    """What is wrong with a `[…]`; empty if nothing is."""
    inside = text[1:-1].removeprefix("!")
    if inside.startswith("^") and len(inside) > 1:
        return "has [^: write [! for all other characters"
    if "[:" in text[1:]:
        return "has a class like [:digit:]: write its characters, e.g. [0-9]"
    for first, last in _RANGE.findall(inside):
        if first > last:
            return f"has the range {first}-{last}, which is empty"
    return ""
