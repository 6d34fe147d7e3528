"""The entries of a layer as a row of named columns of plain bytes and numbers, and back."""

from __future__ import annotations

import json
import struct
import sys
from array import array
from collections.abc import Callable, Collection, Mapping
from itertools import accumulate, chain, count, islice, pairwise
from operator import lt
from typing import Any, TypeAlias

from layersize.layers.entries import AUFS, FILE, ROOT, LayerEntries, Ownership

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Column: TypeAlias = "array[int] | bytes | bytearray"

UNPACKED_BYTES = 2 << 30
"""Header and columns: twenty million entries, the most of a layer, take half of it and names."""
HEADER_BYTES = 4 << 20
"""The JSON header: the warnings in it are at most a hundred of a kind."""
_LEVEL = 1
"""Hashes, most of what is stored, shrink at no level, and the rest hardly more at a higher one."""
_LENGTHS = struct.Struct("<QI")
"""Unpacked bytes, of which the header takes so many."""


def pack(about: Mapping[str, object], columns: Mapping[str, Column]) -> bytes:
    """What `Unpacker` reads; raises ValueError if it is too long."""
    lengths = [(name, memoryview(column).nbytes) for name, column in columns.items()]
    whole = {"byte_order": sys.byteorder, "columns": lengths, "about": about}
    header = json.dumps(whole, ensure_ascii=False).encode("utf-8", "surrogatepass")
    unpacked_bytes = len(header) + sum(length for _, length in lengths)
    _check_lengths(unpacked_bytes, len(header))
    compressor = zstd.ZstdCompressor(_LEVEL)
    parts = [_LENGTHS.pack(unpacked_bytes, len(header)), compressor.compress(header)]
    parts += [compressor.compress(column) for column in columns.values()]
    return b"".join((*parts, compressor.flush()))


class Unpacker:
    """Gives back what `pack` was given; every method raises ValueError where it can't."""

    def __init__(self, packed: memoryview) -> None:
        if len(packed) < _LENGTHS.size:
            raise ValueError("breaks off in its lengths")
        unpacked_bytes, header_bytes = _LENGTHS.unpack_from(packed)
        _check_lengths(unpacked_bytes, header_bytes)
        self._decompressor = zstd.ZstdDecompressor()
        self._waiting: memoryview | bytes = packed[_LENGTHS.size :]
        whole = self._header(self._unpack(header_bytes))
        self.about: Any = whole.get("about")
        """What was packed as such."""
        self._lengths = dict(_name_and_length(pair) for pair in whole["columns"])
        if header_bytes + sum(self._lengths.values()) != unpacked_bytes:
            raise ValueError("its columns don't add up to its length")

    def column(self, name: str) -> bytes:
        """The next column, which must have that name."""
        if next(iter(self._lengths), None) != name:
            raise ValueError(f"{name} is not its next column")
        return self._unpack(self._lengths.pop(name))

    def end(self) -> None:
        """To be called after the last column."""
        if self._lengths or (not self._decompressor.eof and self._decompress(1)):
            raise ValueError("holds more than was asked for")
        if not self._decompressor.eof or self._decompressor.unused_data:
            raise ValueError("its zstd frame ends elsewhere")

    def _header(self, data: bytes) -> dict[str, Any]:
        try:
            whole = json.loads(data.decode("utf-8", "surrogatepass"))
        except RecursionError:
            raise ValueError("its header is nested too deeply") from None
        if not isinstance(whole, dict) or not isinstance(whole.get("columns"), list):
            raise ValueError("its header is no header")
        if whole.get("byte_order") != sys.byteorder:
            raise ValueError("was written by a machine of the other byte order")
        return whole

    def _unpack(self, length: int) -> bytes:
        """Exactly so many bytes."""
        pieces: list[bytes] = []
        while length:
            piece = self._decompress(length)
            if not piece:
                raise ValueError("breaks off")
            pieces.append(piece)
            length -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _decompress(self, most: int) -> bytes:
        if self._decompressor.eof:
            return b""
        try:
            piece = self._decompressor.decompress(self._waiting, most)
        except zstd.ZstdError as error:
            raise ValueError(f"does not decompress ({error})") from None
        self._waiting = b""
        return piece


