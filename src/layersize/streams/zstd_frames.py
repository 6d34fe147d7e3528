"""Zstd streams, all frames by one decoder: one for each file would take longer than the files.

The decoder takes a stream that breaks off for a whole one. So the headers of frames and blocks
are followed on the way in: they tell where a frame ends.

Format: https://www.rfc-editor.org/rfc/rfc8878.html#section-3.1
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from zstandard import ZstdDecompressor, ZstdError

from layersize.errors import LayersizeError
from layersize.streams.compressed import Compressed

_FRAME = b"\x28\xb5\x2f\xfd"
_SKIPPABLE_FRAMES = tuple(bytes([first, 0x2A, 0x4D, 0x18]) for first in range(0x50, 0x60))
_SKIPPABLE_HEADER_BYTES = 8
_BLOCK_HEADER_BYTES = 3
_LAST_BLOCK, _BLOCK_TYPE, _RUN_OF_ONE_BYTE = 0b1, 0b110, 0b010
_CHECKSUM_FLAG = 0b100
"""In a frame's descriptor; a checksum has 4 bytes, too."""


def _frame_header_bytes(descriptor: int) -> int:
    """Length of a frame's header, magic number and descriptor included."""
    is_single_segment = bool(descriptor & 0b100000)
    content_length_bytes = (int(is_single_segment), 2, 4, 8)[descriptor >> 6]
    dictionary_id_bytes = (0, 1, 2, 4)[descriptor & 0b11]
    window_bytes = int(not is_single_segment)
    return len(_FRAME) + 1 + window_bytes + dictionary_id_bytes + content_length_bytes


_FRAME_HEADER_BYTES = tuple(map(_frame_header_bytes, range(256)))


class ZstdFrames:
    """What the frames of a stream unpack to; zeros may follow each of them."""

    def __init__(self, compressed: Compressed) -> None:
        self._compressed = compressed
        self._source = _FrameSource(compressed)
        self._window_bytes = 1 << (compressed.expansion.decoder_bytes.bit_length() - 1)
        decoder = ZstdDecompressor(max_window_size=self._window_bytes)
        self._decoder = decoder.stream_reader(
            self._source,  # type: ignore[arg-type]  # only its `read` is called
            read_across_frames=True,
        )

    def read(self, most: int) -> bytes:
        """Up to `most` bytes; `b""` only at the end of the last frame."""
        try:
            output = self._decoder.read(most)
        except MemoryError:
            raise self._compressed.needs_over(self._window_bytes) from None
        except ZstdError as error:
            if "too much memory" in str(error):
                raise self._compressed.needs_over(self._window_bytes) from None
            raise self._compressed.does_not_decode(error) from None
        if not output and self._source.fault is not None:
            raise self._source.fault()
        return output


class _FrameSource:
    """Hands the decoder the frames of a stream, and nothing that stands between them.

    A broken stream ends for the decoder where it breaks; `fault` makes the error for when that is
    decoded. An error that was kept here would hold the decoder, and so itself, for ever.
    """

    def __init__(self, compressed: Compressed) -> None:
        self._compressed = compressed
        self._headers = _Headers()
        self._cut_header = b""
        self._counted_frames = 0
        self.fault: Callable[[], LayersizeError] | None = None

    def read(self, _count: int = -1) -> bytes:
        """The next bytes of frames; `b""` at the end."""
        self._count_frames()
        while self.fault is None:
            arrived = self._compressed.read()
            frames = self._frames_in(self._cut_header + arrived, is_end=not arrived)
            if frames or not arrived:
                return frames
        return b""

    def _count_frames(self) -> None:
        """Counts those handed out before: by now they are decoded."""
        frames = self._headers.frames
        self._compressed.expansion.began_members(frames - self._counted_frames)
        self._counted_frames = frames

    def _frames_in(self, data: bytes, *, is_end: bool) -> bytes:
        headers, frames = self._headers, []
        while True:
            if headers.is_between_frames and headers.frames:
                data = data.lstrip(b"\0")
            passed = headers.pass_over(data)
            if not passed:
                break
            frames.append(data[:passed])
            data = data[passed:]
        self._cut_header = data
        if headers.is_between_frames and not _may_be_frame(data, is_end=is_end):
            self.fault = self._compressed.has_other_bytes
        elif is_end and (data or not headers.is_between_frames):
            self.fault = self._compressed.breaks_off
        return b"".join(frames)


def _may_be_frame(data: bytes, *, is_end: bool) -> bool:
    """Whether a frame begins here, or does so as far as there are bytes of it."""
    magics = (_FRAME, *_SKIPPABLE_FRAMES)
    if len(data) >= len(_FRAME) or is_end:
        return not data or data.startswith(magics)
    return any(magic.startswith(data) for magic in magics)


class _Headers:
    """The headers of frames and blocks, one after the other, in a stream that comes in pieces."""

    def __init__(self) -> None:
        self.frames = 0
        """Begun so far, skippable ones too."""
        self._in_frame = False
        self._checksum_bytes = 0
        self._ahead = 0
        """Bytes up to the next header."""

    @property
    def is_between_frames(self) -> bool:
        return not self._in_frame and not self._ahead

    def pass_over(self, data: bytes) -> int:
        """Counts the bytes before what is no header, or not all of one."""
        at, end = self._ahead, len(data)
        in_frame, frames, checksum_bytes = self._in_frame, self.frames, self._checksum_bytes
        with suppress(IndexError):  # a header that goes on in the next piece
            while at < end:
                if in_frame:
                    header = data[at] | data[at + 1] << 8 | data[at + 2] << 16
                    is_run = header & _BLOCK_TYPE == _RUN_OF_ONE_BYTE
                    at += _BLOCK_HEADER_BYTES + (1 if is_run else header >> 3)
                    if header & _LAST_BLOCK:
                        at += checksum_bytes
                        in_frame = False
                elif data.startswith(_FRAME, at):
                    descriptor = data[at + 4]
                    at += _FRAME_HEADER_BYTES[descriptor]
                    checksum_bytes = descriptor & _CHECKSUM_FLAG
                    in_frame = True
                    frames += 1
                elif data.startswith(_SKIPPABLE_FRAMES, at):
                    if end - at < _SKIPPABLE_HEADER_BYTES:
                        break
                    at += _SKIPPABLE_HEADER_BYTES + int.from_bytes(data[at + 4 : at + 8], "little")
                    frames += 1
                else:
                    break
        self._in_frame, self.frames, self._checksum_bytes = in_frame, frames, checksum_bytes
        self._ahead = max(0, at - end)
        return min(at, end)
