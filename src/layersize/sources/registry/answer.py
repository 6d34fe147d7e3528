"""An answer over http, whose body is still to arrive."""

from __future__ import annotations

from contextlib import AbstractContextManager
from http import HTTPStatus

from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Retry

from layersize.errors import LayersizeError
from layersize.sources.context import Unavailable
from layersize.sources.registry.encoding import decoded_document, encoding_of
from layersize.sources.registry.errors import LATER, Server
from layersize.sources.registry.pace import Pace, whole_within
from layersize.sources.registry.retry import TransientError
from layersize.streams import bounds
from layersize.streams.tar.window import CHUNK
from layersize.values import dataclass

_UNUSED_BYTES = 64 << 10
"""Read of an answer that is no use, so that its connection can serve again."""
_MOST_DELAY_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came at the end of redirects; the body is read, or dropped."""

    response: BaseHTTPResponse
    server: Server
    """Who gave it."""
    from_origin: bool
    """Whether that is the server that was asked at first."""
    pace: Pace
    """How fast the body arrives."""

    @property
    def host(self) -> str:
        """Of the server that gave it, with its port if that is not the usual one."""
        return self.server.host

    @property
    def status(self) -> int:
        return self.response.status

    def header(self, name: str) -> str:
        """A header's value, empty if it was not sent."""
        return self.response.headers.get(name, "")

    def read(self, most: int, /) -> bytes:
        """Up to `most` bytes as they were sent, soon enough.

        Raises LayersizeError or TransientError.
        """
        try:
            with self._bounded(), self.pace.wait():
                data = self.response.read1(most, decode_content=False)
            if data:
                self.pace.received(len(data))
            return data
        except (HTTPError, OSError) as error:
            raise self.server.failure(error) from None

    def document(self) -> bytes:
        """The whole body as it is stored, whatever it was encoded in on its way.

        Raises LayersizeError if it is too long, TransientError if it breaks.
        """
        try:
            encoding = self.encoding
            with self._bounded():
                data = self._document()
        finally:
            self.close()
        return data if encoding is None else decoded_document(data, encoding, self.host)

    @property
    def encoding(self) -> str | None:
        """How the body was compressed on its way; raises LayersizeError if that can't be undone."""
        return encoding_of(self.header("Content-Encoding"), self.host)

    def _document(self) -> bytes:
        pieces: list[bytes] = []
        total = 0
        while data := self.read(CHUNK):
            pieces.append(data)
            total += len(data)
            if total > bounds.DOCUMENT_BYTES:
                cause = f"{self.host} sends a document of over {bounds.DOCUMENT_BYTES} bytes"
                raise LayersizeError("", cause)
        return b"".join(pieces)

    def drop(self) -> bytes:
        """Ends with an answer that is no use; gives the beginning of its body."""
        try:
            with self._bounded():
                return self.response.read(_UNUSED_BYTES, decode_content=False)
        except (HTTPError, OSError):
            return b""
        finally:
            self.close()

    def _bounded(self) -> AbstractContextManager[None]:
        """Around what must be over within the time for one answer."""
        return whole_within(self.server.timeout_seconds)

    def close(self) -> None:
        self.response.close()

    def retry_after(self) -> float | None:
        """Seconds that the server asks to wait."""
        declared = self.header("Retry-After").strip()
        if declared.isdecimal():
            return float(declared[:_MOST_DELAY_DIGITS])
        try:
            return Retry().parse_retry_after(declared)
        except (HTTPError, ValueError, OverflowError):
            return None

    def status_failure(
        self, sender: str, *, login_host: str | None
    ) -> LayersizeError | TransientError:
        """What a status means that no request hopes for; drops the answer.

        `login_host`: where a login might help, `None` if there was one.
        """
        retry_after = self.retry_after()
        self.drop()
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            remedy = f"{LATER}, or run docker login {login_host}" if login_host else LATER
            busy = Unavailable("", f"{sender} answers 429 (too many requests)", remedy)
            return TransientError(busy, retry_after=retry_after)
        phrases = {known.value: known.phrase for known in HTTPStatus}
        cause = f"{sender} answers {self.status} ({phrases.get(self.status, 'unknown')})"
        if self.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return TransientError(Unavailable("", cause, LATER), retry_after=retry_after)
        return LayersizeError("", cause, "check the name, and that it is a registry")
