"""All layers of an image, base first, each handed out while those above are still walked."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from layersize.errors import LayersizeError, located_errors
from layersize.layers.image import Image, Layer
from layersize.layers.walk import LayerWalk, RemoteBlob, WalkOutcome
from layersize.layers.walker import LayerWalker
from layersize.oci.digest import USUAL_ALGORITHM
from layersize.oci.media_types import is_tar_type
from layersize.streams.compression import MAGIC_BYTES, PLAIN, sniff
from layersize.streams.limits import DecoderTooLargeError, ExpansionPart
from layersize.streams.ranges import FileRange, open_range

_WORTH_PROCESSES_BYTES = 64 << 20
"""Blobs together; below, starting processes would cost what they save."""
_MOST_AT_ONCE = 8
"""Layers that are decoded at a time: a window of 16 MiB fits into each one's share of memory."""
_FETCHED_AT_ONCE = 2
"""Layers on their way at a time: enough to fill a line, too few to offend a registry."""

_Outcomes = Generator[tuple[FileRange | RemoteBlob, WalkOutcome], None, None]
"""Each blob once, in any order; closing it stops the work."""


def walk_image(image: Image, walker: LayerWalker) -> Generator[LayerWalk, None, None]:
    """Walks every layer once, also one that is listed twice; hands them out base first.

    A layer is handed out as soon as it is walked, while others still are. Raises LayersizeError
    for the lowest layer that is broken. Close the iterator to stop the work.
    """
    algorithms = _algorithms(image)
    if algorithms != walker.request.algorithms:
        walker = walker.with_request(replace(walker.request, algorithms=algorithms))
    blobs = dict.fromkeys(
        layer.blob for layer in image.layers if isinstance(layer.blob, FileRange | RemoteBlob)
    )
    handed_out: set[int] = set()
    outcomes: dict[FileRange | RemoteBlob, WalkOutcome] = {}
    with closing(_outcomes(list(blobs), walker)) as arriving:
        for layer in image.layers:
            if isinstance(layer.blob, FileRange | RemoteBlob):
                while layer.blob not in outcomes:
                    blob, outcome = next(arriving)
                    outcomes[blob] = outcome
                outcome = outcomes[layer.blob]
            else:
                outcome = layer.blob
            if isinstance(outcome, LayersizeError):
                raise _located(layer, outcome)
            _check_digest(layer, outcome)
            if id(outcome) in handed_out:
                with located_errors(layer.place):
                    walker.kept.add_repeated(len(outcome.entries))
            handed_out.add(id(outcome))
            yield outcome


def _outcomes(blobs: Sequence[FileRange | RemoteBlob], walker: LayerWalker) -> _Outcomes:
    """What became of each blob; those that need a large decoder come last, one after the other."""
    at_once = min(os.cpu_count() or 1, _MOST_AT_ONCE, len(blobs))
    if at_once < 2:
        yield from _side_by_side(blobs, walker)
        return
    part = ExpansionPart(walker.expansion, decoder_bytes=walker.expansion.decoder_bytes // at_once)
    waiting = []
    for blob, outcome in _side_by_side(blobs, walker.with_expansion(part)):
        if isinstance(outcome, DecoderTooLargeError):
            waiting.append(blob)
        else:
            yield blob, outcome
    for blob in waiting:
        yield blob, walker.outcome(blob)


def _side_by_side(blobs: Sequence[FileRange | RemoteBlob], walker: LayerWalker) -> _Outcomes:
    """Those of a file, then those that are fetched."""
    yield from _file_outcomes([blob for blob in blobs if isinstance(blob, FileRange)], walker)
    remote = [blob for blob in blobs if isinstance(blob, RemoteBlob)]
    if remote:
        from layersize.layers.parallel import walk_in_threads  # slow to load

        yield from walk_in_threads(remote, walker, _FETCHED_AT_ONCE)


def _file_outcomes(blobs: Sequence[FileRange], walker: LayerWalker) -> _Outcomes:
    """In processes where that pays, in threads if some are decoded."""
    request = walker.request
    compressed = list(filter(_is_compressed, blobs))
    jobs = len(blobs) + len(compressed)
    is_much = sum(blob.blob_bytes for blob in blobs) >= _WORTH_PROCESSES_BYTES
    if is_much and not request.estimate_transfer and are_worth_processes(jobs):
        from layersize.layers.parallel import walk_in_processes  # slow to load

        yield from walk_in_processes(blobs, compressed, walker)
    elif request.hashes_tars or request.estimate_transfer or compressed:
        from layersize.layers.parallel import walk_in_threads  # slow to load

        largest_first = sorted(blobs, key=lambda blob: -blob.blob_bytes)
        yield from walk_in_threads(largest_first, walker, _MOST_AT_ONCE)
    else:
        yield from ((blob, walker.outcome(blob)) for blob in blobs)


def are_worth_processes(jobs: int) -> bool:
    """Whether work can be done in processes: more than one core, and a safe time to fork."""
    return (
        jobs > 1
        and (os.cpu_count() or 1) > 1
        and sys.platform == "linux"
        and threading.active_count() == 1
    )


def _located(layer: Layer, error: LayersizeError) -> LayersizeError:
    """The error with the layer's place, and with its type where that tells no tar."""
    located = error.inside(layer.place)
    if layer.media_type is None or is_tar_type(layer.media_type):
        return located
    cause = f"{error.cause}; its media type is {layer.media_type}, not that of a tar"
    return LayersizeError(located.where, cause, error.remedy)


def _algorithms(image: Image) -> tuple[str, ...]:
    """In which the digests and diff_ids of an image are stated, mostly one."""
    stated = [digest for layer in image.layers for digest in (layer.digest, layer.diff_id)]
    found = {digest.algorithm for digest in stated if digest is not None}
    return tuple(sorted(found)) or (USUAL_ALGORITHM,)


def _check_digest(layer: Layer, walk: LayerWalk) -> None:
    found = layer.digest.contradicted_by(walk.blob_digests) if layer.digest else None
    if found is not None:
        cause = f"the blob is {found}, not what its descriptor says"
        raise LayersizeError(layer.place, cause, "save or pull the image again")


def _is_compressed(blob: FileRange) -> bool:
    with open_range(blob) as data:
        return sniff(data.read_at(min(MAGIC_BYTES, blob.blob_bytes), 0)) != PLAIN
