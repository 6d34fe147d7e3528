"""The blobs of an image's layers with what an archive's documents say of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from layersize.exporter.blobs import blob_bytes, compression, hashed
from layersize.formats.compression import GZIP, PLAIN, ZSTD
from layersize.model.digest import Digest
from layersize.model.image import Layer

_LAYER = "application/vnd.oci.image.layer.v1.tar"
_MEDIA_TYPES = {PLAIN: _LAYER, GZIP: f"{_LAYER}+gzip", ZSTD: f"{_LAYER}+zstd"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBlob:
    """One layer's blob, once it is known how to call it."""

    layer: Layer
    digest: Digest
    blob_bytes: int
    media_type: str | None
    """By its compression; `None`: OCI has none for it."""


def stored_blobs(layers: Sequence[Layer], on_bytes: Callable[[int], None]) -> list[StoredBlob]:
    """One for each layer, also where a blob comes twice; reads those of which no digest is known.

    `on_bytes` is told of each read. Raises LayersizeError with the layer's place.
    """
    known: dict[object, Digest] = {}
    return [
        StoredBlob(
            layer=layer,
            digest=layer.digest or _hashed_once(layer, known, on_bytes),
            blob_bytes=blob_bytes(layer),
            media_type=_media_type(layer),
        )
        for layer in layers
    ]


def bytes_to_read(layers: Sequence[Layer]) -> int:
    """How much there is to copy, and before that to hash where no digest is known."""
    to_copy = {layer.blob: blob_bytes(layer) for layer in layers}
    to_hash = {layer.blob: blob_bytes(layer) for layer in layers if layer.digest is None}
    return sum(to_copy.values()) + sum(to_hash.values())


def blob_name(digest: Digest) -> str:
    """Where a layout keeps a blob."""
    return f"blobs/{digest.algorithm}/{digest.hexadecimal}"


def _hashed_once(
    layer: Layer, known: dict[object, Digest], on_bytes: Callable[[int], None]
) -> Digest:
    """`known` holds the digests of blobs that other layers have, too."""
    if layer.blob not in known:
        known[layer.blob] = hashed(layer, on_bytes)
    return known[layer.blob]


def _media_type(layer: Layer) -> str | None:
    """What was fetched has what its manifest says, as it is not looked at beforehand."""
    by_content = compression(layer)
    return layer.media_type if by_content is None else _MEDIA_TYPES.get(by_content)
