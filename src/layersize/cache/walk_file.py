"""A walked layer as the bytes of a cache file, and back."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from itertools import accumulate, chain, count, islice, pairwise
from operator import lt

from layersize.cache.file_format import (
    WALK,
    Column,
    ColumnReader,
    add_head,
    checked_body,
    pack_columns,
)
from layersize.layers.capture.secrets import KINDS as SECRET_KINDS
from layersize.layers.entries import (
    AUFS,
    FILE,
    HARDLINK,
    ROOT,
    SYMLINK,
    LayerEntries,
    Ownership,
    SecretMark,
)
from layersize.layers.walk import LayerWalk
from layersize.oci.digest import Digest
from layersize.streams import bounds
from layersize.warning import Warning

_KINDS = bytes(range(FILE, AUFS + 1))
_LINKS = (HARDLINK, SYMLINK)
_HASH_BYTES = 16
_ROW_COLUMNS = {
    "name_ids": 4,
    "directories": 4,
    "content_bytes": 8,
    "data_offsets": 8,
    "content_hashes": _HASH_BYTES,
    "ownership_ids": 4,
    "mtimes": 8,
}
"""Columns with a value for each entry, and how long that is."""
_SOME_ROWS = {
    "link_rows": ("link_lengths", 8),
    "other_name_rows": ("other_name_lengths", 8),
    "sparse_rows": ("sparse_counts", 8),
    "captured_rows": ("captured_lengths", 8),
    "debug_rows": ("debug_bytes", 8),
    "secret_rows": ("secret_places", 24),
    "attribute_rows": ("attribute_hashes", _HASH_BYTES),
}
"""Columns of some entries' numbers, the column with a value for each, and how long that is."""


def dump_walk(walk: LayerWalk) -> bytes:
    """The walk without its `plain_range`, which another run can't rely on.

    Raises ValueError for one that could not be compared later, as its contents were not hashed
    or its metadata not read, and for one that is too large or inconsistent.
    """
    fields = {
        "tar_bytes": walk.tar_bytes,
        "compression": walk.compression,
        "blob_bytes": walk.blob_bytes,
        "blob_digests": list(map(str, walk.blob_digests)),
        "tar_digests": list(map(str, walk.tar_digests)),
        "transfer_estimate_bytes": walk.transfer_estimate_bytes,
        "warnings": [_warning_fields(warning) for warning in walk.warnings],
    }
    return add_head(WALK, pack_columns(fields, _columns_of(walk.entries)))


def load_walk(data: bytes) -> LayerWalk:
    """What `dump_walk` was given; raises ValueError for bytes that it didn't make."""
    reader = ColumnReader(checked_body(WALK, data))
    entries = _read_entries(reader)
    reader.end()
    match reader.fields:
        case {
            "tar_bytes": int(tar_bytes),
            "compression": str(compression),
            "blob_bytes": int(blob_bytes),
            "blob_digests": list(blob_digests),
            "tar_digests": list(tar_digests),
            "transfer_estimate_bytes": int() | None as transfer_estimate_bytes,
            "warnings": list(warnings),
        } if min(tar_bytes, blob_bytes, transfer_estimate_bytes or 0) >= 0:
            return LayerWalk(
                entries=entries,
                tar_bytes=tar_bytes,
                compression=compression,
                blob_bytes=blob_bytes,
                blob_digests=_digests(blob_digests),
                tar_digests=_digests(tar_digests),
                plain_range=None,
                transfer_estimate_bytes=transfer_estimate_bytes,
                warnings=tuple(map(_warning, warnings)),
            )
    raise ValueError("its header lacks something")


def _digests(texts: Sequence[object]) -> tuple[Digest, ...]:
    return tuple(Digest.parse(str(text)) for text in texts)


def _warning_fields(warning: Warning) -> tuple[str, int | None, str | None, str]:
    path = None if warning.path is None else warning.path.decode("latin-1")
    return warning.code, warning.layer, path, warning.message


def _warning(fields: object) -> Warning:
    match fields:
        case [str(code), int() | None as layer, str() | None as path, str(message)]:
            path_bytes = None if path is None else path.encode("latin-1")
            return Warning(code=code, layer=layer, path=path_bytes, message=message)
    raise ValueError("a warning lacks something")


