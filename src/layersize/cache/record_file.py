"""What a saved image consisted of as the bytes of a cache file, and back."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode

from layersize.cache.file_format import RECORD, add_head, checked_body
from layersize.layers.cached import ImageRecord
from layersize.oci.digest import Digest

RECORD_BYTES = 4 << 20
"""Documents of an image have some thousands; JSON of nothing but brackets takes 20 times as much
memory."""


def dump_record(key: str, record: ImageRecord) -> bytes:
    """JSON behind a checksum; names may hold surrogates, documents any bytes.

    Raises ValueError for a record that is too long to be read again.
    """
    document = {
        "key": key,
        "documents": {name: b64encode(data).decode() for name, data in record.documents.items()},
        "blobs": {name: str(digest) for name, digest in record.blobs.items()},
        "links": record.links,
    }
    text = json.dumps(document, ensure_ascii=False)
    data = add_head(RECORD, text.encode("utf-8", "surrogatepass"))
    if len(data) > RECORD_BYTES:
        raise ValueError(f"has over {RECORD_BYTES} bytes")
    return data


def load_record(key: str, data: bytes) -> ImageRecord:
    """What `dump_record` was given with this key; raises ValueError for all other bytes."""
    try:
        document = json.loads(bytes(checked_body(RECORD, data)).decode("utf-8", "surrogatepass"))
    except RecursionError:
        raise ValueError("its JSON is nested too deeply") from None
    match document:
        case {"key": str(kept_key), "documents": dict(), "blobs": dict(), "links": dict()}:
            if kept_key != key:
                raise ValueError("is the record of another key")
            return ImageRecord(
                documents={
                    name: b64decode(_text(value), validate=True)
                    for name, value in document["documents"].items()
                },
                blobs={
                    name: Digest.parse(_text(value)) for name, value in document["blobs"].items()
                },
                links={name: _text(value) for name, value in document["links"].items()},
            )
    raise ValueError("its JSON lacks something")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a value of its JSON is no text")
    return value
