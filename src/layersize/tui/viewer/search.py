"""What is typed to be looked for, as a pattern of bytes."""

from __future__ import annotations

import re

from layersize.tui.viewer.page import Search

_BYTES = re.compile(r"(?:0x)(?:[0-9a-f]{2})+|[0-9a-f]{2}(?: [0-9a-f]{2})+", re.IGNORECASE)


def search_of(typed: str, *, may_be_bytes: bool) -> Search:
    """Text in whatever case, unless capital letters are typed; `7f 45` and `0x7f45` as bytes."""
    if may_be_bytes and _BYTES.fullmatch(typed):
        wanted = bytes.fromhex(typed.lower().removeprefix("0x"))
        return Search(pattern=re.compile(re.escape(wanted)), typed=typed, found=None)
    flags = re.IGNORECASE if typed == typed.lower() else re.NOFLAG
    wanted = typed.encode("utf-8", "surrogateescape")
    return Search(pattern=re.compile(re.escape(wanted), flags), typed=typed, found=None)


def next_match(search: Search, data: bytes, start: int) -> tuple[int, int] | None:
    """The first match after an offset, or after the beginning if there is none behind it."""
    found = search.pattern.search(data, start) or search.pattern.search(data)
    return found.span() if found else None


def match_before(search: Search, data: bytes, end: int) -> tuple[int, int] | None:
    """The last match that begins before an offset, or the last of all."""
    before = last = None
    for found in search.pattern.finditer(data):
        last = found.span()
        if found.start() < end:
            before = last
        elif before is not None:
            break
    return before or last
