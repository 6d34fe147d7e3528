"""Compressed layers walked in threads: decoders release Python's lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace

from layersize.model.errors import Interrupted
from layersize.model.layer_walk import FileRange
from layersize.walker.outcome import Outcome, Outcomes
from layersize.walker.walk_request import WalkRequest


def walk_in_threads(
    blobs: Sequence[FileRange],
    walk: Callable[[FileRange, WalkRequest], Outcome],
    request: WalkRequest,
) -> Outcomes:
    """Walks blobs, the largest first, as many at a time as there are cores."""
    stopping = False

    def tell(count: int) -> None:
        if stopping:
            raise Interrupted
        request.on_bytes(count)

    told = replace(request, on_bytes=tell)
    largest_first = sorted(blobs, key=lambda blob: -blob.blob_bytes)
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
        try:
            pending = {threads.submit(walk, blob, told): blob for blob in largest_first}
            for done in as_completed(pending):
                yield pending[done], done.result()
        finally:
            stopping = True
            threads.shutdown(wait=False, cancel_futures=True)
