"""Something read in a thread, which posts what becomes of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from textual.message import Message
from textual.message_pump import MessagePump

from layersize.errors import Interrupted, LayersizeError
from layersize.progress import Progress
from layersize.tui.loader import Crashed

_SECONDS_BETWEEN_MESSAGES = 0.1


class _OfReading(Message):
    """Told by one reading; another may have taken its place meanwhile."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading


class ReadOn(_OfReading):
    """How far it is."""

    def __init__(self, reading: Reading, phase: str, read_bytes: int) -> None:
        super().__init__(reading)
        self.phase = phase
        self.read_bytes = read_bytes


class Read(_OfReading):
    """It is there."""

    def __init__(self, reading: Reading, result: Any) -> None:
        super().__init__(reading)
        self.result = result


class Failed(_OfReading):
    """It could not be read."""

    def __init__(self, reading: Reading, error: LayersizeError) -> None:
        super().__init__(reading)
        self.error = error


class Reading:
    """Reads once; a stopped one ends at its next chunk, and nobody waits for it."""

    def __init__(self, read: Callable[[Progress], object], screen: MessagePump) -> None:
        self._read = read
        self._screen = screen
        self._stopping = threading.Event()
        self._phase, self._read_bytes, self._posted_at = "", 0, 0.0

    def start(self) -> None:
        """Begins."""
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """Ends the work; nothing is posted any more."""
        self._stopping.set()

    def _run(self) -> None:
        try:
            self._post(Read(self, self._read(self)))
        except Interrupted:
            pass
        except LayersizeError as error:
            self._post(Failed(self, error.to_keep()))
        except MemoryError:
            self._post(Failed(self, LayersizeError("", "there is not enough memory for it")))
        except Exception as error:  # noqa: BLE001 - nobody else would hear of it
            self._post(Crashed(error))

    def _post(self, message: Message) -> None:
        if not self._stopping.is_set():
            self._screen.post_message(message)

    def expect(self, total_bytes: int) -> None:
        """As `Progress` has it: what is read of a layer says little about one file."""

    def advance(self, read_bytes: int) -> None:
        """Says that so many more bytes were read; raises Interrupted if nobody wants them."""
        if self._stopping.is_set():
            raise Interrupted
        self._read_bytes += read_bytes
        if time.monotonic() - self._posted_at > _SECONDS_BETWEEN_MESSAGES:
            self._tell()

    def phase(self, text: str) -> None:
        """Says what is being done."""
        self._phase = text
        self._tell()

    def wait(self, text: str) -> None:
        """Says what is being waited for."""
        self.phase(text)

    def _tell(self) -> None:
        self._posted_at = time.monotonic()
        self._post(ReadOn(self, self._phase, self._read_bytes))
