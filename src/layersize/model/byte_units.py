"""Sizes as code writes them: `mb(5)` is 5,000,000 bytes, `mib(5)` is 5,242,880.

A part of a byte is left out: `kb(0.0015)` is 1. The units are those of the reports.
"""

from __future__ import annotations

from decimal import Decimal


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
