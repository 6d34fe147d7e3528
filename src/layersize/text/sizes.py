"""Byte counts, shares and counts as people read them.

Units are `si` (5 MB is 5,000,000 bytes) or `iec` (5 MiB is 5,242,880).
"""

from __future__ import annotations

from decimal import Decimal

from humanize import naturalsize

MINUS = "\N{MINUS SIGN}"


def size_text(byte_count: int, units: str) -> str:
    """`61 B`, `504.0 MB` or `480.7 MiB`; not for negative counts."""
    text = naturalsize(byte_count, binary=units == "iec", format="%.1f")
    return text.replace(" Bytes", " B").replace(" Byte", " B")


def change_text(delta_bytes: int, units: str) -> str:
    """With a sign: `+1.0 kB`, a minus sign and `611.9 MB`; `0 B` for no change."""
    return _sign(delta_bytes) + size_text(abs(delta_bytes), units)


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


def docker_size_text(byte_count: int) -> str:
    """As `docker images` writes it: `613MB`, `1.26GB`, `762kB`."""
    amount = float(byte_count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.3g}{unit}"
        amount /= 1000
    return f"{amount:.3g}TB"


def _sign(amount: int) -> str:
    return "+" if amount > 0 else MINUS if amount < 0 else ""


def kb(amount: float) -> int:
    """Kilobytes of 1,000 bytes."""
    return _whole_bytes(amount, 10**3)


def mb(amount: float) -> int:
    """Megabytes of 1,000,000 bytes."""
    return _whole_bytes(amount, 10**6)


def gb(amount: float) -> int:
    """Gigabytes of 1,000,000,000 bytes."""
    return _whole_bytes(amount, 10**9)


def kib(amount: float) -> int:
    """Kibibytes of 1,024 bytes."""
    return _whole_bytes(amount, 1 << 10)


def mib(amount: float) -> int:
    """Mebibytes of 1,048,576 bytes."""
    return _whole_bytes(amount, 1 << 20)


def gib(amount: float) -> int:
    """Gibibytes of 1,073,741,824 bytes."""
    return _whole_bytes(amount, 1 << 30)


def _whole_bytes(amount: float, unit_bytes: int) -> int:
    """By the digits that stand in the code: 1.1 MB are 1,100,000 bytes, not one more or less."""
    return int(Decimal(str(amount)) * unit_bytes)
