"""Jobs dealt out to processes, one for each core.

Python threads take turns, so that two of them read tar headers no faster than one.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Generic, TypeVar

from layersize.model.errors import LayersizeError

_MOST_PROCESSES = 4
"""Each has an interpreter of its own, about 20 MB."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, eq=False)
class Job(Generic[Result]):
    """Something to run in another process."""

    run: Callable[[], Result]
    """Its result is sent back, so it must be possible to pickle it."""
    cost: int
    """How long it takes, in any unit."""


def run_in_processes(
    jobs: Sequence[Job[Result]], meanwhile: Callable[[], object] = lambda: None
) -> Generator[tuple[Job[Result], Result], None, None]:
    """Runs jobs and gives their results as they come; closing it ends the processes.

    Calls `meanwhile` once all of them run.
    """
    context = multiprocessing.get_context("fork")
    workers: dict[Connection, BaseProcess] = {}
    try:
        for share in _shares(jobs):
            receiving, sending = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(sending, jobs, share), daemon=True)
            process.start()
            sending.close()
            workers[receiving] = process
        meanwhile()
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
        cause = f"a process that walked its layers ended with {worker.exitcode}"
        raise LayersizeError("", cause, "there may be too little memory")
