"""From configuration tables and options to budgets; everything that is wrong is told at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from string import Template
from typing import Any, TypeVar

from layersize.budgets.amounts import count, efficiency, increase, size_bytes
from layersize.budgets.budget import Budget, EntryLimit, Level, Metric, Rule
from layersize.budgets.patterns import Pattern
from layersize.errors import LayersizeError, LayersizeErrors
from layersize.sources.reference import parse_reference

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


_OPTION_OF_KEY = {"baseline": "--against"}
"""Where the option is not called like the key."""
_ALLOWED = f"allowed are {', '.join(KEYS)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """All that budgets are made of."""

    config: str | None
    """The configuration file, as it is called in messages; `None`: there is none."""
    tables: Sequence[object]
    """Its `[[budget]]` tables; without a file, none."""
    options: Mapping[str, object]
    """Key to the value of an option, which wins over the tables."""
    image: str | None
    """IMAGE of the command line; takes the place of the tables' `image`."""
    image_name: str
    """What a budget without a name and an image of its own is called."""
    environment: Mapping[str, str]
    needs_limit: bool
    """Whether a budget without any limit is a mistake."""
    resolve: Callable[[str], str] = lambda text: text
    """A path or reference of the file as seen from the working directory."""


def read_budgets(given: Given) -> tuple[Budget, ...]:
    """The budgets; raises LayersizeErrors with every mistake in them."""
    tables = given.tables if given.config is not None else [{}]
    errors: list[LayersizeError] = []
    if not tables:
        cause = "has no [[budget]]"
        errors.append(LayersizeError(given.config or "", cause, "layersize check --init shows one"))
    readers = [
        _TableReader(given, table, number, len(tables), errors)
        for number, table in enumerate(tables, 1)
    ]
    budgets = [budget for reader in readers if (budget := reader.budget()) is not None]
    errors += _about_all(given, readers)
    if errors:
        distinct = {str(error): error for error in errors}
        raise LayersizeErrors(list(distinct.values()))
    return tuple(budgets)


def _about_all(given: Given, readers: Sequence[_TableReader]) -> list[LayersizeError]:
    """Names must differ, as baselines go by them; IMAGE must not stand for different images."""
    errors = []
    seen: set[object] = set()
    for reader in readers:
        if reader.name in seen:
            cause = f"{reader.name!r} is the name of two budgets"
            errors.append(LayersizeError(reader.place("name"), cause, "give each its own"))
        seen.add(reader.name)
    images = {str(image) for reader in readers if (image := reader.table.get("image"))}
    if given.image is not None and len(images) > 1:
        cause = f"IMAGE would stand for {len(images)} images: {', '.join(sorted(images))}"
        remedy = "leave IMAGE out, or give each of them a configuration file of its own"
        errors.append(LayersizeError(given.config or "", cause, remedy))
    return errors


class _TableReader:
    """One table, and the options that win over it."""

    def __init__(
        self, given: Given, table: object, number: int, count: int, errors: list[LayersizeError]
    ) -> None:
        self._given = given
        self._errors = errors
        self._number, self._count = number, count
        self.table: Mapping[str, object] = table if isinstance(table, Mapping) else {}
        image = self.table.get("image")
        name = self.table.get("name", image or given.image_name if count == 1 else image)
        self.name = name if isinstance(name, str) else f"budget {number}"
        if not isinstance(table, Mapping):
            self._wrong("", f"{table!r} is not a table", "write [[budget]] and keys below it")

    def place(self, key: str) -> str:
        """File, budget and key, or the option."""
        if key in self._given.options:
            return _OPTION_OF_KEY.get(key, f"--{key.replace('_', '-')}")
        of_several = f" {self._number}" if self._count > 1 else ""
        named = f" {self.table['name']!r}" if "name" in self.table else ""
        parts = [self._given.config or "", f"[[budget]]{of_several}{named}", key]
        return ": ".join(filter(None, parts))

    def budget(self) -> Budget | None:
        """The budget; None if something is wrong with it, which is then among the errors."""
        errors_before = len(self._errors)
        fields: dict[str, Any] = {}
        for key, value in {**self.table, **self._given.options}.items():
            if key == "image" and self._given.image is not None:
                continue
            if key not in KEYS:
                close = get_close_matches(key, KEYS, n=1)
                hint = f"did you mean {close[0]}? {_ALLOWED}" if close else _ALLOWED
                self._wrong(key, "is no key of a budget", hint)
                continue
            field, read = KEYS[key]
            try:
                fields[field] = read(value)
            except ValueError as error:
                self._wrong(key, str(error), "")
        self._complete(fields)
        if len(self._errors) > errors_before:
            return None
        return Budget(**fields)

    def _complete(self, fields: dict[str, Any]) -> None:
        """What follows from other values, and what must not be missing."""
        fields.setdefault("name", self.name)
        if self._given.image is not None:
            fields["image"] = self._given.image
        elif isinstance(image := fields.get("image"), str):
            fields["image"] = self._resolved("image", self._with_variables(image))
        elif "image" not in self.table:
            where = self.place("image") if self._given.config else "check"
            self._wrong_at(where, "no image is named", "give IMAGE, or image = … in a [[budget]]")
        for key in ("base", "baseline"):
            if isinstance(path := fields.get(key), str) and key not in self._given.options:
                fields[key] = self._resolved(key, path)
        has_limit = any(rule in self.table or rule in self._given.options for rule in Rule)
        if self._given.needs_limit and not has_limit and self.table.keys() <= KEYS.keys():
            rules = ", ".join(Rule)
            where = self.place("") if self._given.config else "check"
            self._wrong_at(where, "no limit is set", f"set one of {rules}")

    def _resolved(self, key: str, text: str) -> str:
        try:
            return self._given.resolve(parse_reference(text).text)
        except LayersizeError as error:
            self._wrong(key, f"{error.where} {error.cause}", error.remedy)
        return text

    def _with_variables(self, image: str) -> str:
        try:
            return Template(image).substitute(self._given.environment)
        except KeyError as error:
            cause = f"the environment variable {error.args[0]} is not set"
            self._wrong("image", cause, "set it, or give IMAGE")
        except ValueError:
            self._wrong("image", f"{image!r} has a $ that names no variable", "write $$ for a $")
        return image

    def _wrong(self, key: str, cause: str, remedy: str) -> None:
        self._wrong_at(self.place(key), cause, remedy)

    def _wrong_at(self, where: str, cause: str, remedy: str) -> None:
        self._errors.append(LayersizeError(where, cause, remedy))
