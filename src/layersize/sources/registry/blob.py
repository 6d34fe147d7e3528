"""A blob as it arrives from a registry, asked for again from where it broke off.

Sources: https://www.rfc-editor.org/rfc/rfc9110.html#section-14 and
https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-blobs
"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import closing
from http import HTTPStatus

from layersize.errors import LayersizeError
from layersize.oci.digest import Digest
from layersize.sources.registry.answer import Answer
from layersize.sources.registry.client import RegistryClient
from layersize.sources.registry.encoding import decoded_blob
from layersize.sources.registry.errors import LATER
from layersize.sources.registry.retry import TransientError
from layersize.streams.limits import Expansion
from layersize.streams.reader import Reader
from layersize.streams.tar.window import CHUNK

_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\*)", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,18}")
_PUSH_AGAIN = "push the image again"


class BlobDownload:
    """The bytes of one blob as they are stored; whoever reads them checks their digest."""

    def __init__(
        self,
        client: RegistryClient,
        digest: Digest,
        blob_bytes: int | None,
        *,
        is_compressed: bool,
        expansion: Expansion,
    ) -> None:
        """`blob_bytes` and `is_compressed` are what the blob's descriptor says.

        `expansion` counts what a server compresses on its way, too.
        """
        self._client = client
        self._digest = digest
        self._expected_bytes = blob_bytes
        self._budget = client.retry_budget()
        self._is_compressed = is_compressed
        self._expansion = expansion
        self._received_bytes = 0
        self._is_encoded = False
        """Whether answers are encoded on their way, so that ranges of them are of no use."""
        self._is_complete = False

    def pieces(self) -> Generator[bytes, None, None]:
        """The bytes once, in order.

        Raises LayersizeError if they can't be had, or are not as many as the descriptor says.
        """
        while not self._is_complete:
            with self._budget.attempt():
                yield from self._of_one_answer()

    def _of_one_answer(self) -> Generator[bytes, None, None]:
        """What was not received yet, as far as the answer to one request brings it.

        Raises TransientError where that breaks off.
        """
        offset = 0 if self._is_encoded else self._received_bytes
        with closing(self._client.request_blob(self._digest, offset)) as answer:
            repeated_bytes = self._checked_repetition(answer)
            body = self._body(answer)
            while repeated_bytes:
                skipped = body.read(min(CHUNK, repeated_bytes))
                if not skipped:
                    raise TransientError(self._wrong_length("ends early"))
                repeated_bytes -= len(skipped)
            while data := self._read(body):
                yield data
            if self._expected_bytes is not None and self._received_bytes < self._expected_bytes:
                cause = f"ends after {self._received_bytes} bytes"
                raise TransientError(self._wrong_length(cause))
        self._is_complete = True

    def _body(self, answer: Answer) -> Reader:
        """An answer's bytes as they are stored."""
        if not self._is_encoded or answer.encoding is None:
            return answer
        return decoded_blob(
            answer, answer.encoding, self._expansion, is_stored_compressed=self._is_compressed
        )

    def _read(self, body: Reader) -> bytes:
        """The next bytes, none at the end of the answer."""
        try:
            data = body.read(CHUNK)
        except TransientError:
            if self._received_bytes != self._expected_bytes:
                raise
            return b""  # all is there, only the end of the answer isn't
        if not data:
            return b""
        self._received_bytes += len(data)
        if self._expected_bytes is not None and self._received_bytes > self._expected_bytes:
            raise self._wrong_length(f"goes on after {self._expected_bytes} bytes")
        self._budget.progressed()
        return data

    def _checked_repetition(self, answer: Answer) -> int:
        """How many bytes an answer brings again: a server may begin at the blob's start.

        Raises LayersizeError for an answer that can't be the bytes that are wanted.
        """
        offset = repeated_bytes = self._received_bytes
        if answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise self._wrong_length(f"ends after {offset} bytes")
        if answer.status == HTTPStatus.OK:
            total = _whole_number(answer.header("Content-Length"))
            self._is_encoded = answer.encoding is not None and total != self._expected_bytes
            if self._is_encoded:
                return repeated_bytes
        else:
            repeated_bytes = 0
            content_range = _CONTENT_RANGE.fullmatch(answer.header("Content-Range").strip())
            if offset == 0 or content_range is None or int(content_range[1]) != offset:
                cause = f"{answer.host} sends other bytes than those from {offset} on"
                raise LayersizeError("", cause, LATER)
            total = _whole_number(content_range[2])
        if self._expected_bytes is None:
            self._expected_bytes = total
        elif total is not None and total > self._expected_bytes:
            raise self._wrong_length(f"has {total} bytes")
        return repeated_bytes

    def _wrong_length(self, found: str) -> LayersizeError:
        cause = f"the blob {found}, its descriptor says {self._expected_bytes}"
        return LayersizeError("", cause, _PUSH_AGAIN)


def _whole_number(digits: str) -> int | None:
    return int(digits) if _NUMBER.fullmatch(digits) else None
