"""The numbers of layers and of the image as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.analysis.overlay import Overlay
from layersize.model.analysis import Cause, ImageFacts, InstructionPair, LayerFacts
from layersize.model.image import Image, Layer
from layersize.model.layer_entries import SYMLINK
from layersize.model.layer_walk import LayerWalk

_MEDIA_TYPE = "application/vnd.oci.image.layer.v1.tar"


def image_facts(
    image: Image, walks: Sequence[LayerWalk], layers: Sequence[LayerFacts], overlay: Overlay
) -> ImageFacts:
    """The sums over all layers, and what the final file system tells."""
    content_bytes = sum(layer.content_bytes for layer in layers)
    shadowed_bytes = sum(layer.shadowed_bytes for layer in layers)
    tree = overlay.file_system
    return ImageFacts(
        reference=image.reference,
        source=image.source,
        image_id=image.image_id,
        platform=image.platform,
        created=image.created,
        transfer_bytes=_distinct_bytes(layers, [layer.transfer_bytes for layer in layers]),
        transfer_estimate_bytes=_estimate_bytes(layers),
        tar_bytes=sum(layer.tar_bytes for layer in layers),
        content_bytes=content_bytes,
        live_bytes=content_bytes - shadowed_bytes,
        shadowed_bytes=shadowed_bytes,
        entries=sum(map(len, tree.files)) + sum(map(len, tree.subdirectories)),
        symlink_target_bytes=sum(
            len(target)
            for walk in walks
            for row, target in walk.entries.link_targets.items()
            if walk.entries.kinds[row] == SYMLINK
        ),
        engine=image.engine,
        stated_base=image.stated_base,
    )


def layer_facts(
    image: Image,
    walks: Sequence[LayerWalk],
    overlay: Overlay,
    pairs: Sequence[InstructionPair],
) -> tuple[LayerFacts, ...]:
    """The row of each layer; what is hidden is taken from the pairs."""
    shadowed = [0] * len(walks)
    whiteout, overwritten = [0] * len(walks), [0] * len(walks)
    for pair in pairs:
        shadowed[pair.added_in] += pair.content_bytes
        if pair.cause == Cause.DELETED:
            whiteout[pair.hidden_in] += pair.content_bytes
        elif pair.cause != Cause.DUPLICATE_ENTRY:
            overwritten[pair.hidden_in] += pair.content_bytes
    facts = []
    for layer, walk, work in zip(image.layers, walks, overlay.work, strict=True):
        index = layer.index
        transfer_bytes = _transfer_bytes(layer, walk)
        facts.append(
            LayerFacts(
                index=index,
                diff_id=layer.diff_id,
                digest=layer.digest,
                media_type=layer.media_type or _media_type(walk),
                created_by=layer.created_by,
                transfer_bytes=transfer_bytes,
                transfer_estimate_bytes=(
                    walk.transfer_estimate_bytes if transfer_bytes is None else None
                ),
                tar_bytes=walk.tar_bytes,
                content_bytes=work.content_bytes,
                live_bytes=work.content_bytes - shadowed[index],
                shadowed_bytes=shadowed[index],
                added_bytes=work.content_bytes - work.rewritten_bytes - work.in_layer_waste_bytes,
                rewritten_bytes=work.rewritten_bytes,
                whiteout_bytes=whiteout[index],
                overwritten_bytes=overwritten[index],
                in_layer_waste_bytes=work.in_layer_waste_bytes,
                entries=len(walk.entries),
            )
        )
    return tuple(facts)


def _transfer_bytes(layer: Layer, walk: LayerWalk) -> int | None:
    """A plain tar that an engine made anew says nothing about what a registry would send."""
    known = not walk.is_plain or layer.as_pushed
    return walk.blob_bytes if known else None


def _estimate_bytes(layers: Sequence[LayerFacts]) -> int | None:
    """For an image with layers whose transfer bytes are estimated; those known stay as they are."""
    if all(layer.transfer_estimate_bytes is None for layer in layers):
        return None
    best = [
        layer.transfer_estimate_bytes if layer.transfer_bytes is None else layer.transfer_bytes
        for layer in layers
    ]
    return _distinct_bytes(layers, best)


def _distinct_bytes(
    layers: Sequence[LayerFacts], bytes_of_layers: Sequence[int | None]
) -> int | None:
    """Their sum, None if one is not known; a blob that is listed twice is sent once."""
    total = 0
    seen = set()
    for layer, layer_bytes in zip(layers, bytes_of_layers, strict=True):
        if layer_bytes is None:
            return None
        blob = layer.digest or layer.diff_id
        if blob is None or blob not in seen:
            total += layer_bytes
        seen.add(blob)
    return total


def _media_type(walk: LayerWalk) -> str:
    """For a layer without a descriptor, by what its bytes are."""
    return _MEDIA_TYPE if walk.is_plain else f"{_MEDIA_TYPE}+{walk.compression}"
