"""Names, labels and history lines as text that does nothing but stand there.

What is escaped: characters that move the cursor, start a terminal sequence, turn the writing
direction or take no room; https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
"""

from __future__ import annotations

import re

_ACTIVE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # controls: ESC, newline, backspace …
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # invisible letters, marks
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"  # format characters of
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # single scripts
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero-width, bidi, line ends
    "\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors, tags
    "\ud800-\udfff"  # lone surrogates
    "]"
)

_PLAIN_WORD = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.:/@+-]*")

_SHOWN = re.compile(rb"\\(\\|[tnr]|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")


def inert_text(text: str) -> str:
    r"""The text with active characters as escapes (`\x1b`, `\n`, `\u202e`), all else as is."""
    return _ACTIVE.sub(_escape, text)


def inert_parts(text: str) -> list[tuple[str, bool]]:
    r"""The text of `inert_text` in parts, each with whether it is an escape.

    Bytes that `surrogateescape` let through are told as what they are: `\xff`.
    """
    parts: list[tuple[str, bool]] = []
    start = 0
    for found in _ACTIVE.finditer(text):
        if found.start() > start:
            parts.append((text[start : found.start()], False))
        character, start = found[0], found.end()
        is_byte = "\udc80" <= character <= "\udcff"
        parts.append((f"\\x{ord(character) - 0xDC00:02x}" if is_byte else _escape(found), True))
    if start < len(text):
        parts.append((text[start:], False))
    return parts


def is_plain_word(text: str) -> bool:
    """Whether a text can stand in advice to be typed: no shell makes anything else of it."""
    return _PLAIN_WORD.fullmatch(text) is not None


def shown_path(path: bytes) -> str:
    r"""A path as text that tells every path from every other.

    UTF-8 as is, other bytes as `\xNN`, a literal backslash doubled. Not inert.
    """
    return path.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")


def path_as_shown(text: bytes) -> bytes:
    """The path that `inert_path` shows like this; any other text stays as it is."""
    return _SHOWN.sub(_character, text)


def inert_path(path: bytes) -> str:
    """`shown_path`, safe to print; the root as `/`."""
    return inert_text(shown_path(path)) if path else "/"


def _escape(character: re.Match[str]) -> str:
    return character[0].encode("unicode_escape").decode("ascii")


def _character(escape: re.Match[bytes]) -> bytes:
    code = escape[1]
    if code[0:1] == b"x":
        return bytes.fromhex(code[1:].decode())
    if code == b"\\":
        return code
    try:
        return escape[0].decode("unicode_escape").encode()
    except UnicodeError:  # half a character, or beyond the last one
        return escape[0]
