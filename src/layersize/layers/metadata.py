"""Mode, owner, mtime and attributes of entries, each distinct set of mode and owner kept once."""

from __future__ import annotations

from itertools import repeat
from operator import itemgetter

from layersize.layers.attributes import attributes_hash
from layersize.layers.entries import LayerEntries, Ownership
from layersize.streams.tar.extensions import Extension
from layersize.streams.tar.numbers import LARGEST_SIZE, parse_number

_REMEMBERED = 1 << 14
_mode_and_owner = itemgetter(slice(100, 124))
_BLANK = ord(" ")
_mtime_digits = itemgetter(slice(136, 147))
_mtime_end = itemgetter(147)


class MetadataColumns:
    """Fills the metadata columns of a layer; a number that can't be read counts as 0."""

    def __init__(self, entries: LayerEntries) -> None:
        self._entries = entries
        self._id_of: dict[Ownership, int] = {}
        self._by_fields = _ByFields(self)

    def add_all(self, headers: list[bytes]) -> None:
        """Adds those of ordinary entries."""
        entries = self._entries
        fields = map(_mode_and_owner, headers)
        entries.ownership_ids.extend(map(self._by_fields.__getitem__, fields))
        entries.mtimes.extend(self._mtimes(headers))

    def _mtimes(self, headers: list[bytes]) -> list[int]:
        digits = list(map(_mtime_digits, headers))
        if b"".join(digits).isdigit() and max(map(_mtime_end, headers)) <= _BLANK:
            try:
                return list(map(int, digits, repeat(8)))
            except ValueError:  # an 8 or a 9
                pass
        return [_number(header[136:148]) for header in headers]

    def add_device(self, row: int, flag: int, header: bytes) -> None:
        """Completes an ordinary entry that is neither a file nor a directory."""
        hashed = attributes_hash(flag, header, {})
        if hashed is not None:
            self._entries.attribute_hashes[row] = hashed

    def add(self, flag: int, header: bytes, extension: Extension | None) -> None:
        """Adds an entry's; PAX records override its header."""
        records = extension.records if extension is not None else {}
        hashed = attributes_hash(flag, header, records)
        if hashed is not None:
            self._entries.attribute_hashes[len(self._entries.ownership_ids)] = hashed
        ownership = Ownership(
            mode=_number(header[100:108]) & 0o7777,
            uid=_overridden(records.get(b"uid"), header[108:116]),
            gid=_overridden(records.get(b"gid"), header[116:124]),
        )
        self._entries.ownership_ids.append(self.id_of(ownership))
        self._entries.mtimes.append(_overridden(records.get(b"mtime"), header[136:148]))

    def id_of(self, ownership: Ownership) -> int:
        """The place of a set in the list."""
        known = self._id_of.get(ownership)
        if known is None:
            known = self._id_of[ownership] = len(self._entries.ownerships)
            self._entries.ownerships.append(ownership)
        return known


class _ByFields(dict[bytes, int]):
    """Header fields from mode to gid, to the id of what they say."""

    def __init__(self, columns: MetadataColumns) -> None:
        self._columns = columns

    def __missing__(self, fields: bytes) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        ownership = Ownership(
            mode=_number(fields[:8]) & 0o7777,
            uid=_number(fields[8:16]),
            gid=_number(fields[16:]),
        )
        found = self[fields] = self._columns.id_of(ownership)
        return found


def _overridden(record: bytes | None, number_field: bytes) -> int:
    """A PAX record, without its fraction, or the header's own field."""
    if record:
        try:
            return _bounded(int(record.partition(b".")[0]))
        except ValueError:
            pass
    return _number(number_field)


def _number(number_field: bytes) -> int:
    try:
        return _bounded(parse_number(number_field))
    except ValueError:
        return 0


def _bounded(number: int) -> int:
    return max(-LARGEST_SIZE, min(number, LARGEST_SIZE))
