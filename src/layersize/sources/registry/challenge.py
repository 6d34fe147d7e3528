"""What a server says about how to log in.

Source: https://www.rfc-editor.org/rfc/rfc9110.html#section-11.6.1
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MOST_CHARACTERS = 8192
_UNQUOTED = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_WORD = re.compile(rf'({_UNQUOTED})(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|({_UNQUOTED})))?')
"""A scheme, or a parameter with its value, quoted or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """One way to log in."""

    scheme: str
    """In lower case: `bearer`, `basic`."""
    parameters: dict[str, str]
    """By names in lower case."""


def parse_challenges(headers: Sequence[str]) -> list[Challenge]:
    """The challenges of WWW-Authenticate headers; what is malformed is passed over."""
    challenges: list[Challenge] = []
    for header in headers:
        for word in _WORD.finditer(header[:_MOST_CHARACTERS]):
            name, quoted, plain = word.groups()
            if quoted is None and plain is None:
                challenges.append(Challenge(scheme=name.lower(), parameters={}))
            elif challenges:
                value = plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
                challenges[-1].parameters.setdefault(name.lower(), value)
    return challenges
