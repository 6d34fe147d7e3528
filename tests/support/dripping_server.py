"""A server on this machine that is never silent and never done."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_BETWEEN_DROPS_SECONDS = 0.001
_TLS = b"\x16\x03"
"""How whoever tries https begins."""


@contextmanager
def dripping(begin: bytes, drop: bytes) -> Iterator[str]:
    """Answers each request with `begin`, and with `drop` for ever; gives its host and port."""
    stopped = threading.Event()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            line = self.rfile.readline()
            if line.startswith(_TLS):
                return
            while line.strip():
                line = self.rfile.readline()
            with suppress(OSError):  # the client has had enough
                self.wfile.write(begin)
                while not stopped.wait(_BETWEEN_DROPS_SECONDS):
                    self.wfile.write(drop)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            stopped.set()
            server.shutdown()
            thread.join()
