"""Numbers as people read them."""

from __future__ import annotations

import pytest

from layersize.text.sizes import (
    change_text,
    count_text,
    docker_size_text,
    growth_text,
    share_text,
    size_text,
    sizes_to_compare,
)


@pytest.mark.parametrize(
    ("byte_count", "si", "iec"),
    [
        (0, "0 B", "0 B"),
        (1, "1 B", "1 B"),
        (61, "61 B", "61 B"),
        (999, "999 B", "999 B"),
        (1000, "1.0 kB", "1000 B"),
        (1024, "1.0 kB", "1.0 KiB"),
        (762_000, "762.0 kB", "744.1 KiB"),
        (999_949, "999.9 kB", "976.5 KiB"),
        (999_950, "1.0 MB", "976.5 KiB"),
        (504_000_000, "504.0 MB", "480.7 MiB"),
        (1_260_000_000, "1.3 GB", "1.2 GiB"),
    ],
)
def test_sizes(byte_count: int, si: str, iec: str) -> None:
    assert (size_text(byte_count, "si"), size_text(byte_count, "iec")) == (si, iec)


@pytest.mark.parametrize(
    ("byte_counts", "texts"),
    [
        ([], []),
        ([50, 15_154_055], ["50 B", "15.2 MB"]),
        ([15_154_055, 1_000], ["15.2 MB", "1.0 kB"]),
        ([120_000, 15_154_055], ["120.0 kB", "15.2 MB"]),
        ([900_000, 15_154_055], ["0.9 MB", "15.2 MB"]),
        ([0, 15_154_055], ["0.0 MB", "15.2 MB"]),
        ([50, 1_200], ["50 B", "1.2 kB"]),
        ([50, 60], ["50 B", "60 B"]),
        ([999_999, 1_000_001], ["0.999999 MB", "1.000001 MB"]),
        ([302_048_980, 302_048_981], ["302.048980 MB", "302.048981 MB"]),
        ([50_010, 50_020, 3_000_000_000], ["50.01 kB", "50.02 kB", "3.0 GB"]),
        ([1_048_575, 1_048_577], ["1.048575 MB", "1.048577 MB"]),
    ],
)
def test_sizes_beside_each_other(byte_counts: list[int], texts: list[str]) -> None:
    assert sizes_to_compare(byte_counts, "si") == texts


@pytest.mark.parametrize(
    ("delta", "text"),
    [(0, "0 B"), (1000, "+1.0 kB"), (-611_900_000, "\N{MINUS SIGN}611.9 MB")],
)
def test_changes(delta: int, text: str) -> None:
    assert change_text(delta, "si") == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, "0 %"),
        (0, 5, "0 %"),
        (82, 100, "82 %"),
        (1, 1_000_000, "<0.1 %"),
        (999_999, 1_000_000, ">99.9 %"),
        (4, 1000, "0.4 %"),
        (996, 1000, "99.6 %"),
        (7, 7, "100 %"),
        (14, 7, "200 %"),
    ],
)
def test_shares(part: int, whole: int, text: str) -> None:
    assert share_text(part, whole) == text


@pytest.mark.parametrize(
    ("delta", "before", "text"),
    [
        (0, 10, ""),
        (10, 0, ""),
        (1, 10, "+10.0 %"),
        (-10, 10, "\N{MINUS SIGN}100 %"),
        (-999_999, 1_000_000, "\N{MINUS SIGN}99.9 %"),
        (1, 1_000_000, "+0.1 %"),
        (123_450, 10, "+1,234,500.0 %"),
    ],
)
def test_growth(delta: int, before: int, text: str) -> None:
    assert growth_text(delta, before) == text


@pytest.mark.parametrize(
    ("byte_count", "text"),
    [
        (0, "0B"),
        (61, "61B"),
        (762_000, "762kB"),
        (612_649_448, "613MB"),
        (1_260_000_000, "1.26GB"),
        (5_000_000_000_000, "5TB"),
    ],
)
def test_sizes_as_docker_writes_them(byte_count: int, text: str) -> None:
    assert docker_size_text(byte_count) == text


def test_counts() -> None:
    assert count_text(1, "layer") == "1 layer"
    assert count_text(0, "layer") == "0 layers"
    assert count_text(12_345, "file") == "12,345 files"
