"""Tar headers: their fields, and what the type flags mean.

Formats: v7, ustar, GNU (long names, sparse, base-256) and PAX, as described in
https://www.gnu.org/software/tar/manual/html_node/Standard.html and
https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
"""

from __future__ import annotations

from typing import NamedTuple

from layersize.errors import LayersizeError
from layersize.streams.tar.extensions import Extension
from layersize.streams.tar.numbers import LARGEST_SIZE, header_sum_matches, parse_number

BLOCK = 512
V7_FILE, REGULAR, HARDLINK, SYMLINK = b"\x00012"
CHARACTER_DEVICE, BLOCK_DEVICE, DIRECTORY, FIFO, CONTIGUOUS = b"34567"
GNU_SPARSE, GNU_LONG_NAME, GNU_LONG_LINK, PAX_NEXT, PAX_GLOBAL = b"SLKxg"

WITHOUT_PAYLOAD = frozenset(
    (HARDLINK, SYMLINK, CHARACTER_DEVICE, BLOCK_DEVICE, DIRECTORY, FIFO),
)
"""Their size field is ignored, as Go's archive/tar and so every runtime does."""
EXTENSIONS = frozenset((GNU_LONG_NAME, GNU_LONG_LINK, PAX_NEXT, PAX_GLOBAL))
ZERO_BLOCK = bytes(BLOCK)


class TarEntry(NamedTuple):
    """One entry; its payload lies at `data_start` of the stream."""

    path: bytes
    """As written, up to a NUL."""
    flag: int
    payload_bytes: int
    """Bytes stored in the tar, without padding."""
    data_start: int
    header: bytes
    """The 512 bytes of the entry's own header."""
    extension: Extension | None


def header_path(header: bytes) -> bytes:
    """The path in a header: of POSIX ones, the prefix too.

    GNU's have two times in its place; Go, and so every engine, reads them as a prefix if they are
    no numbers, as old versions of its own writer made such headers.
    """
    path = header[:100].partition(b"\0")[0]
    if not header[345]:
        return path
    magic = header[257:265]
    if magic[:6] == b"ustar\0":
        end = 476 if header[508:512] == b"tar\0" else 500  # star has two times behind its prefix
        return header[345:end].partition(b"\0")[0] + b"/" + path
    if magic == b"ustar  \0" and not (_is_time(header[345:357]) and _is_time(header[357:369])):
        prefix = header[345:500].partition(b"\0")[0]
        return prefix + b"/" + path if prefix.isascii() else path
    return path


def _is_time(time_field: bytes) -> bool:
    """Whether Go takes a field of a GNU header for a time, or for none."""
    try:
        return not time_field[0] or -LARGEST_SIZE - 1 <= parse_number(time_field) <= LARGEST_SIZE
    except ValueError:
        return False


def link_target(header: bytes, extension: Extension | None) -> bytes:
    """Where a hardlink or symlink points, as written."""
    if extension is not None and extension.link_target is not None:
        return extension.link_target
    return header[157:257].partition(b"\0")[0]


def is_header(block: bytes) -> bool:
    """Whether 512 bytes are a tar header, judged by their checksum."""
    return len(block) == BLOCK and header_sum_matches(block)


def broken(position: int, cause: str) -> LayersizeError:
    """The error for a tar that can't be read on."""
    return LayersizeError(f"offset {position}", cause, "save or pull the image again")
