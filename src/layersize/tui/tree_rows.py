"""One directory of a tree in the order that the user wants to see it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Generic, NamedTuple, Never, Protocol, Self, TypeVar

from layersize.patterns import Pattern
from layersize.values import dataclass

KEPT_ITEMS = 256
"""A screen shows fewer rows; more objects than these never exist."""


class AnyItem(Protocol):
    """What the rows of all trees have."""

    @property
    def path(self) -> bytes: ...
    @property
    def name(self) -> bytes: ...
    @property
    def is_directory(self) -> bool: ...


ItemT = TypeVar("ItemT", bound=AnyItem)
ItemT_co = TypeVar("ItemT_co", bound=AnyItem, covariant=True)


class AnyListing(Protocol[ItemT_co]):
    """A directory's children as columns."""

    @property
    def names(self) -> Sequence[bytes]: ...
    @property
    def weights(self) -> Sequence[int] | Sequence[tuple[int, int]]: ...
    def item(self, position: int, /) -> ItemT_co: ...
    def is_changed(self, position: int, /) -> bool: ...
    def is_folder(self, position: int, /) -> bool: ...


class NoChildren:
    """The listing of a directory before there is a tree."""

    names: Sequence[bytes] = ()
    weights: Sequence[int] = ()

    def item(self, position: int, /) -> Never:
        """There is none."""
        raise IndexError(position)

    def is_changed(self, position: int, /) -> Never:
        """There is none."""
        raise IndexError(position)

    def is_folder(self, position: int, /) -> Never:
        """There is none."""
        raise IndexError(position)


class AnyTree(Protocol[ItemT_co]):
    """Directories that go by their paths."""

    def listing(self, directory: bytes) -> AnyListing[ItemT_co]: ...
    def matching(self, pattern: Pattern) -> Self: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How rows are sorted, and which are left out."""

    by_name: bool = False
    is_reversed: bool = False
    only_changed: bool = False

    def sorted_by(self, *, name: bool) -> Order:
        """Sorted by name or by size; the other way round if it is so already."""
        is_reversed = not self.is_reversed if self.by_name == name else False
        return replace(self, by_name=name, is_reversed=is_reversed)


class Lead(NamedTuple):
    """How a row of a tree that unfolds begins."""

    depth: int
    """0 at the top."""
    is_unfolded: bool | None
    """`None`: not a folder."""


class TreeRows(Generic[ItemT]):
    """The rows of one directory; each is made when it is drawn."""

    def __init__(self, listing: AnyListing[ItemT], directory: bytes, order: Order) -> None:
        self.directory = directory
        self._listing = listing
        names, weights = listing.names, listing.weights
        positions: Sequence[int] = range(len(names))
        if order.only_changed:
            positions = list(filter(listing.is_changed, positions))
        self._positions = sorted(positions, key=names.__getitem__)
        if not order.by_name:
            self._positions.sort(key=lambda at: weights[at], reverse=True)
        if order.is_reversed:
            self._positions.reverse()
        heaviest = max((weights[at] for at in positions), default=0)
        self.largest = heaviest if isinstance(heaviest, int) else heaviest[0]
        """What the sizes of the rows are at most, in bytes."""
        self.item = lru_cache(KEPT_ITEMS)(self.made_item)

    def made_item(self, row: int) -> ItemT:
        """What stands in a row, made anew."""
        return self._listing.item(self._positions[row])

    def first_items(self, count: int) -> list[ItemT]:
        """What stands in the first rows."""
        return [self.item(row) for row in range(min(count, len(self)))]

    def weight(self, row: int) -> int | tuple[int, int]:
        """What a row is sorted by where that is its size."""
        return self._listing.weights[self._positions[row]]

    def name(self, row: int) -> bytes:
        """The name in a row."""
        return self._listing.names[self._positions[row]]

    def is_folder(self, row: int) -> bool:
        """Whether a row is a directory that the tree has a place for."""
        return self._listing.is_folder(self._positions[row])

    def lead(self, row: int) -> Lead | None:  # noqa: ARG002 - as a tree that unfolds has it
        """Where a row stands among those that it is unfolded with: here all stand alike."""
        return None

    def reordered(self, order: Order) -> TreeRows[ItemT]:
        """The same directory in another order."""
        return TreeRows(self._listing, self.directory, order)

    def __len__(self) -> int:
        return len(self._positions)

    def row_of(self, path: bytes) -> int:
        """The row of a path in it; the first where there is none."""
        name = path.rpartition(b"/")[2]
        return next((row for row in range(len(self)) if self.name(row) == name), 0)


def parent_of(path: bytes) -> bytes:
    """The directory that a path stands in; the root's is itself."""
    return path.rpartition(b"/")[0]
