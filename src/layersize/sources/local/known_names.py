"""The names of images that are on this machine, for those who type one: quickly, or not at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from queue import Empty, SimpleQueue

from layersize.errors import LayersizeError
from layersize.sources.context import Network, SourceContext
from layersize.text.escape import is_plain_word

PLACES = {"docker": "engine.docker", "podman": "engine.podman", "storage": "local.storage"}
"""Words of sources that can be asked, to their modules, each with `names(context)`."""
_LONGEST = 300
"""Characters: longer ones are no names of images."""


def known_names(places: Sequence[str], most_seconds: float) -> dict[str, list[str]]:
    """Places to their names, of those that answered in time.

    Only names that no shell makes anything else of. Threads that still wait keep no process from
    ending.
    """
    context = SourceContext(network=Network(timeout_seconds=most_seconds))
    answers: SimpleQueue[tuple[str, list[str]]] = SimpleQueue()

    def ask(place: str) -> None:
        names: list[str] = []
        with suppress(LayersizeError, OSError, ValueError):  # then it has none to offer
            module = import_module(f"layersize.sources.{PLACES[place]}")
            found = module.names(context)
            names = [name for name in found if len(name) <= _LONGEST and is_plain_word(name)]
        answers.put((place, names))

    for place in places:
        threading.Thread(target=ask, args=(place,), daemon=True).start()
    found: dict[str, list[str]] = {}
    until = time.monotonic() + most_seconds
    with suppress(Empty):
        while len(found) < len(places):
            place, names = answers.get(timeout=max(0, until - time.monotonic()))
            found[place] = names
    return found
