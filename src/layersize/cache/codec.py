"""A walked layer as bytes that can be kept in a file, and back."""

from __future__ import annotations

import json
import struct
from base64 import b64decode, b64encode

from xxhash import xxh3_128_digest

from layersize.cache.columns import Unpacker, columns_of, entries_from, pack
from layersize.layers.cached import ImageRecord
from layersize.layers.walk import LayerWalk
from layersize.oci.digest import Digest
from layersize.warning import Warning

SCHEMA = 1
"""Raised by every change to what is kept, or to what walking a blob gives."""
WALK = b"walk"
RECORD = b"imag"
_MAGIC = b"layersize\0"
_HEAD = struct.Struct("<10s4sH16s")
"""Magic bytes, kind, schema, xxh3_128 of all that follows."""


def seal(kind: bytes, body: bytes) -> bytes:
    """The body with a head; `kind` has 4 bytes."""
    return _HEAD.pack(_MAGIC, kind, SCHEMA, xxh3_128_digest(body)) + body


def unseal(kind: bytes, data: bytes) -> memoryview:
    """The body; raises ValueError for anything but what `seal` made of one."""
    if len(data) < _HEAD.size:
        raise ValueError("is too short")
    magic, found_kind, schema, checksum = _HEAD.unpack_from(data)
    if (magic, found_kind, schema) != (_MAGIC, kind, SCHEMA):
        raise ValueError(f"is no {kind.decode()} of schema {SCHEMA}")
    body = memoryview(data)[_HEAD.size :]
    if xxh3_128_digest(body) != checksum:
        raise ValueError("is damaged")
    return body


def dump_walk(walk: LayerWalk) -> bytes:
    """The walk without its `plain_range`, which another run can't rely on.

    Raises ValueError for one that could not be compared later, as its contents were not hashed
    or its metadata not read, and for one that is too large or inconsistent.
    """
    about = {
        "tar_bytes": walk.tar_bytes,
        "compression": walk.compression,
        "blob_bytes": walk.blob_bytes,
        "blob_digest": _digest_text(walk.blob_digest),
        "tar_digest": _digest_text(walk.tar_digest),
        "transfer_estimate_bytes": walk.transfer_estimate_bytes,
        "warnings": [_warning_fields(warning) for warning in walk.warnings],
    }
    return seal(WALK, pack(about, columns_of(walk.entries)))


def load_walk(data: bytes) -> LayerWalk:
    """What `dump_walk` was given; raises ValueError for bytes that it didn't make."""
    unpacker = Unpacker(unseal(WALK, data))
    entries = entries_from(unpacker.column)
    unpacker.end()
    match unpacker.about:
        case {
            "tar_bytes": int(tar_bytes),
            "compression": str(compression),
            "blob_bytes": int(blob_bytes),
            "blob_digest": blob_digest,
            "tar_digest": tar_digest,
            "transfer_estimate_bytes": int() | None as transfer_estimate_bytes,
            "warnings": list(warnings),
        }:
            return LayerWalk(
                entries=entries,
                tar_bytes=tar_bytes,
                compression=compression,
                blob_bytes=blob_bytes,
                blob_digest=_digest(blob_digest),
                tar_digest=_digest(tar_digest),
                plain_range=None,
                transfer_estimate_bytes=transfer_estimate_bytes,
                warnings=tuple(map(_warning, warnings)),
            )
    raise ValueError("its header lacks something")


def _digest_text(digest: Digest | None) -> str | None:
    return None if digest is None else str(digest)


def _digest(text: object) -> Digest | None:
    return None if text is None else Digest.parse(str(text))


def _warning_fields(warning: Warning) -> tuple[str, int | None, str | None, str]:
    path = None if warning.path is None else warning.path.decode("latin-1")
    return warning.code, warning.layer, path, warning.message


def _warning(fields: object) -> Warning:
    match fields:
        case [str(code), int() | None as layer, str() | None as path, str(message)]:
            path_bytes = None if path is None else path.encode("latin-1")
            return Warning(code=code, layer=layer, path=path_bytes, message=message)
    raise ValueError("a warning lacks something")


def dump_record(key: str, record: ImageRecord) -> bytes:
    """JSON behind a checksum; names may hold surrogates, documents any bytes."""
    document = {
        "key": key,
        "documents": {name: b64encode(data).decode() for name, data in record.documents.items()},
        "blobs": {name: str(digest) for name, digest in record.blobs.items()},
        "links": record.links,
    }
    return seal(RECORD, json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def load_record(key: str, data: bytes) -> ImageRecord:
    """What `dump_record` was given with this key; raises ValueError for all other bytes."""
    try:
        document = json.loads(bytes(unseal(RECORD, data)).decode("utf-8", "surrogatepass"))
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
