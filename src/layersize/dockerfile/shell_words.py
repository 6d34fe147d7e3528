"""Words and variables in instructions, as a shell has them.

Source: https://docs.docker.com/reference/dockerfile/#environment-replacement
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

WHITESPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What BuildKit takes for blank."""
_NAME = re.compile(r"[^\W\d]\w*|\d+|[@*#?$!-]")
_MOST_NESTED = 50


def split_words(text: str, escape: str) -> list[str] | None:
    """Words as written, quotes kept; `None` where a quote is left open."""
    pattern = _word_pattern(escape)
    words: list[str] = []
    position = 0
    while True:
        while position < len(text) and text[position] in WHITESPACE:
            position += 1
        if position == len(text):
            return words
        word = pattern.match(text, position)
        if word is None or (word.end() < len(text) and text[word.end()] not in WHITESPACE):
            return None
        words.append(word[0])
        position = word.end()


@cache
def _word_pattern(escape: str) -> re.Pattern[str]:
    mark = re.escape(escape)
    return re.compile(
        rf"""(?:[^{WHITESPACE}'"{mark}$]|{mark}.|'[^']*'|"(?:[^"{mark}]|{mark}.)*"
        |\$\{{[^}}{{$]*\}}|\$|{mark}\Z)+""".replace("\n        ", ""),
        re.DOTALL,
    )


def expand(
    word: str, variables: Mapping[str, str], escape: str = "\\", *, keep_unset: bool = False
) -> str:
    """The word without quotes, its variables replaced by their values.

    A variable that is not set is empty, or stays as written; so does any substitution but
    `${name:-word}`, `${name:+word}` and `${name:?word}`. Raises ValueError for what is not
    closed, and for a `${name:?word}` that fails.
    """
    return _Expansion(word, variables, escape, keep_unset).until("")


class _Expansion:
    """Reads a word from left to right."""

    def __init__(
        self, word: str, variables: Mapping[str, str], escape: str, keep_unset: bool
    ) -> None:
        self._word = word
        self._variables = variables
        self._escape = escape
        self._keep_unset = keep_unset
        self._position = 0
        self._depth = 0

    def until(self, end: str) -> str:
        """What stands before an unquoted `end`, expanded; an empty one is the end of the word."""
        parts: list[str] = []
        while character := self._take():
            if character == end:
                return "".join(parts)
            if character == "'":
                parts.append(self._until_quote())
            elif character == '"':
                parts.append(self._in_double_quotes())
            elif character == "$":
                parts.append(self._variable())
            elif character == self._escape:
                parts.append(self._take())
            else:
                parts.append(character)
        if end:
            raise ValueError(f"{end} is missing")
        return "".join(parts)

    def _take(self) -> str:
        character = self._word[self._position : self._position + 1]
        self._position += 1
        return character

    def _until_quote(self) -> str:
        end = self._word.find("'", self._position)
        if end < 0:
            raise ValueError("a single quote is left open")
        quoted = self._word[self._position : end]
        self._position = end + 1
        return quoted

    def _in_double_quotes(self) -> str:
        parts: list[str] = []
        while character := self._take():
            if character == '"':
                return "".join(parts)
            if character == "$":
                parts.append(self._variable())
                continue
            if character == self._escape and self._word[self._position : self._position + 1] in (
                '"',
                "$",
                self._escape,
            ):
                character = self._take()
            parts.append(character)
        raise ValueError("a double quote is left open")

    def _variable(self) -> str:
        """Behind a dollar sign."""
        start = self._position - 1
        if self._word[self._position : self._position + 1] != "{":
            name = _NAME.match(self._word, self._position)
            if name is None:
                return "$"
            self._position = name.end()
            return self._value(name[0], self._word[start : self._position])
        self._position += 1
        name = _NAME.match(self._word, self._position)
        if name is None:
            raise ValueError("bad substitution")
        self._position = name.end()
        if self._depth == _MOST_NESTED:
            raise ValueError("substitutions are nested too deep")
        self._depth += 1
        value = self._substituted(name[0], start)
        self._depth -= 1
        return value

    def _substituted(self, name: str, start: int) -> str:
        """Behind `${name`."""
        modifier = self._take()
        if modifier == "}":
            return self._value(name, self._word[start : self._position])
        value = self._variables.get(name)
        if modifier == ":":
            modifier = self._take()
            value = value or None
        word = self.until("}")
        if modifier == "-":
            return word if value is None else value
        if modifier == "+":
            return "" if value is None else word
        if modifier == "?":
            if value is None:
                raise ValueError(f"{name} {word or 'is not set'}")
            return value
        return self._word[start : self._position]

    def _value(self, name: str, written: str) -> str:
        if name not in self._variables:
            return written if self._keep_unset else ""
        return self._variables[name]
