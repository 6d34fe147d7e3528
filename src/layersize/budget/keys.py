"""The keys of a `[[budget]]`, and how each value becomes part of a Budget.

Each reader raises ValueError with what is wrong and what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from layersize.budget.amounts import count, efficiency, increase, size_bytes
from layersize.budget.patterns import Pattern
from layersize.model.budget import EntryLimit, Level, Metric, Rule

_Choice = TypeVar("_Choice", bound=StrEnum)
EVERY_FILE = "**"


def _text(given: object) -> str:
    if not isinstance(given, str) or not given.strip():
        raise ValueError(f"{given!r} is not a text")
    return given


def _flag(given: object) -> bool:
    if not isinstance(given, bool):
        raise ValueError(f"{given!r} is neither true nor false")
    return given


def _one_of(choices: type[_Choice]) -> Callable[[object], _Choice]:
    def read(given: object) -> _Choice:
        if given not in set(choices):
            raise ValueError(f"{given!r} is not one of {', '.join(choices)}")
        return choices(str(given))

    return read


def _forbidden(given: object) -> tuple[str, ...]:
    patterns = given if isinstance(given, list) else [given]
    return tuple(_pattern(pattern) for pattern in patterns)


def _entry_limits(given: object) -> tuple[EntryLimit, ...]:
    if not isinstance(given, Mapping):
        given = {EVERY_FILE: given}
    try:
        return tuple(
            EntryLimit(pattern=_pattern(pattern), max_bytes=size_bytes(limit))
            for pattern, limit in given.items()
        )
    except ValueError as error:
        table = '{ "**/*.jar" = "20 MB" }'
        raise ValueError(f"{error}; max_entry is a size, or a table like {table}") from None


def _pattern(given: object) -> str:
    if not isinstance(given, str):
        raise ValueError(f"{given!r} is not a pattern in quotes")
    return Pattern(given).text


KEYS: Mapping[str, tuple[str, Callable[[object], object]]] = {
    "name": ("name", _text),
    "image": ("image", _text),
    "platform": ("platform", _text),
    "metric": ("metric", _one_of(Metric)),
    "level": ("level", _one_of(Level)),
    "baseline": ("baseline", _text),
    "ignore_base": ("ignore_base", _flag),
    "base": ("base", _text),
    Rule.MAX_SIZE: ("max_size_bytes", size_bytes),
    Rule.MAX_INCREASE: ("max_increase", increase),
    Rule.MAX_SHADOWED: ("max_shadowed_bytes", size_bytes),
    Rule.MIN_EFFICIENCY: ("min_efficiency", efficiency),
    Rule.MAX_LAYERS: ("max_layers", count),
    Rule.MAX_LAYER_SIZE: ("max_layer_bytes", size_bytes),
    Rule.MAX_ENTRY: ("max_entry", _entry_limits),
    Rule.FORBID: ("forbid", _forbidden),
}
"""Key to the field of a Budget and the reader of its value."""
