"""Differences between the packages of two images."""

from __future__ import annotations

from layersize.accounting.advice import PackageBytes
from layersize.comparison.packages import package_deltas
from layersize.comparison.result import PackageDelta


def package(
    name: str, version: str | None, content_bytes: int, manager: str | None = "dpkg"
) -> PackageBytes:
    return PackageBytes(
        name=name,
        version=version,
        manager=manager,
        content_bytes=content_bytes,
        hidden_bytes=0,
        files=1,
        layers=(0,),
    )


def shown(row: PackageDelta) -> tuple[str, str | None, str | None, int]:
    return row.name, row.base_version, row.other_version, row.delta_bytes


def test_what_is_new_what_is_gone_what_changed() -> None:
    base = [
        package("libicu", "72.1", 30_000),
        package("perl", "5.36", 9_000),
        package("same", "1", 5),
        package("rest", None, 100, None),
    ]
    other = [
        package("libicu", "74.2", 42_400),
        package("zlib", "1.3", 200),
        package("same", "1", 5),
        package("rest", None, 90, None),
    ]
    deltas = package_deltas(base, other)
    assert [shown(row) for row in deltas] == [
        ("libicu", "72.1", "74.2", 12_400),
        ("perl", "5.36", None, -9_000),
        ("zlib", None, "1.3", 200),
        ("rest", None, None, -10),
    ]
    assert [(row.is_in_base, row.is_in_other) for row in deltas] == [
        (True, True),
        (True, False),
        (False, True),
        (True, True),
    ]


def test_another_version_of_the_same_size_is_told() -> None:
    (row,) = package_deltas([package("a", "1", 7)], [package("a", "2", 7)])
    assert shown(row) == ("a", "1", "2", 0)


def test_of_several_versions_those_that_are_the_same_belong_together() -> None:
    base = [package("ms", "2.0", 10, "npm"), package("ms", "2.1", 20, "npm")]
    other = [package("ms", "2.1", 20, "npm"), package("ms", "2.2", 25, "npm")]
    assert [shown(row) for row in package_deltas(base, other)] == [("ms", "2.0", "2.2", 15)]


def test_one_name_in_two_managers_is_two_packages() -> None:
    base = [package("six", "1.16", 10)]
    other = [package("six", "1.16", 12, "pip")]
    rows = package_deltas(base, other)
    assert {(row.manager, row.delta_bytes) for row in rows} == {("dpkg", -10), ("pip", 12)}


def test_differences_add_up() -> None:
    base = [package("a", str(version), version) for version in range(7)]
    other = [package("a", str(version), version * 3) for version in range(3, 12)]
    total = sum(row.delta_bytes for row in package_deltas(base, other))
    assert total == sum(range(3, 12)) * 3 - sum(range(7))
