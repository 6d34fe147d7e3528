"""What the documents of a store say about one image, whichever format they have.

Its base image: https://github.com/opencontainers/image-spec/blob/main/annotations.md#pre-defined-annotation-keys
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from layersize.errors import LayersizeError
from layersize.layers.image import DeclaredBase, Image, ImageDocuments, Layer
from layersize.layers.walk import LayerWalk
from layersize.oci.annotations import BASE_DIGEST, BASE_NAME
from layersize.oci.config import ImageConfig
from layersize.oci.digest import Digest
from layersize.oci.history import LayerHistory
from layersize.oci.instruction import UNKNOWN_INSTRUCTION
from layersize.oci.json_node import JsonNode
from layersize.oci.media_types import CONFIGS, is_tar_type
from layersize.oci.platform import are_contradicting
from layersize.sources.stores import Store
from layersize.values import dataclass
from layersize.warning import Warning


def declared_base(config: bytes | None, manifest: bytes | None) -> DeclaredBase | None:
    """What the manifest's annotations say, else the config's labels.

    What is of another type than the specification says counts as not stated: the numbers of an
    image don't depend on it.
    """
    for document, keys in ((manifest, ("annotations",)), (config, ("config", "Labels"))):
        if document is None:
            continue
        try:
            node = JsonNode.parse(document, "")
            for key in keys:
                node = node.get(key)
            name, digest = node.entry(BASE_NAME).text(), node.entry(BASE_DIGEST).text()
        except LayersizeError:
            continue
        if name or digest:
            return DeclaredBase(name=name or None, digest=digest or None)
    return None


MOST_LAYERS = 1024
"""Layers of an image: eight times what Docker builds, twice what overlayfs mounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredLayer:
    """One layer, as a manifest lists it."""

    name: str
    """Of the blob in its store."""
    digest: Digest | None = None
    media_type: str | None = None
    blob_bytes: int | None = None
    """As a descriptor states it."""
    is_foreign: bool = False
    """Whether the descriptor points elsewhere (`urls`), which is never followed."""
    created_by: str | None = None
    """From a manifest that tells it itself; else the config's history does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredImage:
    """One image of one platform that a user can choose."""

    names: tuple[str, ...]
    """References that it goes by in its store."""
    manifest_digest: Digest | None = None
    index_digests: tuple[Digest, ...] = ()
    """Of the indexes that list it, for each engine calls an image by the outermost one."""
    v1_id: str | None = None
    """What it is called in an archive of before manifests had digests."""
    manifest: bytes | None = None
    """The manifest of this image alone, byte for byte."""
    manifest_media_type: str | None = None
    config: ImageConfig | None = None
    config_media_type: str | None = None
    """As its descriptor states it."""
    platform: str | None = None
    stated_platforms: tuple[str | None, ...] = ()
    """What the entries of the indexes that lead to it say, outermost first."""
    has_odd_entry: bool = False
    """Whether the entry for it says that it is something else, which not all engines look at."""
    layers: tuple[DeclaredLayer, ...] = ()
    order_disagrees: bool = False
    """Whether another manifest of the same image lists the layers in another order."""
    remarks: tuple[Warning, ...] = ()
    """What a reader of its numbers should know of the choice."""
    problem: LayersizeError | None = None
    """Why it can't be read; raised only if it is the one that is wanted."""


def to_image(
    declared: DeclaredImage, store: Store, *, reference: str, source: str, as_pushed: bool
) -> Image:
    """Finds the blobs of an image, and checks what can be checked before reading them."""
    if declared.problem is not None:
        raise declared.problem
    config = declared.config or ImageConfig()
    warnings = [*store.warnings, *declared.remarks, *_contradicting_platforms(declared, config)]
    declared_layers = _in_order_of_diff_ids(declared.layers, config.diff_ids)
    if declared.order_disagrees or declared_layers != declared.layers:
        message = "a manifest lists the layers in another order than the config; the config decides"
        warnings.append(Warning(code="layer-order-disagrees", message=message))
    if config.diff_ids and len(config.diff_ids) != len(declared_layers):
        raise LayersizeError(
            "manifest",
            f"lists {len(declared_layers)} layers, its config {len(config.diff_ids)} diff_ids",
            "save or pull the image again",
        )
    warnings += _unusual_types(declared.config_media_type, declared_layers)
    histories = _histories(declared_layers, config, warnings)
    return Image(
        reference=reference,
        where=store.where,
        source=source,
        image_id=config.digest,
        platform=declared.platform,
        created=config.created,
        run_settings=config.run_settings,
        layers=tuple(
            _layer(index, layer, history, config.diff_ids, store, as_pushed)
            for index, (layer, history) in enumerate(zip(declared_layers, histories, strict=True))
        ),
        warnings=tuple(warnings),
        documents=_documents(declared, config),
        base_layers=config.base_layers if len(config.layer_history) == len(histories) else 0,
        declared_base=declared_base(config.document, declared.manifest),
    )


