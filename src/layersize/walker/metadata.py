"""Mode, owner and mtime of entries, each distinct set kept once."""

from __future__ import annotations

from array import array
from operator import itemgetter

from layersize.formats.pax import Extension
from layersize.formats.tar_numbers import parse_number
from layersize.model.layer_entries import Metadata

_REMEMBERED = 1 << 14
_mode_and_owner = itemgetter(slice(100, 124))
_mtime = itemgetter(slice(136, 148))


class MetadataColumn:
    """Fills a column of ids; the sets themselves stand in a list."""

    def __init__(self, ids: array[int], sets: list[Metadata]) -> None:
        self._ids = ids
        self._sets = sets
        self._id_of: dict[Metadata, int] = {}
        self._by_fields = _ByFields(self)

    def add_all(self, headers: list[bytes]) -> None:
        """Adds those of ordinary entries."""
        fields = zip(map(_mode_and_owner, headers), map(_mtime, headers), strict=True)
        self._ids.extend(map(self._by_fields.__getitem__, fields))

    def add(self, header: bytes, extension: Extension | None) -> None:
        """Adds an entry's; PAX records override its header."""
        records = extension.records if extension is not None else {}
        self._ids.append(
            self.id_of(
                Metadata(
                    mode=_number(header[100:108]) & 0o7777,
                    uid=_overridden(records.get(b"uid"), header[108:116]),
                    gid=_overridden(records.get(b"gid"), header[116:124]),
                    mtime=_overridden(records.get(b"mtime"), header[136:148]),
                )
            )
        )

    def id_of(self, metadata: Metadata) -> int:
        """The place of a set in the list."""
        known = self._id_of.get(metadata)
        if known is None:
            known = self._id_of[metadata] = len(self._sets)
            self._sets.append(metadata)
        return known


class _ByFields(dict[tuple[bytes, bytes], int]):
    """Header fields (mode to gid, mtime) to the id of what they say."""

    def __init__(self, column: MetadataColumn) -> None:
        self._column = column

    def __missing__(self, fields: tuple[bytes, bytes]) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        mode_and_owner, mtime = fields
        metadata = Metadata(
            mode=_number(mode_and_owner[:8]) & 0o7777,
            uid=_number(mode_and_owner[8:16]),
            gid=_number(mode_and_owner[16:]),
            mtime=_number(mtime),
        )
        found = self[fields] = self._column.id_of(metadata)
        return found


def _overridden(record: bytes | None, number_field: bytes) -> int:
    """A PAX record, without its fraction, or the header's own field."""
    if record:
        try:
            return int(record.partition(b".")[0])
        except ValueError:
            pass
    return _number(number_field)


def _number(number_field: bytes) -> int:
    """An unreadable number counts as 0."""
    try:
        return parse_number(number_field)
    except ValueError:
        return 0
