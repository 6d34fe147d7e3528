"""All layers of an image, base first, each handed out while those above are still walked."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import closing

from layersize.formats.compression import MAGIC_BYTES, PLAIN, sniff
from layersize.formats.files import open_range
from layersize.model.errors import LayersizeError
from layersize.model.image import Image, Layer
from layersize.model.layer_walk import FailedWalk, FileRange, LayerWalk
from layersize.walker.layer_walker import walk_range
from layersize.walker.outcome import Outcome, Outcomes
from layersize.walker.walk_request import WalkRequest

_WORTH_PROCESSES_BYTES = 64 << 20
"""Blobs together; below, starting processes would cost what they save."""


def walk_image(image: Image, request: WalkRequest) -> Generator[LayerWalk, None, None]:
    """Walks every layer once, also one that is listed twice; hands them out base first.

    A layer is handed out as soon as it is walked, while others still are. Raises LayersizeError
    for the lowest layer that is broken. Close the iterator to stop the work.
    """
    blobs = dict.fromkeys(layer.blob for layer in image.layers if isinstance(layer.blob, FileRange))
    outcomes: dict[FileRange, Outcome] = {}
    with closing(_outcomes(list(blobs), request)) as arriving:
        for layer in image.layers:
            if isinstance(layer.blob, FileRange):
                while layer.blob not in outcomes:
                    blob, outcome = next(arriving)
                    outcomes[blob] = outcome
                outcome = outcomes[layer.blob]
            elif isinstance(layer.blob, FailedWalk):
                failed = layer.blob
                outcome = LayersizeError(failed.where, failed.cause, failed.remedy)
            else:
                outcome = layer.blob
            if isinstance(outcome, LayersizeError):
                raise _in_layer(layer, outcome)
            _check_digest(layer, outcome)
            yield outcome


def _outcomes(blobs: Sequence[FileRange], request: WalkRequest) -> Outcomes:
    """What became of each blob: in processes where that pays, in threads if some are decoded."""
    compressed = list(filter(_is_compressed, blobs))
    if _are_worth_processes(blobs, len(blobs) + len(compressed)):
        from layersize.walker.shared_walk import walk_in_processes  # slow to load

        return walk_in_processes(blobs, compressed, _outcome, request)
    if request.verify or compressed:
        from layersize.walker.threads import walk_in_threads  # slow to load

        return walk_in_threads(blobs, _outcome, request)
    return ((blob, _outcome(blob, request)) for blob in blobs)


def _are_worth_processes(blobs: Sequence[FileRange], jobs: int) -> bool:
    """Whether to work in processes: much to do, more than one core, and a safe time to fork."""
    return (
        jobs > 1
        and sum(blob.blob_bytes for blob in blobs) >= _WORTH_PROCESSES_BYTES
        and (os.cpu_count() or 1) > 1
        and sys.platform == "linux"
        and threading.active_count() == 1
    )


def _outcome(blob: FileRange, request: WalkRequest) -> Outcome:
    try:
        return walk_range(blob, request)
    except LayersizeError as error:
        return error


def _check_digest(layer: Layer, walk: LayerWalk) -> None:
    if layer.digest is None or layer.digest.algorithm != "sha256" or walk.blob_digest is None:
        return
    if walk.blob_digest != layer.digest:
        cause = f"the blob is {walk.blob_digest}, not what its descriptor says"
        raise _in_layer(layer, LayersizeError("", cause, "save or pull the image again"))


def _in_layer(layer: Layer, error: LayersizeError) -> LayersizeError:
    return error.inside(f"layer {layer.index} ({layer.where})")


def _is_compressed(blob: FileRange) -> bool:
    with open_range(blob) as read_at:
        return sniff(read_at(min(MAGIC_BYTES, blob.blob_bytes), 0)) != PLAIN
