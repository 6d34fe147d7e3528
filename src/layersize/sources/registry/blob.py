"""A blob as it arrives from a registry, asked for again from where it broke off.

Sources: https://www.rfc-editor.org/rfc/rfc9110.html#section-14 and
https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-blobs
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from http import HTTPStatus
from types import TracebackType

from layersize.errors import LayersizeError
from layersize.oci.digest import Digest
from layersize.sources.registry.answer import Answer
from layersize.sources.registry.retry import PassingError, Patience
from layersize.streams.tar.window import CHUNK

_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\*)", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,18}")
_WALKER_HASHES = "sha256"
_LATER = "try again later"
_PUSH_AGAIN = "push the image again"


class BlobReader:
    """The bytes of one blob, once, as they are stored; a `Reader` inside a `with`.

    Raises LayersizeError if they can't be had, or are not as many as the descriptor says. A digest
    that the walker does not know how to check is checked here, at the end.
    """

    def __init__(
        self,
        ask: Callable[[int], Answer],
        *,
        digest: Digest,
        blob_bytes: int | None,
        patience: Patience,
    ) -> None:
        """`ask` asks for the bytes from an offset on; `blob_bytes` is what a descriptor says."""
        self._ask = ask
        self._digest = digest
        self._expected_bytes = blob_bytes
        self._patience = patience
        self._answer: Answer | None = None
        self._received_bytes = 0
        self._to_skip_bytes = 0
        self._at_end = False
        other = digest.algorithm != _WALKER_HASHES
        self._hash = hashlib.new(digest.algorithm) if other else None

    def __enter__(self) -> BlobReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._drop_answer()

    def read(self, most: int, /) -> bytes:
        while not self._at_end:
            try:
                data = self._arriving(most)
            except PassingError as failure:
                self._drop_answer()
                self._patience.wait_after(failure)
                continue
            if data:
                return data
        return b""

    def _arriving(self, most: int) -> bytes:
        """The next bytes; none if there was something else to do first, or at the end."""
        if self._answer is None:
            self._answer = self._asked()
        if self._to_skip_bytes:
            skipped = self._answer.read(min(CHUNK, self._to_skip_bytes))
            if not skipped:
                raise PassingError(self._wrong_length("ends early"))
            self._to_skip_bytes -= len(skipped)
            return b""
        try:
            data = self._answer.read(most)
        except PassingError:
            if self._received_bytes != self._expected_bytes:
                raise
            data = b""  # all is there, only the end of the answer isn't
        if not data:
            self._end()
            return b""
        self._received_bytes += len(data)
        if self._expected_bytes is not None and self._received_bytes > self._expected_bytes:
            raise self._wrong_length(f"goes on after {self._expected_bytes} bytes")
        if self._hash is not None:
            self._hash.update(data)
        self._patience.progressed()
        return data

    def _asked(self) -> Answer:
        """An answer that goes on where the last one broke off, or that is to be skipped so far."""
        answer = self._ask(self._received_bytes)
        try:
            self._check(answer)
        except LayersizeError:
            answer.close()
            raise
        return answer

    def _check(self, answer: Answer) -> None:
        """Raises LayersizeError for an answer that can't be the bytes that are wanted."""
        offset = self._received_bytes
        if answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise self._wrong_length(f"ends after {offset} bytes")
        if answer.status == HTTPStatus.OK:
            self._to_skip_bytes = offset
            total = _whole_number(answer.header("Content-Length"))
        else:
            self._to_skip_bytes = 0
            declared = _CONTENT_RANGE.fullmatch(answer.header("Content-Range").strip())
            if offset == 0 or declared is None or int(declared[1]) != offset:
                cause = f"{answer.host} sends other bytes than those from {offset} on"
                raise LayersizeError("", cause, _LATER)
            total = _whole_number(declared[2])
        if self._expected_bytes is None:
            self._expected_bytes = total
        elif total is not None and total > self._expected_bytes:
            raise self._wrong_length(f"has {total} bytes")

    def _end(self) -> None:
        """The answer is over, in order; raises if the blob is not, or is not what it should be."""
        expected = self._expected_bytes
        if expected is not None and self._received_bytes < expected:
            raise PassingError(self._wrong_length(f"ends after {self._received_bytes} bytes"))
        self._at_end = True
        self._drop_answer()
        if self._hash is not None and self._hash.hexdigest() != self._digest.hexadecimal:
            found = f"{self._digest.algorithm}:{self._hash.hexdigest()}"
            cause = f"the blob is {found}, not what its descriptor says"
            raise LayersizeError("", cause, _PUSH_AGAIN)

    def _wrong_length(self, found: str) -> LayersizeError:
        cause = f"the blob {found}, its descriptor says {self._expected_bytes}"
        return LayersizeError("", cause, _PUSH_AGAIN)

    def _drop_answer(self) -> None:
        if self._answer is not None:
            self._answer.close()
        self._answer = None


def _whole_number(digits: str) -> int | None:
    return int(digits) if _NUMBER.fullmatch(digits) else None
