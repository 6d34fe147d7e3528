"""Names with stars, many at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import translate
from functools import cached_property

_SPECIAL = re.compile(r"[*\[]")


class Names:
    """Names as `fnmatch` takes them; those with one star at an end need no regular expression."""

    def __init__(self, names: Sequence[str]) -> None:
        self._starts: tuple[bytes, ...] = ()
        self._ends: tuple[bytes, ...] = ()
        self._others: list[str] = []
        for name in names:
            if name.endswith("*") and not _SPECIAL.search(name[:-1]):
                self._starts += (name[:-1].encode(),)
            elif name.startswith("*") and not _SPECIAL.search(name[1:]):
                self._ends += (name[1:].encode(),)
            else:
                self._others.append(name)

    @cached_property
    def _pattern(self) -> re.Pattern[bytes]:
        return re.compile("|".join(map(translate, self._others)).encode())

    def match(self, name: bytes) -> bool:
        """Whether a name is like one of them."""
        return (
            name.startswith(self._starts)
            or name.endswith(self._ends)
            or (bool(self._others) and self._pattern.match(name) is not None)
        )
