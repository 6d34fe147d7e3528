"""Warnings: facts about an image that a reader of its numbers should know."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from layersize.values import dataclass

MOST_OF_A_CODE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:
    """One remark; `code` is stable, `message` is for people."""

    code: str
    layer: int | None = None
    """0-based index, base first; `None`: the image as a whole."""
    path: bytes | None = None
    message: str

    def of_layer(self, layer: int) -> Warning:
        """The same remark, once it is known which layer it is about."""
        return replace(self, layer=layer)


class WarningList:
    """Collects warnings; beyond the first hundred of a code they are only counted.

    A hostile layer with a million oddities must not fill the report.
    """

    def __init__(self) -> None:
        self._kept: list[Warning] = []
        self._seen: Counter[str] = Counter()

    def add(self, code: str, path: bytes | None, message: str) -> None:
        """Adds a remark about the layer at hand."""
        self._seen[code] += 1
        if self._seen[code] <= MOST_OF_A_CODE:
            self._kept.append(Warning(code=code, path=path, message=message))

    def collected(self) -> tuple[Warning, ...]:
        """Those kept, and one more for each code that has more of them."""
        more = (
            Warning(code=code, message=f"and {seen - MOST_OF_A_CODE} more like these")
            for code, seen in self._seen.items()
            if seen > MOST_OF_A_CODE
        )
        return (*self._kept, *more)