def _check_lengths(unpacked_bytes: int, header_bytes: int) -> None:
    if unpacked_bytes > UNPACKED_BYTES or header_bytes > min(HEADER_BYTES, unpacked_bytes):
        raise ValueError(f"has {unpacked_bytes} bytes, {header_bytes} of them its header")


def _name_and_length(pair: object) -> tuple[str, int]:
    match pair:
        case [str(name), int(length)] if length >= 0:
            return name, length
    raise ValueError("a column has no name or length")


_KINDS = bytes(range(FILE, AUFS + 1))
_HASH_BYTES = 16


def columns_of(entries: LayerEntries) -> dict[str, Column]:
    """In the order in which `entries_from` asks for them; raises ValueError if they don't fit."""
    _check(entries)
    distinct_names = dict.fromkeys(chain(entries.directory_names, entries.names))
    id_of = {name: number for number, name in enumerate(distinct_names)}
    targets, sparse_maps = entries.link_targets.values(), entries.sparse_chunks.values()
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
            "sparse_rows": array("I", entries.sparse_chunks),
            "sparse_counts": array("Q", map(len, sparse_maps)),
            "sparse_numbers": array("Q", chain.from_iterable(chain.from_iterable(sparse_maps))),
            "content_hashes": entries.content_hashes or b"",
            "ownership_ids": entries.ownership_ids,
            "ownerships": array("q", chain.from_iterable(entries.ownerships)),
            "mtimes": entries.mtimes,
        }
    except OverflowError:
        raise ValueError("a number is negative or has over 64 bits") from None


def entries_from(column: Callable[[str], bytes]) -> LayerEntries:
    """Asks for each column once, in order; raises ValueError if they don't fit each other.

    Equal names are one object, as in a walk.
    """
    name_table = column("name_table").split(b"/")

    def names(name: str) -> list[bytes]:
        return list(map(name_table.__getitem__, array("I", column(name))))

    try:
        entries = LayerEntries(
            directory_names=names("directory_name_ids"),
            names=names("name_ids"),
            directory_parents=array("I", column("directory_parents")),
            directories=array("I", column("directories")),
            kinds=bytearray(column("kinds")),
            content_bytes=array("Q", column("content_bytes")),
            data_offsets=array("Q", column("data_offsets")),
            link_targets=_link_targets(column),
            sparse_chunks=_sparse_chunks(column),
            content_hashes=bytearray(column("content_hashes")),
            ownership_ids=array("I", column("ownership_ids")),
            ownerships=_ownerships(array("q", column("ownerships"))),
            mtimes=array("q", column("mtimes")),
        )
    except IndexError:
        raise ValueError("a name is not in the table of names") from None
    _check(entries)
    return entries


def _joined(names: Collection[bytes]) -> bytes:
    table = b"/".join(names)
    if table.count(b"/") != len(names) - 1:
        raise ValueError("a name holds a slash")
    return table


def _link_targets(column: Callable[[str], bytes]) -> dict[int, bytes]:
    rows, lengths = array("I", column("link_rows")), array("Q", column("link_lengths"))
    joined = column("link_targets")
    ends = pairwise(accumulate(lengths, initial=0))
    targets = dict(zip(rows, [joined[start:end] for start, end in ends], strict=True))
    if len(targets) != len(rows) or sum(lengths) != len(joined):
        raise ValueError("link targets don't fit")
    return targets


def _sparse_chunks(column: Callable[[str], bytes]) -> dict[int, tuple[tuple[int, int], ...]]:
    rows, counts = array("I", column("sparse_rows")), array("Q", column("sparse_counts"))
    numbers = array("Q", column("sparse_numbers"))
    chunks = list(zip(numbers[::2], numbers[1::2], strict=True))
    ends = pairwise(accumulate(counts, initial=0))
    maps = dict(zip(rows, [tuple(chunks[start:end]) for start, end in ends], strict=True))
    if len(maps) != len(rows) or sum(counts) != len(chunks):
        raise ValueError("maps of sparse files don't fit")
    return maps


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
        (entries.sparse_chunks, rows),
    ):
        if max(ids, default=-1) >= end:
            raise ValueError("a number points beyond its column")
