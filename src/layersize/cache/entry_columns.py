"""The entries of a layer as a row of named columns of plain bytes and numbers, and back."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection
from itertools import accumulate, chain, count, islice, pairwise
from operator import lt

from layersize.cache.packed import Column
from layersize.model.layer_entries import AUFS, FILE, ROOT, LayerEntries, Ownership

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
