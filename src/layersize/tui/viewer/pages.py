"""How the bytes of a file are best shown."""

from __future__ import annotations

from layersize.tui.viewer.hex_page import HexPage
from layersize.tui.viewer.languages import language_of, lexer_of
from layersize.tui.viewer.text_page import TextPage
from layersize.values import dataclass

_LOOKED_AT_BYTES = 65_536
_MOST_STRANGE = 0.1
"""Of a text, at most so much is no UTF-8, or a control character."""
_TEXT_CONTROLS = b"\t\n\r\f\x1b\b"
"""Of logs, too, in which programs wrote colours and bars."""
_CONTROLS = bytes(set(range(32)) - set(_TEXT_CONTROLS)) + b"\x7f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The same bytes as text and as numbers."""

    text: TextPage
    hex: HexPage
    is_text: bool
    """What to begin with."""
    language: str
    """For people; empty for plain text."""


def pages_of(path: bytes, data: bytes) -> Pages:
    """Both pages of a file; takes as long as it takes to look at every byte once."""
    is_text = looks_like_text(data)
    language = language_of(path, data) if is_text else None
    return Pages(
        text=_text_page(data, language),
        hex=HexPage(data),
        is_text=is_text,
        language=language or "",
    )


def looks_like_text(data: bytes) -> bool:
    """Whether the beginning of a file is something that people read."""
    head = data[:_LOOKED_AT_BYTES]
    if b"\0" in head:
        return False
    strange = len(head) - len(head.translate(None, _CONTROLS))
    strange += head.decode("utf-8", "replace").count("\N{REPLACEMENT CHARACTER}")
    return strange <= _MOST_STRANGE * len(head)


def _text_page(data: bytes, language: str | None) -> TextPage:
    lexer = lexer_of(language) if language else None
    if lexer is None:
        return TextPage(data)
    from layersize.tui.viewer.code_page import CodePage

    return CodePage(data, lexer)
