"""What differs between the packages of two images."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import TypeAlias

from layersize.accounting.advice import PackageBytes
from layersize.comparison.result import PackageDelta

_Pair: TypeAlias = "tuple[PackageBytes | None, PackageBytes | None]"
_Key: TypeAlias = tuple[str | None, ...]


def package_deltas(
    base: Iterable[PackageBytes], other: Iterable[PackageBytes]
) -> tuple[PackageDelta, ...]:
    """Packages of another size or version, largest difference first; the others are left out.

    The differences add up to that of `live_bytes`.
    """
    rows = [_delta(*pair) for pair in _pairs(base, other)]
    rows = [row for row in rows if row.delta_bytes or row.base_version != row.other_version]
    return tuple(sorted(rows, key=_order))


def _order(row: PackageDelta) -> tuple[int, str, str, str, str]:
    versions = row.base_version or "", row.other_version or ""
    return -abs(row.delta_bytes), row.name, row.manager or "", *versions


def _pairs(base: Iterable[PackageBytes], other: Iterable[PackageBytes]) -> Iterator[_Pair]:
    """Those of one manager, name and version first; then what is left, by manager and name."""
    left: tuple[list[PackageBytes], list[PackageBytes]] = [], []
    for pair in _of_one_key(base, other, with_version=True):
        before, after = pair
        if before is not None and after is not None:
            yield before, after
            continue
        for side, package in zip(left, pair, strict=True):
            side.extend([] if package is None else [package])
    yield from _of_one_key(*left, with_version=False)


def _of_one_key(
    base: Iterable[PackageBytes], other: Iterable[PackageBytes], *, with_version: bool
) -> Iterator[_Pair]:
    before, after = (_by_key(packages, with_version=with_version) for packages in (base, other))
    for key in dict.fromkeys((*before, *after)):
        yield from zip_longest(before.get(key, ()), after.get(key, ()))


def _by_key(
    packages: Iterable[PackageBytes], *, with_version: bool
) -> dict[_Key, list[PackageBytes]]:
    """In the order of their versions' text, of which there may be several at once."""
    found = defaultdict(list)
    for package in sorted(packages, key=lambda package: package.version or ""):
        version = (package.version,) if with_version else ()
        found[package.manager, package.name, *version].append(package)
    return found


def _delta(base: PackageBytes | None, other: PackageBytes | None) -> PackageDelta:
    known = base or other
    assert known is not None  # noqa: S101 - a pair has at least one side
    return PackageDelta(
        name=known.name,
        manager=known.manager,
        base_version=base.version if base else None,
        other_version=other.version if other else None,
        base_bytes=base.content_bytes if base else 0,
        other_bytes=other.content_bytes if other else 0,
        is_in_base=base is not None,
        is_in_other=other is not None,
    )
