"""Sizes, percentages and growth as people write them, e.g. `5 MB`, `1 %`, `2 MB and 1 %`.

Each reader raises ValueError with what is wrong and what is allowed.
"""

from __future__ import annotations

import re
from decimal import Decimal

from layersize.budgets.budget import MaxIncrease
from layersize.text.sizes import READABLE_UNITS, amount_and_unit, whole_bytes

_UNITS = f"{', '.join(READABLE_UNITS[:-1])} or {READABLE_UNITS[-1]}"
SIZES = f'a size like "5 MB" or "1.5 GiB", in {_UNITS}'
INCREASES = '"2 MB", "1 %", or "2 MB and 1 %", which is exceeded if both are'
EFFICIENCIES = 'a number from 0 to 1, or a percentage like "95 %"'
COUNTS = "a whole number, 0 or more"


def size_bytes(given: object) -> int:
    """`5 MB` as 5,000,000, a part of a byte left out; a whole number is bytes."""
    if isinstance(given, str):
        amount, unit = _amount_and_unit(given, SIZES)
        if not unit and "." not in given:
            return int(amount)
        try:
            return whole_bytes(amount, unit)
        except KeyError:
            raise _wrong(given, SIZES) from None
    return _whole_number(given, SIZES)


def increase(given: object) -> MaxIncrease:
    """A size, a percentage, or one of each with `and` between them."""
    parts = given.split(" and ") if isinstance(given, str) else [given]
    percents = [part for part in parts if isinstance(part, str) and part.rstrip().endswith("%")]
    sizes = [part for part in parts if part not in percents]
    if len(percents) > 1 or len(sizes) > 1:
        raise _wrong(given, INCREASES)
    try:
        return MaxIncrease(
            percent=_percent(percents[0], INCREASES) if percents else None,
            increase_bytes=size_bytes(sizes[0]) if sizes else None,
        )
    except ValueError:
        raise _wrong(given, INCREASES) from None


def efficiency(given: object) -> Decimal:
    """A share of 1, or a percentage."""
    if isinstance(given, str) and given.rstrip().endswith("%"):
        share = _percent(given, EFFICIENCIES) / 100
    elif isinstance(given, str):
        share, unit = _amount_and_unit(given, EFFICIENCIES)
        if unit:
            raise _wrong(given, EFFICIENCIES)
    elif isinstance(given, int | float) and not isinstance(given, bool):
        share = Decimal(str(given))
    else:
        raise _wrong(given, EFFICIENCIES)
    if not (share.is_finite() and 0 <= share <= 1):
        raise _wrong(given, EFFICIENCIES)
    return share


def count(given: object) -> int:
    """A number of layers."""
    if isinstance(given, str):
        if not re.fullmatch(r"[0-9]{1,9}", given, re.ASCII):
            raise _wrong(given, COUNTS)
        return int(given)
    return _whole_number(given, COUNTS)


def _percent(text: str, allowed: str) -> Decimal:
    amount, unit = _amount_and_unit(text, allowed)
    if unit != "%":
        raise _wrong(text, allowed)
    return amount


def _amount_and_unit(text: str, allowed: str) -> tuple[Decimal, str]:
    parts = amount_and_unit(text)
    if parts is None:
        raise _wrong(text, allowed)
    return parts


def _whole_number(given: object, allowed: str) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < 0:
        raise _wrong(given, allowed)
    return given


def _wrong(given: object, allowed: str) -> ValueError:
    return ValueError(f"{given!r} is not {allowed}")
