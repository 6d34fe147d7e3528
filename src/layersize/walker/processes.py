"""Layers of a large image walked in processes of their own, one for each core.

Python threads take turns, so that two of them read headers no faster than one. A walk is columns,
which are quick to hand over.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from layersize.model.errors import LayersizeError
from layersize.model.layer_walk import FileRange, LayerWalk

_MOST_PROCESSES = 4
"""Each has an interpreter of its own, about 20 MB."""

WalkRange = Callable[[FileRange], LayerWalk]


def walk_in_processes(
    blobs: Sequence[FileRange], walk: WalkRange, on_bytes: Callable[[int], None]
) -> dict[FileRange, LayerWalk]:
    """Walks blobs; raises the error of the first one, in their order, that is broken."""
    context = multiprocessing.get_context("fork")
    found: dict[FileRange, LayerWalk] = {}
    errors: dict[int, LayersizeError] = {}
    workers: dict[Connection, BaseProcess] = {}
    try:
        for share in _shares(blobs):
            receiving, sending = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(sending, share, walk), daemon=True)
            process.start()
            sending.close()
            workers[receiving] = process
        busy = set(workers)
        while busy:
            ready = wait(list(busy))
            for receiving in [end for end in busy if end in ready]:
                try:
                    blob, outcome = receiving.recv()
                except EOFError:
                    busy.discard(receiving)
                    _check_end(workers[receiving])
                    continue
                if isinstance(outcome, LayersizeError):
                    errors[blobs.index(blob)] = outcome
                else:
                    found[blob] = outcome
                on_bytes(blob.blob_bytes)
    finally:
        for receiving, worker in workers.items():
            worker.terminate()
            worker.join()
            receiving.close()
    if errors:
        raise errors[min(errors)]
    return found


def _shares(blobs: Sequence[FileRange]) -> list[list[FileRange]]:
    """The blobs dealt out, largest first, each to whom has least to do."""
    count = min(os.cpu_count() or 1, len(blobs), _MOST_PROCESSES)
    shares: list[list[FileRange]] = [[] for _ in range(count)]
    for blob in sorted(blobs, key=lambda blob: -blob.blob_bytes):
        min(shares, key=lambda share: sum(other.blob_bytes for other in share)).append(blob)
    return [share for share in shares if share]


def _work(sending: Connection, share: Sequence[FileRange], walk: WalkRange) -> None:
    """In the process: walks its share, and sends what came of each blob."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for blob in share:
        try:
            outcome: LayerWalk | LayersizeError = walk(blob)
        except LayersizeError as error:
            outcome = error
        sending.send((blob, outcome))
    sending.close()


def _check_end(worker: BaseProcess) -> None:
    worker.join()
    if worker.exitcode:
        cause = f"a process that walked its layers ended with {worker.exitcode}"
        raise LayersizeError("", cause, "there may be too little memory")
