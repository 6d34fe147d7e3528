"""Layers walked side by side: plain tars in processes, what is fetched or decoded in threads.

Python threads take turns, so that two of them read tar headers no faster than one.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Generic, TypeVar

from layersize.errors import Interrupted, LayersizeError
from layersize.layers.walk import LayerWalk, RemoteBlob, WalkOutcome
from layersize.layers.walker import LayerWalker
from layersize.oci.digest import Digest, DigestHash
from layersize.progress import Progress
from layersize.streams.ranges import FileRange, RangeReader, open_range
from layersize.streams.tar.window import CHUNK
from layersize.values import dataclass

_MOST_PROCESSES = 4
"""Each has an interpreter of its own, about 20 MB."""
_ENDS_WITHIN_SECONDS = 2
"""Threads that are told to stop: each is asked with every chunk of its layer."""

Result = TypeVar("Result")
Blob = TypeVar("Blob", FileRange, RemoteBlob)


@dataclass(frozen=True, slots=True, eq=False)
class Job(Generic[Result]):
    """Something to run in another process."""

    run: Callable[[], Result]
    """Its result is sent back, so it must be possible to pickle it."""
    cost: int
    """How long it takes, in any unit."""


def run_in_processes(
    jobs: Sequence[Job[Result]],
) -> Generator[tuple[Job[Result], Result], None, None]:
    """Runs jobs and gives their results as they come; closing it ends the processes."""
    context = multiprocessing.get_context("fork")
    workers: dict[Connection, BaseProcess] = {}
    try:
        for share in _shares(jobs):
            receiving, sending = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(sending, jobs, share), daemon=True)
            process.start()
            sending.close()
            workers[receiving] = process
        busy = set(workers)
        while busy:
            ready = wait(list(busy))
            for receiving in [end for end in busy if end in ready]:
                try:
                    index, result = receiving.recv()
                except EOFError:
                    busy.discard(receiving)
                    _check_end(workers[receiving])
                    continue
                yield jobs[index], result
    finally:
        for receiving, worker in workers.items():
            worker.terminate()
            worker.join()
            receiving.close()


@contextmanager
def meanwhile(run: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Runs something in another process; what it gives can be had, once, by a call.

    Leaving the context ends the process. The call raises LayersizeError if it ended by itself.
    """
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sending, [Job(run, 1)], [0]), daemon=True)
    process.start()
    sending.close()

    def result() -> Result:
        try:
            return receiving.recv()[1]  # type: ignore[no-any-return]
        except EOFError:
            _check_end(process)
            raise

    try:
        yield result
    finally:
        process.terminate()
        process.join()
        receiving.close()


def _shares(jobs: Sequence[Job[Result]]) -> list[list[int]]:
    """The jobs dealt out, costly ones first, each to whom has least to do; then in their order."""
    count = min(os.cpu_count() or 1, len(jobs), _MOST_PROCESSES)
    shares: list[list[int]] = [[] for _ in range(count)]
    costs = [0] * count
    for index in sorted(range(len(jobs)), key=lambda index: -jobs[index].cost):
        least = costs.index(min(costs))
        shares[least].append(index)
        costs[least] += jobs[index].cost
    return [sorted(share) for share in shares]


def _work(sending: Connection, jobs: Sequence[Job[Result]], share: Sequence[int]) -> None:
    """In the process: runs its share, and sends what came of it.

    A thread sends, as the parent may be busy with earlier results and a pipe holds little.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    results: SimpleQueue[tuple[int, Result] | None] = SimpleQueue()

    def send() -> None:
        while (result := results.get()) is not None:
            sending.send(result)

    sender = threading.Thread(target=send)
    sender.start()
    try:
        for index in share:
            results.put((index, jobs[index].run()))
    finally:
        results.put(None)
        sender.join()
    sending.close()


def _check_end(worker: BaseProcess) -> None:
    worker.join()
    if worker.exitcode:
        cause = f"a process that worked on the image ended with {worker.exitcode}"
        raise LayersizeError("", cause, "there may be too little memory")


class _StoppableProgress:
    """Progress that interrupts the work of all threads once it is stopped."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.is_stopped = False

    def advance(self, read_bytes: int) -> None:
        if self.is_stopped:
            raise Interrupted
        self._progress.advance(read_bytes)

    def expect(self, total_bytes: int) -> None:
        self._progress.expect(total_bytes)

    def phase(self, text: str) -> None:
        self._progress.phase(text)

    def wait(self, text: str) -> None:
        self._progress.wait(text)


