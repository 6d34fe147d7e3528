"""Engines asked ahead: in a process of its own, while this one loads what it needs afterwards.

What asks an engine takes longer to load than the engine to answer, and threads load in turns.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from layersize.errors import LayersizeError
from layersize.oci.reference import NAME_SOURCES, STDIN, parse_reference
from layersize.sources.named_file import find_file

if TYPE_CHECKING:
    from layersize.sources.engine.inspect import FoundImage

_ENGINES = ("docker", "podman")
_STOPPING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)

_Question: TypeAlias = tuple[str, str]
"""Engine and name."""
_Answers: TypeAlias = "dict[_Question, FoundImage | LayersizeError]"
ToldAhead: TypeAlias = "Callable[[str, str], FoundImage | None]"
"""What an engine has told of the image of that name, if it was asked; raises as it does."""


def nothing_told(_place: str, _name: str) -> None:
    """For callers that have not asked ahead."""


@contextmanager
def asked_ahead(references: Iterable[str], timeout_seconds: float) -> Iterator[ToldAhead]:
    """Asks for images by name, each of the engine that comes first for it.

    Where forking is not possible, not safe or does not pay, nothing is told, and who needs to know
    has to ask.
    """
    questions = list(dict.fromkeys(filter(None, map(_question, references))))
    asking = _start(questions, timeout_seconds) if questions and _pays_to_fork() else None
    if asking is None:
        yield nothing_told
        return
    asker, receiving = asking
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        answers = cache(lambda: _received(receiving))

        def told(place: str, name: str) -> FoundImage | None:
            answer = answers().get((place, name))
            if isinstance(answer, LayersizeError):
                raise answer
            return answer

        yield told
    finally:
        os.kill(asker, signal.SIGKILL)  # where it has ended, to no effect
        os.waitpid(asker, 0)
        os.close(receiving)


def _question(text: str) -> _Question | None:
    """Whom to ask for what; None for files, and for what is in a registry."""
    try:
        reference = parse_reference(text)
    except LayersizeError:
        return None
    place = reference.source or NAME_SOURCES[0]
    if place not in _ENGINES or reference.name == STDIN:
        return None
    if reference.source is None and find_file(reference) is not None:
        return None
    return place, reference.name


def _pays_to_fork() -> bool:
    return (
        sys.platform == "linux"
        and (os.cpu_count() or 1) > 1
        and threading.active_count() == 1
        and signal.getsignal(signal.SIGCHLD) != signal.SIG_IGN  # its end would not be told
        and not os.environ.get("DOCKER_HOST", "").startswith("ssh:")  # ssh would outlive it
    )


def _start(questions: Sequence[_Question], timeout_seconds: float) -> tuple[int, int] | None:
    """The process that asks, and what it sends; None if there is no process to be had."""
    receiving, sending = os.pipe()
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)  # until each of the two knows how to end
    try:
        asker = os.fork()
    except OSError:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        os.close(receiving)
        os.close(sending)
        return None
    if asker == 0:
        _send_answers(questions, timeout_seconds, sending)
    os.close(sending)
    return asker, receiving


def _received(receiving: int) -> _Answers:
    """Waits for all answers; there are none if the process failed in a way not foreseen."""
    import pickle

    with open(receiving, "rb", closefd=False) as pipe:
        sent = pipe.read()
    answers: _Answers = pickle.loads(sent) if sent else {}  # noqa: S301 - this program sent them
    return answers


def _send_answers(questions: Sequence[_Question], timeout_seconds: float, sending: int) -> NoReturn:
    """In the process: asks until something goes wrong, which ends the parent's work as well."""
    try:
        gc.disable()  # it ends before there is anything to collect
        for number in _STOPPING:
            signal.signal(number, signal.SIG_DFL)  # the parent has its own way to end
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        _send(_answers(questions, timeout_seconds), sending)
    finally:
        os._exit(0)


def _answers(questions: Sequence[_Question], timeout_seconds: float) -> _Answers:
    from layersize.sources.context import Network
    from layersize.sources.engine.connect import connect
    from layersize.sources.engine.inspect import find_image

    network = Network(timeout_seconds=timeout_seconds)
    connected = cache(lambda place: connect(place, network))
    answers: _Answers = {}
    for place, name in questions:
        try:
            answers[place, name] = find_image(connected(place), name)
        except LayersizeError as error:
            answers[place, name] = error
            break
    return answers


def _send(answers: _Answers, sending: int) -> None:
    import pickle

    with open(sending, "wb") as pipe:
        pipe.write(pickle.dumps(answers))
