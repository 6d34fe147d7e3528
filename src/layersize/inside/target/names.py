"""Which names of an image can be those of files on this system.

Windows: https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions
"""

from __future__ import annotations

import os
import re
import unicodedata

_OF_NO_FILE = frozenset((b"", b".", b".."))
_FORBIDDEN = re.compile(rb'[<>:"|?*\\\x00-\x1f]')
"""A colon would name a stream of another file, a backslash another folder."""
_RESERVED = re.compile(
    rb"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)([0-9]|\xc2[\xb9\xb2\xb3]))"
)
"""Devices, with whatever behind a dot; also with superscript digits."""


def name_problem(name: bytes, *, windows: bool = os.name == "nt") -> str | None:
    """Why no file may get a name; `None`: the file system decides.

    Whatever the image says: no name leads to another folder.
    """
    if name in _OF_NO_FILE or b"/" in name or b"\0" in name:
        return "is no name of a file"
    if not windows:
        return None
    if _FORBIDDEN.search(name):
        return "has a character that Windows forbids in names"
    if name.endswith((b".", b" ")):
        return "ends with a dot or a space, which Windows drops"
    if _RESERVED.fullmatch(name.partition(b".")[0].rstrip()):
        return "is the name of a device of Windows"
    try:
        name.decode()
    except UnicodeDecodeError:
        return "is not UTF-8, which Windows can't hold"
    return None


def folded_name(name: bytes) -> str:
    """Equal for names that a file system which ignores case or composition may take for one."""
    text = unicodedata.normalize("NFD", name.decode("utf-8", "surrogateescape"))
    return unicodedata.normalize("NFD", text.casefold())