def walk_in_threads(
    blobs: Sequence[Blob], walker: LayerWalker, at_once: int | None
) -> Generator[tuple[Blob, WalkOutcome], None, None]:
    """Walks blobs in their order, `at_once` at a time; closing it interrupts the work.

    The threads are daemons: one whose call does not return, as of a disk that hangs, is waited for
    only so long, and keeps no process from ending.
    """
    progress = _StoppableProgress(walker.progress)
    stoppable = walker.with_progress(progress)
    waiting: SimpleQueue[Blob] = SimpleQueue()
    done: SimpleQueue[tuple[Blob, WalkOutcome | None, BaseException | None]] = SimpleQueue()

    def work() -> None:
        with suppress(Empty):
            while not progress.is_stopped:
                blob = waiting.get_nowait()
                try:
                    done.put((blob, stoppable.outcome(blob), None))
                except BaseException as error:  # noqa: BLE001 - raised where the results are taken
                    done.put((blob, None, error))

    for blob in blobs:
        waiting.put(blob)
    count = min(at_once or 1, len(blobs))
    threads = [threading.Thread(target=work, daemon=True) for _ in range(count)]
    try:
        for thread in threads:
            thread.start()
        for _ in blobs:
            blob, outcome, error = done.get()
            if outcome is None:
                raise error or AssertionError
            yield blob, outcome
    finally:
        progress.is_stopped = True
        _join(threads)


def _join(threads: Sequence[threading.Thread]) -> None:
    deadline = monotonic() + _ENDS_WITHIN_SECONDS
    for thread in threads:
        if thread.ident is not None:
            thread.join(max(0, deadline - monotonic()))


_DECODING, _HASHING = 12, 3
"""Cost of a byte, where walking a byte of a plain tar is 1."""


def walk_in_processes(
    blobs: Sequence[FileRange], compressed: Collection[FileRange], walker: LayerWalker
) -> Generator[tuple[FileRange, WalkOutcome], None, None]:
    """Walks blobs; of the `compressed` ones each is handed out once it is hashed, too.

    Closing it ends the processes.
    """
    with walker.kept.shared_out() as kept:
        alone = walker.alone(walker.request, kept)
        unhashed = walker.alone(replace(walker.request, hash_blob=False), kept)
        blob_of: dict[Job[WalkOutcome | tuple[Digest, ...]], FileRange] = {}
        for blob in blobs:
            cost = (_DECODING if blob in compressed else 1) * blob.blob_bytes
            walks_it = unhashed if blob in compressed else alone
            blob_of[Job(partial(walks_it.outcome, blob), cost)] = blob
        for blob in compressed:
            hashes_it = partial(_hash, blob, walker.request.algorithms)
            blob_of[Job(hashes_it, _HASHING * blob.blob_bytes)] = blob

        walks: dict[FileRange, WalkOutcome] = {}
        digests: dict[FileRange, tuple[Digest, ...]] = {}
        for job, result in run_in_processes(list(blob_of)):
            blob = blob_of[job]
            if isinstance(result, tuple):
                digests[blob] = result
            else:
                walks[blob] = result
                walker.progress.advance(blob.blob_bytes)
            if blob in walks and (blob in digests or blob not in compressed):
                outcome = walks.pop(blob)
                if isinstance(outcome, LayerWalk) and blob in compressed:
                    outcome = replace(outcome, blob_digests=digests[blob])
                yield blob, outcome


def _hash(blob: FileRange, algorithms: tuple[str, ...]) -> tuple[Digest, ...]:
    hashed = DigestHash(algorithms)
    with open_range(blob) as data:
        reader = RangeReader(data, blob.blob_bytes)
        while chunk := reader.read(4 * CHUNK):
            hashed.update(chunk)
    return hashed.digests()
