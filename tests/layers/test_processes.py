"""Jobs in processes: what they give, how they fail, how they end."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from contextlib import closing

import pytest

from layersize.errors import LayersizeError
from layersize.layers.parallel import Job, meanwhile, run_in_processes

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, which Windows lacks")


def test_every_job_gives_its_result() -> None:
    jobs = [Job(lambda number=number: (number, os.getpid()), cost=number) for number in range(7)]
    results = dict(run_in_processes(jobs))
    assert [results[job][0] for job in jobs] == list(range(7))
    assert os.getpid() not in {process for _, process in results.values()}


def test_a_share_is_worked_off_in_order() -> None:
    jobs = [
        Job(lambda number=number: (number, os.getpid()), cost=9 - number) for number in range(9)
    ]
    came: dict[int, list[int]] = {}
    for _, (number, process) in run_in_processes(jobs):
        came.setdefault(process, []).append(number)
    assert all(numbers == sorted(numbers) for numbers in came.values())


def test_results_larger_than_a_pipe_do_not_hold_a_process_up() -> None:
    """The second result of a process is made while nobody takes the first."""
    read_end, write_end = os.pipe()

    def large() -> bytes:
        return bytes(1 << 20)

    def tell() -> bytes:
        os.write(write_end, b"x")
        return b""

    count = min(os.cpu_count() or 1, 4)
    jobs = [Job(large, cost=2) for _ in range(count)] + [Job(tell, cost=1) for _ in range(count)]
    with closing(run_in_processes(jobs)) as arriving:
        next(arriving)
        told = b""
        while len(told) < count:
            told += os.read(read_end, count)
    assert told == b"x" * count


def test_a_process_that_dies_is_an_error() -> None:
    jobs = [Job(lambda: os._exit(9), cost=1) for _ in range(2)]
    with pytest.raises(LayersizeError, match="ended with 9"):
        list(run_in_processes(jobs))


def test_closing_it_ends_the_processes() -> None:
    def sleep() -> int:
        while True:
            signal.pause()

    jobs = [Job(os.getpid, cost=1), Job(sleep, cost=100), Job(sleep, cost=100)]
    with closing(run_in_processes(jobs)) as arriving:
        next(arriving)
        assert multiprocessing.active_children()
    assert not multiprocessing.active_children()


def test_something_is_worked_out_meanwhile() -> None:
    with meanwhile(lambda: (os.getpid(), list(range(100_000)))) as result:
        here = os.getpid()
        process, numbers = result()
    assert process != here
    assert numbers == list(range(100_000))
    assert not multiprocessing.active_children()


def test_a_process_that_dies_meanwhile_is_told() -> None:
    with meanwhile(lambda: os._exit(9)) as result, pytest.raises(LayersizeError, match="with 9"):
        result()


def test_what_is_not_waited_for_is_ended() -> None:
    with meanwhile(lambda: time.sleep(600)):
        pass
    assert not multiprocessing.active_children()
