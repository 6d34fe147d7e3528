"""Sizes, percentages and growth as people write them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layersize.budgets.amounts import count, efficiency, increase, size_bytes
from layersize.budgets.budget import MaxIncrease

NO_NUMBERS = [
    *(
        float("nan"),
        float("inf"),
        float("-inf"),
        "NaN",
        "nan MB",
        "inf",
        "Infinity B",
        "-1",
        "-1 MB",
    ),
    *(-1, True, None, [], "", " ", "MB", "1e3 MB", "1,5 MB", "0x10 B", "1 _000 B", "\u0661 MB"),
    *("5 Mb", "5 mb", "5 MBit", "5 M", "5 EB", "5  MB", "1 MB 2 kB", "9" * 40, "1.2.3 MB"),
]
"""Nothing of this is a size, a growth, an efficiency or a count."""


@pytest.mark.parametrize("reader", [size_bytes, increase, efficiency, count])
@pytest.mark.parametrize("text", NO_NUMBERS, ids=repr)
def test_what_is_no_number_says_what_is_allowed(
    reader: Callable[[object], object], text: object
) -> None:
    with pytest.raises(ValueError, match=r" is not .*(MB|1|0 or more)"):
        reader(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 B", 0),
        ("61 B", 61),
        ("5 kB", 5_000),
        ("5 KB", 5_000),
        ("5MB", 5_000_000),
        (" 5 MB ", 5_000_000),
        ("1.5 GB", 1_500_000_000),
        ("2 TB", 2_000_000_000_000),
        ("5 KiB", 5_120),
        ("5 MiB", 5_242_880),
        ("1.3 KiB", 1_331),
        ("0.1 GiB", 107_374_182),
        ("1 TiB", 1 << 40),
        (12_345, 12_345),
        ("12345", 12_345),
        ("0", 0),
    ],
)
def test_sizes(text: object, expected: int) -> None:
    assert size_bytes(text) == expected


@pytest.mark.parametrize(
    ("text", "percent", "increase_bytes"),
    [
        ("2 MB", None, 2_000_000),
        ("1 %", Decimal(1), None),
        ("0.5%", Decimal("0.5"), None),
        ("2 MB and 1 %", Decimal(1), 2_000_000),
        ("1 % and 2 MB", Decimal(1), 2_000_000),
        (100, None, 100),
    ],
)
def test_growth(text: object, percent: Decimal | None, increase_bytes: int | None) -> None:
    assert increase(text) == MaxIncrease(percent=percent, increase_bytes=increase_bytes)


@pytest.mark.parametrize(
    "text", ["1 % and 2 %", "1 MB and 2 MB", "1 MB, 1 %", "1 MB or 1 %", "and"]
)
def test_growth_has_one_of_each(text: str) -> None:
    with pytest.raises(ValueError, match="2 MB and 1 %"):
        increase(text)


@given(
    baseline=st.integers(0, 10**15),
    growth=st.integers(0, 10**15),
    percent=st.decimals(0, 1000, places=3) | st.none(),
    increase_bytes=st.integers(0, 10**15) | st.none(),
)
def test_growth_is_too_large_if_every_part_that_is_given_is_exceeded(
    baseline: int, growth: int, percent: Decimal | None, increase_bytes: int | None
) -> None:
    parts = []
    if percent is not None:
        parts.append(growth * 100 > baseline * percent)
    if increase_bytes is not None:
        parts.append(growth > increase_bytes)
    limit = MaxIncrease(percent=percent, increase_bytes=increase_bytes)
    if parts:
        assert (growth > limit.allowed_bytes(baseline)) == all(parts)


@pytest.mark.parametrize(
    ("text", "share"), [(0, "0"), (1, "1"), (0.95, "0.95"), ("95 %", "0.95"), ("0.5", "0.5")]
)
def test_efficiency(text: object, share: str) -> None:
    assert efficiency(text) == Decimal(share)


@pytest.mark.parametrize("text", [1.01, "101 %", 2, "2"])
def test_efficiency_is_a_share(text: object) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        efficiency(text)


def test_counts() -> None:
    assert (count(0), count("12")) == (0, 12)
