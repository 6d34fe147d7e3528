"""Sizes, percentages and growth as people write them, e.g. `5 MB`, `1 %`, `2 MB and 1 %`.

Values come from a configuration file, with any type, or from options, as text. Each reader raises
ValueError with what is wrong and what is allowed.
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
LEAST_EFFICIENCIES = (
    'a number from 0 to 1, a percentage like "95 %", or "95 % and 13 MB", which is exceeded if '
    "less is visible and more is hidden"
)
COUNTS = "a whole number, 0 or more"


def size_bytes(value: object) -> int:
    """Reads `5 MB` as 5,000,000, a part of a byte left out; a whole number is bytes."""
    if isinstance(value, str):
        amount, unit = _amount_and_unit(value, SIZES)
        if not unit and "." not in value:
            return int(amount)
        try:
            return whole_bytes(amount, unit)
        except KeyError:
            raise _wrong(value, SIZES) from None
    return _whole_number(value, SIZES)


def increase(value: object) -> MaxIncrease:
    """Reads a size, a percentage, or one of each with `and` between them."""
    parts = value.split(" and ") if isinstance(value, str) else [value]
    percents = [part for part in parts if isinstance(part, str) and part.rstrip().endswith("%")]
    sizes = [part for part in parts if part not in percents]
    if len(percents) > 1 or len(sizes) > 1:
        raise _wrong(value, INCREASES)
    try:
        return MaxIncrease(
            percent=_percent(percents[0], INCREASES) if percents else None,
            increase_bytes=size_bytes(sizes[0]) if sizes else None,
        )
    except ValueError:
        raise _wrong(value, INCREASES) from None


def efficiency(value: object) -> Decimal:
    """Reads a share of 1, or a percentage; the result is a share of 1."""
    if isinstance(value, str) and value.rstrip().endswith("%"):
        share = _percent(value, EFFICIENCIES) / 100
    elif isinstance(value, str):
        share, unit = _amount_and_unit(value, EFFICIENCIES)
        if unit:
            raise _wrong(value, EFFICIENCIES)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        share = Decimal(str(value))
    else:
        raise _wrong(value, EFFICIENCIES)
    if not (share.is_finite() and 0 <= share <= 1):
        raise _wrong(value, EFFICIENCIES)
    return share


def least_efficiency(value: object) -> tuple[Decimal, int | None]:
    """Reads a share of 1, and the bytes that may be hidden whatever the share is, if given."""
    parts = value.split(" and ") if isinstance(value, str) else [value]
    for share, *hidden in (parts, parts[::-1]):
        try:
            if len(hidden) <= 1:
                return efficiency(share), size_bytes(hidden[0]) if hidden else None
        except ValueError:
            continue
    raise _wrong(value, LEAST_EFFICIENCIES)


def count(value: object) -> int:
    """Reads a number of layers."""
    if isinstance(value, str):
        if not re.fullmatch(r"[0-9]{1,9}", value, re.ASCII):
            raise _wrong(value, COUNTS)
        return int(value)
    return _whole_number(value, COUNTS)


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


def _whole_number(value: object, allowed: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _wrong(value, allowed)
    return value


def _wrong(value: object, allowed: str) -> ValueError:
    return ValueError(f"{value!r} is not {allowed}")
