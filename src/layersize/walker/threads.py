"""Blobs walked in threads, where they are decoded or waited for: both release Python's lock."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from typing import TypeVar

from layersize.model.errors import Interrupted
from layersize.walker.outcome import Outcome
from layersize.walker.walk_request import WalkRequest

Blob = TypeVar("Blob")


def walk_in_threads(
    blobs: Sequence[Blob],
    walk: Callable[[Blob, WalkRequest], Outcome],
    request: WalkRequest,
    at_once: int | None,
) -> Generator[tuple[Blob, Outcome], None, None]:
    """Walks blobs in their order, `at_once` at a time."""
    stopping = False

    def tell(count: int) -> None:
        if stopping:
            raise Interrupted
        request.on_bytes(count)

    told = replace(request, on_bytes=tell)
    with ThreadPoolExecutor(max_workers=at_once) as threads:
        try:
            pending = {threads.submit(walk, blob, told): blob for blob in blobs}
            for done in as_completed(pending):
                yield pending[done], done.result()
        finally:
            stopping = True
            threads.shutdown(wait=False, cancel_futures=True)
