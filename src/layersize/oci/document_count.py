"""How much the documents of one archive, or of one name in a registry, may come to together."""

from __future__ import annotations

from layersize.errors import LayersizeError
from layersize.oci.json_node import value_count
from layersize.streams import bounds


class DocumentCount:
    """Counts what is read and what is listed; every method raises LayersizeError beyond bounds."""

    def __init__(self) -> None:
        self._read_bytes = 0
        self._values = 0
        self._listed = 0

    def read(self, where: str, document: bytes) -> None:
        """A document that is to be parsed; one that is parsed again counts again."""
        self._read_bytes += len(document)
        self._values += value_count(document)
        self.refuse_more(where)

    def refuse_more(self, where: str) -> None:
        """Before a document is read: whether those read so far are too many."""
        if self._values > bounds.DOCUMENTS_VALUES:
            cause = f"comes with documents of over {bounds.DOCUMENTS_VALUES} values"
            raise LayersizeError(where, cause)
        if self._read_bytes > bounds.DOCUMENTS_BYTES:
            cause = f"comes with over {bounds.DOCUMENTS_BYTES} bytes of documents"
            raise LayersizeError(where, cause)

    def listed(self, where: str, count: int) -> None:
        """Layers of an image, and what its config says of each."""
        self._listed += count
        if self._listed > bounds.LISTED_LAYERS:
            cause = f"comes with over {bounds.LISTED_LAYERS} layers and steps of histories in all"
            raise LayersizeError(where, cause)
