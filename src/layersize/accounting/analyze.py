"""The accounting of one image from its walked layers."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.apply_layer import apply_layer
from layersize.accounting.extensions import Extensions
from layersize.accounting.file_contents import FileContents
from layersize.accounting.file_system import ShownNames
from layersize.accounting.live_sums import LiveSums
from layersize.accounting.overlay import Overlay
from layersize.accounting.result import (
    Cause,
    ImageAnalysis,
    ImageFacts,
    InstructionPair,
    LayerFacts,
    LiveFile,
)
from layersize.accounting.shadows import (
    ShadowedFiles,
    instruction_pairs,
    mark_metadata_only,
)
from layersize.layers.entries import SYMLINK, LayerEntries
from layersize.layers.image import Image, Layer
from layersize.layers.walk import LayerWalk
from layersize.oci.digest import Digest
from layersize.oci.media_types import OCI_LAYER, is_docker_type
from layersize.streams.compression import ZSTD
from layersize.warning import Warning

LayLayer: TypeAlias = "Callable[[Overlay, LayerEntries], None]"
"""Lays a layer on top of those of an overlay, as `apply_layer` does."""


def _image_facts(
    image: Image, walks: Sequence[LayerWalk], layers: Sequence[LayerFacts], overlay: Overlay
) -> ImageFacts:
    """The sums over all layers, and what the final file system holds."""
    content_bytes = sum(layer.content_bytes for layer in layers)
    shadowed_bytes = sum(layer.shadowed_bytes for layer in layers)
    tree = overlay.file_system
    return ImageFacts(
        reference=image.reference,
        source=image.source,
        image_id=image.image_id,
        platform=image.platform,
        created=image.created,
        run_settings=image.run_settings,
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
        base_layers=image.base_layers,
        declared_base=image.declared_base,
    )


def _layer_facts(
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
    for layer, walk, effect in zip(image.layers, walks, overlay.effects, strict=True):
        index = layer.index
        transfer_bytes = _transfer_bytes(layer, walk)
        facts.append(
            LayerFacts(
                index=index,
                diff_id=layer.diff_id,
                digest=layer.digest,
                blob_id=layer.digest or next(iter(walk.blob_digests), None),
                other_diff_id=layer.diff_id and layer.diff_id.contradicted_by(walk.tar_digests),
                media_type=layer.media_type or _media_type(walk),
                created_by=layer.created_by,
                merged_steps=layer.merged_steps,
                transfer_bytes=transfer_bytes,
                transfer_estimate_bytes=(
                    walk.transfer_estimate_bytes if transfer_bytes is None else None
                ),
                tar_bytes=walk.tar_bytes,
                content_bytes=effect.content_bytes,
                live_bytes=effect.content_bytes - shadowed[index],
                shadowed_bytes=shadowed[index],
                added_bytes=effect.content_bytes
                - effect.rewritten_bytes
                - effect.in_layer_waste_bytes,
                rewritten_bytes=effect.rewritten_bytes,
                whiteout_bytes=whiteout[index],
                overwritten_bytes=overwritten[index],
                in_layer_waste_bytes=effect.in_layer_waste_bytes,
                entries=len(walk.entries),
            )
        )
    return tuple(facts)


def _transfer_bytes(layer: Layer, walk: LayerWalk) -> int | None:
    """A plain tar that an engine made anew says nothing about what a registry would send."""
    if walk.unpacked is not None:
        return layer.stated_transfer_bytes
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
        if layer.blob_id is None or layer.blob_id not in seen:
            total += layer_bytes
        seen.add(layer.blob_id)
    return total


def _media_type(walk: LayerWalk) -> str:
    """For a layer without a descriptor, by what its bytes are."""
    return OCI_LAYER if walk.is_plain else f"{OCI_LAYER}+{walk.compression}"


def lay_over(
    arriving: Iterable[LayerWalk], lay: LayLayer = apply_layer
) -> tuple[Overlay, list[LayerWalk]]:
    """Lays walked layers over each other as they arrive, base first; keeps their walks.

    `lay` does it with one of them, and may watch.
    """
    overlay = Overlay()
    walks = []
    for walk in arriving:
        walks.append(walk)
        lay(overlay, walk.entries)
    return overlay, walks


def analyze_image(
    image: Image,
    overlay: Overlay,
    walks: Sequence[LayerWalk],
    contents: FileContents,
    biggest: int,
) -> AnalyzedImage:
    """The numbers of layers that were laid over each other.

    `contents` is asked for files that were replaced by one of the same length; `biggest` is how
    many of the largest live files to name.
    """
    mark_metadata_only(overlay, contents)
    shown_names = overlay.file_system.shown_names()
    live = LiveSums(overlay, shown_names)
    shadowed = ShadowedFiles(overlay)
    pairs = instruction_pairs(overlay, shadowed.rows_of_pairs)
    layers = _layer_facts(image, walks, overlay, pairs)
    analysis = ImageAnalysis(
        image=_image_facts(image, walks, layers, overlay),
        layers=layers,
        pairs=pairs,
        shadowed=shadowed,
        biggest=_biggest(overlay, shown_names, live.own_bytes, biggest),
        folders=live.biggest_folders(biggest),
        extensions=Extensions(overlay, shown_names),
        warnings=_warnings(image, walks, overlay),
    )
    return AnalyzedImage(
        image=image, analysis=analysis, overlay=overlay, walks=walks, shown_names=shown_names
    )


def _biggest(
    overlay: Overlay, shown_names: ShownNames, own_bytes: Sequence[int], most: int
) -> tuple[LiveFile, ...]:
    """The largest live files; among equals the smallest paths."""
    return tuple(
        heapq.nsmallest(
            most,
            _candidates(overlay, shown_names, own_bytes, most),
            key=lambda file: (-file.content_bytes, file.path),
        )
    )


def _candidates(
    overlay: Overlay, shown_names: ShownNames, own_bytes: Sequence[int], most: int
) -> Iterator[LiveFile]:
    """Live files with any content, without most of those that `most` larger ones come before.

    `own_bytes` has for each directory the bytes of the files right in it.
    """
    tree, content_bytes = overlay.file_system, overlay.content_bytes
    largest = [1] * most
    floor = 1
    for directory, files in enumerate(tree.files):
        if own_bytes[directory] < floor:
            continue
        for name, inode in files.items():
            if content_bytes[inode] < floor:
                continue
            if shown_names.shows(inode, directory, name):
                file_bytes = content_bytes[inode]
                heapq.heappushpop(largest, file_bytes)
                floor = largest[0]
                yield LiveFile(
                    path=tree.path(directory, name),
                    content_bytes=file_bytes,
                    layer=overlay.layer_of(inode),
                )


def _warnings(image: Image, walks: Sequence[LayerWalk], overlay: Overlay) -> tuple[Warning, ...]:
    found = list(image.warnings)
    documents = image.documents
    is_docker_image = documents is not None and is_docker_type(documents.manifest_media_type)
    for layer, walk, effect in zip(image.layers, walks, overlay.effects, strict=True):
        found += [warning.of_layer(layer.index) for warning in walk.warnings + effect.warnings]
        if layer.diff_id is not None:
            found += _diff_id_warnings(layer.index, layer.diff_id, walk)
        if walk.compression == ZSTD and (is_docker_image or is_docker_type(layer.media_type)):
            message = "zstd in an image of Docker's media types: strict clients can't pull it"
            found.append(Warning(code="docker-type-zstd", layer=layer.index, message=message))
    return tuple(found)


def _diff_id_warnings(index: int, diff_id: Digest, walk: LayerWalk) -> Iterator[Warning]:
    """Whether a layer that was hashed is what the config says."""
    other = diff_id.contradicted_by(walk.tar_digests)
    if other is not None:
        message = f"the layer hashes to {other}, not to its diff_id {diff_id}"
        yield Warning(code="diff-id-mismatch", layer=index, message=message)
    elif walk.tar_digests and diff_id not in walk.tar_digests:
        message = (
            f"its diff_id is a {diff_id.algorithm}, which came only after the layer in the stream; "
            "in a file it is checked"
        )
        yield Warning(code="diff-id-not-checked", layer=index, message=message)