def _columns_of(entries: LayerEntries) -> dict[str, Column]:
    """In the order in which `_read_entries` asks for them; raises ValueError if they don't fit."""
    _check(entries)
    distinct_names = dict.fromkeys(chain(entries.directory_names, entries.names))
    id_of = {name: number for number, name in enumerate(distinct_names)}
    targets, sparse_maps = entries.link_targets.values(), entries.sparse_chunks.values()
    other_names = entries.other_names.values()
    try:
        return {
            "name_table": _joined(distinct_names),
            "directory_name_ids": array("I", map(id_of.__getitem__, entries.directory_names)),
            "name_ids": array("I", map(id_of.__getitem__, entries.names)),
            "directory_parents": entries.directory_parents,
            "directories": entries.directories,
            "kinds": entries.kinds,
            "content_bytes": entries.content_bytes,
            "data_offsets": entries.data_offsets,
            "link_rows": array("I", entries.link_targets),
            "link_lengths": array("Q", map(len, targets)),
            "link_targets": b"".join(targets),
            "other_name_rows": array("I", entries.other_names),
            "other_name_lengths": array("Q", map(len, other_names)),
            "other_names": b"".join(other_names),
            "sparse_rows": array("I", entries.sparse_chunks),
            "sparse_counts": array("Q", map(len, sparse_maps)),
            "sparse_numbers": array("Q", chain.from_iterable(chain.from_iterable(sparse_maps))),
            "content_hashes": entries.content_hashes or b"",
            "ownership_ids": entries.ownership_ids,
            "ownerships": array("q", chain.from_iterable(entries.ownerships)),
            "mtimes": entries.mtimes,
            "captured_rows": array("I", entries.captured),
            "captured_lengths": array("Q", map(len, entries.captured.values())),
            "captured": b"".join(entries.captured.values()),
            "debug_rows": array("I", entries.debug_bytes),
            "debug_bytes": array("Q", entries.debug_bytes.values()),
            "secret_rows": array("I", entries.secrets),
            "secret_places": array("Q", chain.from_iterable(map(_place, entries.secrets.values()))),
            "attribute_rows": array("I", entries.attribute_hashes),
            "attribute_hashes": b"".join(entries.attribute_hashes.values()),
        }
    except OverflowError:
        raise ValueError("a number is negative or has over 64 bits") from None


def _read_entries(reader: ColumnReader) -> LayerEntries:
    """Asks for each column once, in order; raises ValueError if they don't fit each other.

    Equal names are one object, as in a walk.
    """
    _check_rows(reader)
    most_names = (reader.length("name_ids") + reader.length("directory_name_ids")) // 4
    table = reader.column("name_table")
    if table.count(b"/") >= most_names:
        raise ValueError("its table has more names than there are entries")
    name_table = table.split(b"/")

    def names(name: str) -> list[bytes]:
        return list(map(name_table.__getitem__, reader.numbers("I", name)))

    try:
        entries = LayerEntries(
            directory_names=names("directory_name_ids"),
            names=names("name_ids"),
            directory_parents=reader.numbers("I", "directory_parents"),
            directories=reader.numbers("I", "directories"),
            kinds=bytearray(reader.column("kinds")),
            content_bytes=reader.numbers("Q", "content_bytes"),
            data_offsets=reader.numbers("Q", "data_offsets"),
            link_targets=_texts(reader, "link_rows", "link_lengths", "link_targets"),
            other_names=_texts(reader, "other_name_rows", "other_name_lengths", "other_names"),
            sparse_chunks=_sparse_chunks(reader),
            content_hashes=bytearray(reader.column("content_hashes")),
            ownership_ids=reader.numbers("I", "ownership_ids"),
            ownerships=_ownerships(reader.numbers("q", "ownerships")),
            mtimes=reader.numbers("q", "mtimes"),
            captured=_texts(reader, "captured_rows", "captured_lengths", "captured"),
            debug_bytes=_debug_bytes(reader),
            secrets=_secrets(reader),
            attribute_hashes=_attribute_hashes(reader),
        )
    except IndexError:
        raise ValueError("a name is not in the table of names") from None
    _check(entries)
    return entries


def _check_rows(reader: ColumnReader) -> None:
    """Raises ValueError for columns of different lengths before they are unpacked."""
    rows = reader.length("kinds")
    if rows > bounds.ENTRIES or any(
        reader.length(name) != item_bytes * rows for name, item_bytes in _ROW_COLUMNS.items()
    ):
        raise ValueError("columns are of different lengths, or too long")
    for name, (value, value_bytes) in _SOME_ROWS.items():
        count = reader.length(name) // 4
        if count > rows or reader.length(value) != value_bytes * count:
            raise ValueError(f"{name} and {value} don't fit")


def _joined(names: Collection[bytes]) -> bytes:
    table = b"/".join(names)
    if table.count(b"/") != len(names) - 1:
        raise ValueError("a name holds a slash")
    return table


