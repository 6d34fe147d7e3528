"""How an engine is spoken to: HTTP over a socket, a command or a network.

Each transport sends GET requests and hands over what arrives; what that means is not its business.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

MOST_PIECE_BYTES = 1 << 18
"""Of what arrives at once."""


class Answer(NamedTuple):
    """What an engine, or whatever stands in between, sends."""

    status: int
    """HTTP's status code."""
    media_type: str
    """Without parameters, e.g. `application/json`; empty if none is stated."""
    pieces: Iterator[bytes]
    """Of the body, as they arrive; raises OSError, or an HTTP library's error, if it breaks off."""
    sender: str = ""
    """Who says that he sends it: the proxies that are named, else the server; may be empty."""
    api_version: str = ""
    """Of the interface, if the answer states it."""


class Transport(Protocol):
    """A way to an engine; it may be closed from another thread, which ends what waits for it."""

    def get(self, path: str) -> Answer:
        """Asks for `path`, e.g. `/version`; raises OSError, or an HTTP library's error."""
        ...

    def said(self) -> str:
        """What a program that carries it, e.g. ssh, says went wrong; empty if there is none."""
        ...

    def close(self) -> None:
        """Lets go of connections and ends what was started for them."""
        ...
