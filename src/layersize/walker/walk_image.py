"""All layers of an image: plain ones one after the other, compressed ones a thread each."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace

from layersize.formats.compression import MAGIC_BYTES, PLAIN, sniff
from layersize.formats.files import open_range
from layersize.model.errors import Interrupted, LayersizeError
from layersize.model.image import Image, Layer
from layersize.model.layer_walk import FailedWalk, FileRange, LayerWalk
from layersize.walker.layer_walker import walk_range
from layersize.walker.walk_request import WalkRequest

_WORTH_PROCESSES_BYTES = 64 << 20
"""Blobs together; below, starting processes would cost what they save."""


def walk_image(image: Image, request: WalkRequest) -> list[LayerWalk]:
    """Walks every layer once, also one that is listed twice; raises for the first broken one."""
    ranges = {layer.blob: layer for layer in image.layers if isinstance(layer.blob, FileRange)}
    walks = _walk_ranges(list(ranges.values()), request)
    found: list[LayerWalk] = []
    for layer in image.layers:
        if isinstance(layer.blob, FailedWalk):
            blob = layer.blob
            raise _in_layer(layer, LayersizeError(blob.where, blob.cause, blob.remedy))
        walk = layer.blob if isinstance(layer.blob, LayerWalk) else walks[layer.blob]
        _check_digest(layer, walk)
        found.append(walk)
    return found


def _walk_ranges(layers: Sequence[Layer], request: WalkRequest) -> dict[FileRange, LayerWalk]:
    """In processes where that pays, else compressed layers in threads."""
    by_range = {_range(layer): layer for layer in layers}
    if _are_worth_processes(list(by_range)):
        from layersize.walker.processes import walk_in_processes  # slow to load

        alone = replace(request, on_bytes=WalkRequest().on_bytes)
        return walk_in_processes(
            list(by_range), lambda blob: _walk_layer(by_range[blob], alone), request.on_bytes
        )
    stopping = False

    def tell(count: int) -> None:
        if stopping:
            raise Interrupted
        request.on_bytes(count)

    told = replace(request, on_bytes=tell)
    decoding = [layer for layer in layers if request.verify or _is_compressed(layer)]
    found = {_range(layer): _walk_layer(layer, told) for layer in layers if layer not in decoding}
    if not decoding:
        return found
    from concurrent.futures import ThreadPoolExecutor  # slow to load, and not for plain layers

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
        try:
            largest_first = sorted(decoding, key=_blob_bytes, reverse=True)
            pending = {
                _range(layer): threads.submit(_walk_layer, layer, told) for layer in largest_first
            }
            for layer in decoding:
                found[_range(layer)] = pending[_range(layer)].result()
        except BaseException:
            stopping = True
            threads.shutdown(wait=False, cancel_futures=True)
            raise
    return found


def _are_worth_processes(blobs: Sequence[FileRange]) -> bool:
    """Whether to walk in processes: much to do, more than one core, and a safe time to fork."""
    return (
        len(blobs) > 1
        and sum(blob.blob_bytes for blob in blobs) >= _WORTH_PROCESSES_BYTES
        and (os.cpu_count() or 1) > 1
        and sys.platform == "linux"
        and threading.active_count() == 1
    )


def _walk_layer(layer: Layer, request: WalkRequest) -> LayerWalk:
    try:
        return walk_range(_range(layer), request)
    except LayersizeError as error:
        raise _in_layer(layer, error) from None


def _check_digest(layer: Layer, walk: LayerWalk) -> None:
    if layer.digest is None or layer.digest.algorithm != "sha256" or walk.blob_digest is None:
        return
    if walk.blob_digest != layer.digest:
        cause = f"the blob is {walk.blob_digest}, not what its descriptor says"
        raise _in_layer(layer, LayersizeError("", cause, "save or pull the image again"))


def _in_layer(layer: Layer, error: LayersizeError) -> LayersizeError:
    return error.inside(f"layer {layer.index} ({layer.where})")


def _range(layer: Layer) -> FileRange:
    assert isinstance(layer.blob, FileRange)  # noqa: S101 - the callers' condition
    return layer.blob


def _blob_bytes(layer: Layer) -> int:
    return _range(layer).blob_bytes


def _is_compressed(layer: Layer) -> bool:
    with open_range(_range(layer)) as read_at:
        return sniff(read_at(min(MAGIC_BYTES, _blob_bytes(layer)), 0)) != PLAIN