def _texts(reader: ColumnReader, rows_of: str, lengths_of: str, name: str) -> dict[int, bytes]:
    rows, lengths = reader.numbers("I", rows_of), reader.numbers("Q", lengths_of)
    joined = reader.column(name)
    if sum(lengths) != len(joined):
        raise ValueError(f"{name} don't fit")
    ends = pairwise(accumulate(lengths, initial=0))
    texts = dict(zip(rows, [joined[start:end] for start, end in ends], strict=True))
    if len(texts) != len(rows):
        raise ValueError(f"{name} don't fit")
    return texts


def _sparse_chunks(reader: ColumnReader) -> dict[int, tuple[tuple[int, int], ...]]:
    rows, counts = reader.numbers("I", "sparse_rows"), reader.numbers("Q", "sparse_counts")
    numbers = reader.numbers("Q", "sparse_numbers")
    if 2 * sum(counts) != len(numbers):
        raise ValueError("maps of sparse files don't fit")
    chunks = list(zip(numbers[::2], numbers[1::2], strict=True))
    ends = pairwise(accumulate(counts, initial=0))
    maps = dict(zip(rows, [tuple(chunks[start:end]) for start, end in ends], strict=True))
    if len(maps) != len(rows):
        raise ValueError("maps of sparse files don't fit")
    return maps


def _debug_bytes(reader: ColumnReader) -> dict[int, int]:
    rows, lengths = reader.numbers("I", "debug_rows"), reader.numbers("Q", "debug_bytes")
    found = dict(zip(rows, lengths, strict=True))
    if len(found) != len(rows):
        raise ValueError("lengths of debug sections don't fit")
    return found


def _place(mark: SecretMark) -> tuple[int, int, int]:
    return SECRET_KINDS.index(mark.kind), mark.offset, mark.length


def _secrets(reader: ColumnReader) -> dict[int, SecretMark]:
    rows, places = reader.numbers("I", "secret_rows"), reader.numbers("Q", "secret_places")
    triples = zip(places[::3], places[1::3], places[2::3], strict=True)
    marks = [SecretMark(SECRET_KINDS[kind], offset, length) for kind, offset, length in triples]
    found = dict(zip(rows, marks, strict=True))
    if len(found) != len(rows):
        raise ValueError("places of secrets don't fit")
    return found


def _attribute_hashes(reader: ColumnReader) -> dict[int, bytes]:
    rows, hashes = reader.numbers("I", "attribute_rows"), bytes(reader.column("attribute_hashes"))
    starts = range(0, len(hashes), _HASH_BYTES)
    found = dict(zip(rows, [hashes[at : at + _HASH_BYTES] for at in starts], strict=True))
    if len(found) != len(rows) or len(hashes) != _HASH_BYTES * len(rows):
        raise ValueError("hashes of attributes don't fit")
    return found


def _ownerships(numbers: array[int]) -> list[Ownership]:
    triples = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
    return [Ownership(*triple) for triple in triples]


def _check(entries: LayerEntries) -> None:
    """Raises ValueError unless the columns fit each other, and hold what comparing needs."""
    hashes, rows = entries.content_hashes, len(entries)
    if hashes is None:
        raise ValueError("the contents were not hashed")
    if rows and not entries.ownership_ids:
        raise ValueError("modes, owners and times were not read")
    row_columns: tuple[Collection[object], ...] = (
        entries.names,
        entries.directories,
        entries.content_bytes,
        entries.data_offsets,
        entries.ownership_ids,
        entries.mtimes,
    )
    if any(len(column) != rows for column in row_columns) or len(hashes) != _HASH_BYTES * rows:
        raise ValueError("columns are of different lengths")
    if entries.kinds.translate(None, _KINDS):
        raise ValueError("an entry is of no known kind")
    parents, directories = entries.directory_parents, len(entries.directory_names)
    if len(parents) != directories or not parents or parents[0] != ROOT:
        raise ValueError("directories don't fit")
    if not all(map(lt, islice(parents, 1, None), count(1))):
        raise ValueError("a directory stands before the one that it is in")
    for ids, end in (
        (entries.directories, directories),
        (entries.ownership_ids, len(entries.ownerships)),
        (entries.link_targets, rows),
        (entries.other_names, rows),
        (entries.sparse_chunks, rows),
        (entries.captured, rows),
        (entries.debug_bytes, rows),
        (entries.secrets, rows),
        (entries.attribute_hashes, rows),
    ):
        if max(ids, default=-1) >= end:
            raise ValueError("a number points beyond its column")
    with_target = bytes(map(entries.kinds.__getitem__, entries.link_targets))
    if sum(map(with_target.count, _LINKS)) != sum(map(entries.kinds.count, _LINKS)):
        raise ValueError("a link has no target")
