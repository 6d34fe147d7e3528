"""Whether the content of a file is text that a terminal can be given."""

from __future__ import annotations

import codecs
import re

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Whatever a terminal obeys but tab and newline: ESC, carriage return, those above ASCII."""


_NUL = re.compile("\0")


class TextCheck:
    """Looks at content piece by piece; text is UTF-8 without controls."""

    def __init__(self, *, allows_controls: bool = False) -> None:
        """`allows_controls`: all but NUL, for those who escape them."""
        self._control = _NUL if allows_controls else _CONTROL
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._passed_bytes = 0
        self.binary_at: int | None = None
        """The offset of the first byte that is not of a text; `None`: none was seen so far."""

    def next(self, piece: bytes) -> bytes:
        """The text so far of what was not passed on before, without a character that is cut."""
        return self._checked(piece, is_last=False)

    def end(self) -> int | None:
        """`binary_at` once all was seen."""
        if self.binary_at is None:
            self._checked(b"", is_last=True)
        return self.binary_at

    def _checked(self, piece: bytes, *, is_last: bool) -> bytes:
        held = len(self._decoder.getstate()[0])
        start = self._passed_bytes - held
        try:
            text = self._decoder.decode(piece, is_last)
        except UnicodeDecodeError as error:
            valid = error.object[: error.start].decode()
            control = self._control.search(valid)
            before = error.start if control is None else len(valid[: control.start()].encode())
            self.binary_at = start + before
            return b""
        self._passed_bytes += len(piece)
        control = self._control.search(text)
        if control is not None:
            self.binary_at = start + len(text[: control.start()].encode())
        return text.encode()
