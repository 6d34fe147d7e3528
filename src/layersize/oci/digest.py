"""Content digests, checked before anything is done with them.

Sources: https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests and, for
sha384, https://github.com/opencontainers/go-digest/blob/master/algorithm.go
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from layersize.values import dataclass

_HEX_DIGITS = {"sha256": 64, "sha384": 96, "sha512": 128}
ALGORITHMS = tuple(_HEX_DIGITS)
"""Those that engines know."""
USUAL_ALGORITHM = "sha256"
_HEX = re.compile(r"[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest whose parts are safe to use as file names."""

    algorithm: str
    """One of `ALGORITHMS`."""
    hexadecimal: str
    """Lower-case hexadecimal, as long as the algorithm says."""

    @classmethod
    def parse(cls, text: str) -> Digest:
        """Reads `algorithm:hex`; raises ValueError for anything else."""
        algorithm, separator, hexadecimal = text.partition(":")
        length = _HEX_DIGITS.get(algorithm)
        if not separator or length is None:
            raise ValueError("is not a sha256, sha384 or sha512 digest")
        if len(hexadecimal) != length or not _HEX.fullmatch(hexadecimal):
            raise ValueError(f"is not {length} lower-case hexadecimal digits after {algorithm}:")
        return cls(algorithm, hexadecimal)

    @classmethod
    def of(cls, data: bytes, algorithm: str = USUAL_ALGORITHM) -> Digest:
        """The digest of bytes."""
        return cls(algorithm, hashlib.new(algorithm, data).hexdigest())

    def contradicted_by(self, found: Iterable[Digest]) -> Digest | None:
        """Of the digests that some bytes have, the one of this algorithm, if it is another."""
        alike = (other for other in found if other.algorithm == self.algorithm)
        return next((other for other in alike if other != self), None)

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.hexadecimal}"


EMPTY_LAYER = Digest.of(bytes(1024))
"""The `diff_id` of a tar without entries, as builders write it for what changes no file."""


class DigestHash:
    """Hashes what passes, in several algorithms or in none."""

    def __init__(self, algorithms: Iterable[str]) -> None:
        self._hashes = {algorithm: hashlib.new(algorithm) for algorithm in algorithms}
        self._updates = tuple(hashed.update for hashed in self._hashes.values())

    def update(self, data: bytes) -> None:
        for update in self._updates:
            update(data)

    def digests(self) -> tuple[Digest, ...]:
        """Of all that has passed so far, one an algorithm."""
        return tuple(Digest(name, hashed.hexdigest()) for name, hashed in self._hashes.items())