def _contradicting_platforms(declared: DeclaredImage, config: ImageConfig) -> Iterator[Warning]:
    if are_contradicting(declared.platform, config.platform):
        said = f"the index says {declared.platform}, the config {config.platform}"
        message = f"{said}; docker pull and Podman go by the index"
        yield Warning(code="contradicting-platforms", message=message)


def _unusual_types(config_type: str | None, layers: Sequence[DeclaredLayer]) -> Iterator[Warning]:
    """Types that say nothing of an image, of what is part of one by its content."""
    code = "unusual-media-type"
    if config_type is not None and config_type not in CONFIGS:
        message = f"the config's media type is {config_type}; its content is that of an image"
        yield Warning(code=code, message=message)
    for index, layer in enumerate(layers):
        if layer.media_type is not None and not is_tar_type(layer.media_type):
            message = f"its media type is {layer.media_type}; by its bytes it is a tar"
            yield Warning(code=code, layer=index, message=message)


def _documents(declared: DeclaredImage, config: ImageConfig) -> ImageDocuments | None:
    if config.document is None:
        return None
    return ImageDocuments(
        config=config.document,
        manifest=declared.manifest,
        manifest_media_type=declared.manifest_media_type,
        names=declared.names,
    )


def _layer(
    index: int,
    declared: DeclaredLayer,
    history: LayerHistory,
    diff_ids: Sequence[Digest],
    store: Store,
    as_pushed: bool,
) -> Layer:
    where = f"layer {index} ({declared.name})"
    try:
        blob = store.blob(declared.name)
    except LayersizeError as error:
        raise LayersizeError(f"layer {index}", str(error)) from None
    if blob is None:
        if declared.is_foreign:
            cause = "is a foreign layer, which the image only links to (`urls`)"
            raise LayersizeError(where, cause, "layersize never follows such links")
        remedy = "save or pull the image again, with all its layers"
        raise LayersizeError(where, "is missing", remedy)
    diff_id = diff_ids[index] if diff_ids else None
    is_unpacked = isinstance(blob, LayerWalk) and blob.unpacked is not None
    found_bytes = None if is_unpacked else getattr(blob, "blob_bytes", None)
    if declared.blob_bytes is not None and found_bytes not in (None, declared.blob_bytes):
        cause = f"has {found_bytes} bytes, its descriptor says {declared.blob_bytes}"
        raise LayersizeError(where, cause, "save or pull the image again")
    return Layer(
        index=index,
        where=declared.name,
        blob=blob,
        digest=declared.digest,
        diff_id=diff_id,
        media_type=declared.media_type,
        created_by=history.created_by,
        merged_steps=history.merged_steps,
        stated_transfer_bytes=declared.blob_bytes if declared.digest != diff_id else None,
        as_pushed=as_pushed,
    )


def _in_order_of_diff_ids(
    layers: tuple[DeclaredLayer, ...], diff_ids: Sequence[Digest]
) -> tuple[DeclaredLayer, ...]:
    """Docker 25.0.0 shuffled the layers of its manifests; the config's order is the right one."""
    digests = [layer.digest for layer in layers]
    if digests == list(diff_ids) or sorted(map(str, digests)) != sorted(map(str, diff_ids)):
        return layers
    by_digest = {layer.digest: layer for layer in layers}
    return tuple(by_digest[diff_id] for diff_id in diff_ids)


def _histories(
    layers: Sequence[DeclaredLayer], config: ImageConfig, warnings: list[Warning]
) -> list[LayerHistory]:
    """How each layer was made; a history that doesn't fit never costs a layer."""
    own = [layer.created_by for layer in layers if layer.created_by is not None]
    if own and len(own) == len(layers):
        return [LayerHistory(created_by=line) for line in own]
    known = config.layer_history[: len(layers)]
    if len(config.layer_history) != len(layers):
        message = f"the history has {len(config.layer_history)} layers, the image {len(layers)}"
        warnings.append(Warning(code="history-mismatch", message=message))
    unknown = LayerHistory(created_by=UNKNOWN_INSTRUCTION)
    return [*known, *[unknown] * (len(layers) - len(known))]


def with_names(image: DeclaredImage, twin: DeclaredImage) -> DeclaredImage:
    """An image that is also known by the names and the indexes of its twin."""
    return replace(
        image,
        names=tuple(dict.fromkeys((*image.names, *twin.names))),
        index_digests=tuple(dict.fromkeys((*image.index_digests, *twin.index_digests))),
    )
