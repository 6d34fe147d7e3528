"""A store that has documents and no layers."""

from __future__ import annotations

from collections.abc import Mapping


class DocumentsInMemory:
    """Documents by name."""

    where = "memory"
    warnings = ()

    def __init__(self, documents: Mapping[str, bytes]) -> None:
        self._documents = documents

    def names(self) -> list[str]:
        return [*self._documents]

    def document(self, name: str) -> bytes | None:
        return self._documents.get(name)

    def blob(self, name: str) -> None:
        """No layer is there."""

    def real_name(self, name: str) -> str:
        return name
