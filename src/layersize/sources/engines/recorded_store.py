"""A saved image that was read before: its documents, and walks that were kept of its layers."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable

from layersize.model.digest import Digest
from layersize.model.image_record import ImageRecord
from layersize.model.layer_walk import LayerWalk
from layersize.model.warning import Warning


class RecordedStore:
    """The store of the image as it was when it was read."""

    def __init__(self, where: str, record: ImageRecord, walks: dict[str, LayerWalk]) -> None:
        self.where = where
        self.warnings: tuple[Warning, ...] = ()
        self._record = record
        self._walks = walks

    def names(self) -> Iterable[str]:
        record = self._record
        return [*record.documents, *record.blobs, *record.links]

    def document(self, name: str) -> bytes | None:
        return self._record.documents.get(self._resolved(name))

    def blob(self, name: str) -> LayerWalk | None:
        return self._walks.get(self._resolved(name))

    def _resolved(self, name: str) -> str:
        found = posixpath.normpath(name)
        return self._record.links.get(found, found)


def recorded_store(
    where: str, record: ImageRecord, walk: Callable[[Digest], LayerWalk | None]
) -> RecordedStore | None:
    """The store, if all walks are still there."""
    walks: dict[str, LayerWalk] = {}
    for name, digest in record.blobs.items():
        known = walk(digest)
        if known is None:
            return None
        walks[name] = known
    return RecordedStore(where, record, walks)
