"""The entries of a layer as a row of named columns of plain bytes and numbers, and back."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from itertools import accumulate, chain, count, islice, pairwise
from operator import lt

from layersize.cache.packed import Column
from layersize.model.layer_entries import AUFS, FILE, ROOT, LayerEntries, Ownership

_KINDS = bytes(range(FILE, AUFS + 1))


def columns_of(entries: LayerEntries) -> dict[str, Column]:
    """In the order in which `entries_from` asks for them; raises ValueError if they don't fit."""
    if entries.content_hashes is None:
        raise ValueError("the contents were not hashed, and can't be compared later")
    _check(entries)
    distinct = list(dict.fromkeys(chain(entries.directory_names, entries.names)))
    name_table = b"/".join(distinct)
    if name_table.count(b"/") != len(distinct) - 1:
        raise ValueError("a name holds a slash")
    id_of = {name: number for number, name in enumerate(distinct)}
    targets, sparse_maps = entries.link_targets.values(), entries.sparse_chunks.values()
    return {
        "name_table": name_table,
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
        "content_hashes": entries.content_hashes,
        "ownership_ids": entries.ownership_ids,
        "ownerships": array("q", chain.from_iterable(entries.ownerships)),
        "mtimes": entries.mtimes,
    }


def entries_from(column: Callable[[str], bytes]) -> LayerEntries:
    """The entries, asking for each column once; raises ValueError if they don't fit.

    Equal names become one object, as in a walk.
    """
    name_table = column("name_table").split(b"/")

    def names() -> list[bytes]:
        return list(map(name_table.__getitem__, numbers("I")))

    def numbers(code: str) -> array[int]:
        return array(code, column(next(order)))

    order = iter(_NUMBERS)
    try:
        entries = LayerEntries(directory_names=names(), names=names())
    except IndexError:
        raise ValueError("a name is not in the table of names") from None
    return entries


_NUMBERS = ()
