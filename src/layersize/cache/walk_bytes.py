"""A walked layer as bytes that can be kept in a file, and back."""

from __future__ import annotations

from layersize.cache.entry_columns import columns_of, entries_from
from layersize.cache.packed import Unpacker, pack
from layersize.cache.sealed import WALK, seal, unseal
from layersize.model.digest import Digest
from layersize.model.layer_walk import LayerWalk
from layersize.model.warning import Warning


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
