"""Byte counts, shares and counts as people write and read them.

Units are `si` (5 MB is 5,000,000 bytes) or `iec` (5 MiB is 5,242,880).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

TYPE_CHECKING = False  # as type checkers know it; `import layersize` must not load more
if TYPE_CHECKING:
    from decimal import Decimal

MINUS = "\N{MINUS SIGN}"
READABLE_UNITS = ("B", "kB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB")
"""The units in which people may write a size; `KB` is taken for `kB`."""
_SCALES = {
    "si": (1000, ("B", "kB", "MB", "GB", "TB", "PB")),
    "iec": (1024, ("B", "KiB", "MiB", "GiB", "TiB", "PiB")),
}
_UNIT_BYTES = {"KB": 1000} | {
    name: base**exponent
    for base, names in _SCALES.values()
    for exponent, name in enumerate(names)
    if name in READABLE_UNITS
}
_AMOUNT = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,9})?) ?([A-Za-z%]*)", re.ASCII)
_MOST_DECIMALS = 6
_MOST_OFF = 20
"""A figure may be off by this part of a size."""


def size_text(byte_count: int, units: str) -> str:
    """`61 B`, `504.0 MB` or `480.7 MiB`; not for negative counts."""
    from humanize import naturalsize  # of use only to those who write sizes

    text = naturalsize(byte_count, binary=units == "iec", format="%.1f")
    return text.replace(" Bytes", " B").replace(" Byte", " B")


def change_text(delta_bytes: int, units: str) -> str:
    """With a sign: `+1.0 kB`, a minus sign and `611.9 MB`; `0 B` for no change."""
    return _sign(delta_bytes) + size_text(abs(delta_bytes), units)


def sizes_in_one_unit(byte_counts: Sequence[int], units: str) -> list[str]:
    """Sizes in the unit that suits the largest, e.g. `15.2 MB` and `0.1 MB`.

    Different counts give different texts, and none but 0 looks like 0, as far as six decimals go.
    """
    name, unit_bytes = suitable_unit(max(byte_counts, default=0), units)
    if unit_bytes == 1:
        return [f"{byte_count} B" for byte_count in byte_counts]
    amounts = [byte_count / unit_bytes for byte_count in byte_counts]
    return [f"{text} {name}" for text in distinct_decimals(amounts)]


def sizes_to_compare(byte_counts: Sequence[int], units: str) -> list[str]:
    """In the unit that suits the largest, e.g. `15.2 MB` and `0.9 MB`, as far as that is exact.

    A size that would be more than a twentieth off there is in a unit of its own: `15.2 MB`, `50 B`.
    """
    _, unit_bytes = suitable_unit(max(byte_counts, default=0), units)
    off = [
        count
        for count in byte_counts
        if abs(round(count / unit_bytes, 1) * unit_bytes - count) * _MOST_OFF > count
    ]
    apart = iter(sizes_to_compare(off, units) if off else ())
    alike = iter(sizes_in_one_unit([count for count in byte_counts if count not in off], units))
    return [next(apart) if count in off else next(alike) for count in byte_counts]


def suitable_unit(
    byte_count: int | Decimal, units: str, largest: str | None = None
) -> tuple[str, int]:
    """Name and bytes of the largest unit, up to `largest`, that goes into a size at least once."""
    base, names = _SCALES[units]
    last = names.index(largest) if largest else len(names) - 1
    exponent = 0
    while byte_count >= base ** (exponent + 1) and exponent < last:
        exponent += 1
    return names[exponent], base**exponent


def distinct_decimals(amounts: Sequence[float]) -> list[str]:
    """Numbers with as few decimals, from one to six, as it takes to tell them apart and from 0."""
    for decimals in range(1, _MOST_DECIMALS + 1):
        texts = [f"{amount:,.{decimals}f}" for amount in amounts]
        looks_like_zero = any(
            amount and not text.strip("0.") for amount, text in zip(amounts, texts, strict=True)
        )
        if len(set(texts)) == len(set(amounts)) and not looks_like_zero:
            break
    return texts


def docker_size_text(byte_count: int) -> str:
    """As `docker images` writes it: `613MB`, `1.26GB`, `762kB`."""
    amount = float(byte_count)
    base, (*units, largest, _) = _SCALES["si"]
    for unit in units:
        if amount < base:
            return f"{amount:.3g}{unit}"
        amount /= base
    return f"{amount:.3g}{largest}"


def share_text(part: int, whole: int) -> str:
    """`82 %`; a decimal where a whole number would claim nothing or everything."""
    if not whole or not part:
        return "0 %"
    percent = 100 * part / whole
    if percent < 0.1:
        return "<0.1 %"
    if 99.9 < percent < 100:
        return ">99.9 %"
    return f"{percent:.1f} %" if percent < 1 or 99 < percent < 100 else f"{percent:.0f} %"


def growth_text(delta: int, before: int) -> str:
    """`+12.3 %`; empty where there was nothing to grow from, or no change."""
    if not before or not delta:
        return ""
    percent = 100 * abs(delta) / before
    if delta < 0 and percent < 100:
        percent = min(percent, 99.9)
    figures = "100" if percent == 100 else f"{max(percent, 0.1):,.1f}"
    return f"{_sign(delta)}{figures} %"


def count_text(count: int, thing: str) -> str:
    """`1 layer`, `2 layers`, `12,345 files`."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def _sign(amount: int) -> str:
    return "+" if amount > 0 else MINUS if amount < 0 else ""


def amount_and_unit(text: str) -> tuple[Decimal, str] | None:
    """`1.5 MB` as 1.5 and `MB`, `95%` as 95 and `%`; `None` for what is no such thing.

    The unit is empty where the text has none, and may be one that does not exist.
    """
    from decimal import Decimal  # takes longer to load than most modules

    parts = _AMOUNT.fullmatch(text.strip())
    return None if parts is None else (Decimal(parts[1]), parts[2])


def whole_bytes(amount: float | Decimal, unit: str) -> int:
    """So many of a unit in bytes, a part of a byte left out; raises KeyError for no unit.

    The digits that stand in the code count: 1.1 MB are 1,100,000 bytes, not one more or less.
    """
    from decimal import Decimal

    return int(Decimal(str(amount)) * _UNIT_BYTES[unit])


def kb(amount: float) -> int:
    """Kilobytes of 1,000 bytes."""
    return whole_bytes(amount, "kB")


def mb(amount: float) -> int:
    """Megabytes of 1,000,000 bytes."""
    return whole_bytes(amount, "MB")


def gb(amount: float) -> int:
    """Gigabytes of 1,000,000,000 bytes."""
    return whole_bytes(amount, "GB")


def kib(amount: float) -> int:
    """Kibibytes of 1,024 bytes."""
    return whole_bytes(amount, "KiB")


def mib(amount: float) -> int:
    """Mebibytes of 1,048,576 bytes."""
    return whole_bytes(amount, "MiB")


def gib(amount: float) -> int:
    """Gibibytes of 1,073,741,824 bytes."""
    return whole_bytes(amount, "GiB")
