"""Content digests, checked before anything is done with them.

Source: https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEX_DIGITS = {"sha256": 64, "sha512": 128}
_HEX = re.compile(r"[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest whose parts are safe to use as file names."""

    algorithm: str
    """`sha256` or `sha512`."""
    hexadecimal: str
    """Lower-case hexadecimal, as long as the algorithm says."""

    @classmethod
    def parse(cls, text: str) -> Digest:
        """Reads `algorithm:hex`; raises ValueError for anything else."""
        algorithm, separator, hexadecimal = text.partition(":")
        length = _HEX_DIGITS.get(algorithm)
        if not separator or length is None:
            raise ValueError("is not a sha256 or sha512 digest")
        if len(hexadecimal) != length or not _HEX.fullmatch(hexadecimal):
            raise ValueError(f"is not {length} lower-case hexadecimal digits after {algorithm}:")
        return cls(algorithm, hexadecimal)

    @classmethod
    def sha256(cls, hexadecimal: str) -> Digest:
        """The digest that a sha256 hash object's `hexdigest()` gives."""
        return cls("sha256", hexadecimal)

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.hexadecimal}"
