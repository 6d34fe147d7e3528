"""Bodies that a registry or a proxy compresses on their way, though it was asked not to.

Digests and lengths are those of what is stored, so that what was put around it comes off first.
Source: https://www.rfc-editor.org/rfc/rfc9110.html#section-8.4
"""

from __future__ import annotations

import io

from layersize.errors import LayersizeError
from layersize.streams import bounds
from layersize.streams.compression import GZIP, MAGIC_BYTES, PLAIN, ZSTD, sniff
from layersize.streams.decompress import DecompressingReader
from layersize.streams.limits import BOUNDED, EncodingExpansion, Expansion
from layersize.streams.reader import BufferedReader, Reader
from layersize.streams.tar.window import CHUNK

_COMPRESSIONS = {"gzip": GZIP, "x-gzip": GZIP, "zstd": ZSTD}


def encoding_of(header: str, host: str) -> str | None:
    """The compression that a Content-Encoding states; `None`: none.

    Raises LayersizeError for one that can't be undone.
    """
    encoding = header.strip().lower()
    if encoding in ("", "identity"):
        return None
    compression = _COMPRESSIONS.get(encoding)
    if compression is None:
        cause = f"{host} sends its answer compressed ({encoding[:30]}), though asked not to"
        raise LayersizeError("", cause, "tell the registry's operator, or whoever runs the proxy")
    return compression


def decoded_document(data: bytes, compression: str, host: str) -> bytes:
    """A document as it is stored, also if only the header says that it is compressed.

    Raises LayersizeError if it is too long or broken.
    """
    if sniff(data) != compression:
        return data
    reader = DecompressingReader(io.BytesIO(data), compression, Expansion(BOUNDED))
    decoded = b""
    while piece := reader.read(CHUNK):
        decoded += piece
        if len(decoded) > bounds.DOCUMENT_BYTES:
            cause = f"{host} sends a document of over {bounds.DOCUMENT_BYTES} bytes"
            raise LayersizeError("", cause)
    return decoded


def decoded_blob(
    body: Reader, compression: str, expansion: Expansion, *, is_stored_compressed: bool
) -> Reader:
    """A blob as it is stored: decoded, or as it is if the header means the blob itself.

    `is_stored_compressed` is what the blob's media type says; `expansion` is that of the image.
    """
    buffered = BufferedReader(body)
    beginning = buffered.peek(CHUNK)
    if sniff(beginning) != compression:
        return buffered
    is_plain_inside = _sniff_inside(beginning, compression) == PLAIN
    if is_stored_compressed and is_plain_inside:
        return buffered
    counted = expansion if is_plain_inside else EncodingExpansion(expansion)
    return DecompressingReader(buffered, compression, counted)


def _sniff_inside(beginning: bytes, compression: str) -> str:
    """The compression of what is in a stream that begins like this."""
    inside = DecompressingReader(io.BytesIO(beginning), compression, Expansion(BOUNDED))
    try:
        return sniff(inside.read(MAGIC_BYTES))
    except LayersizeError:
        return PLAIN
