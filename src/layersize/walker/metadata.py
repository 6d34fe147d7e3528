"""Mode, owner and mtime of entries, each distinct set kept once."""

from __future__ import annotations

from array import array

from layersize.formats.pax import Extension
from layersize.formats.tar_numbers import parse_number
from layersize.model.layer_entries import Metadata


class MetadataColumn:
    """Fills a column of ids; the sets themselves stand in a list."""

    def __init__(self, ids: array[int], sets: list[Metadata]) -> None:
        self._add = ids.append
        self._sets = sets
        self._id_of: dict[Metadata, int] = {}
        self._last_fields = b""
        self._last_id = 0

    def add(self, header: bytes, extension: Extension | None) -> None:
        """Adds an entry's; an unreadable number counts as 0."""
        fields = header[100:124] + header[136:148]
        if fields == self._last_fields and extension is None:
            self._add(self._last_id)
            return
        records = extension.records if extension is not None else {}
        metadata = Metadata(
            mode=_number(header[100:108]) & 0o7777,
            uid=_overridden(records.get(b"uid"), header[108:116]),
            gid=_overridden(records.get(b"gid"), header[116:124]),
            mtime=_overridden(records.get(b"mtime"), header[136:148]),
        )
        known = self._id_of.get(metadata)
        if known is None:
            known = self._id_of[metadata] = len(self._sets)
            self._sets.append(metadata)
        self._add(known)
        if extension is None:
            self._last_fields, self._last_id = fields, known


def _overridden(record: bytes | None, number_field: bytes) -> int:
    """A PAX record, without its fraction, or the header's own field."""
    if record:
        try:
            return int(record.partition(b".")[0])
        except ValueError:
            pass
    return _number(number_field)


def _number(number_field: bytes) -> int:
    try:
        return parse_number(number_field)
    except ValueError:
        return 0
