"""From configuration tables and options to budgets; all mistakes are reported at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from string import Template
from typing import Any

from layersize.budgets.budget import Budget, Level, Metric
from layersize.budgets.rules import RULES
from layersize.errors import LayersizeError, LayersizeErrors
from layersize.sources.reference import parse_reference

KEYS = (
    *("name", "image", "platform", "metric", "level", "baseline", "ignore_base", "base"),
    *RULES,
)
"""What a `[[budget]]` may hold."""
_CHOICES: Mapping[str, type[Metric | Level]] = {"metric": Metric, "level": Level}
_OPTION_OF_KEY = {"baseline": "--against"}
"""Where the option is not called like the key."""
_ALLOWED = f"allowed are {', '.join(KEYS)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredBudgets:
    """All that budgets are made of, as people wrote it."""

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
    """What variables in the tables' `image` are replaced from."""
    needs_limit: bool
    """Whether a budget without any limit is a mistake."""


def read_value(key: str, value: object) -> object:
    """The value of a key as `Budget` holds it, of a limit's key the limits.

    Raises ValueError with what is wrong and what is allowed.
    """
    if key in RULES:
        return RULES[key].read(value)
    if key == "ignore_base":
        if not isinstance(value, bool):
            raise ValueError(f"{value!r} is neither true nor false")
        return value
    if key in _CHOICES:
        choices = _CHOICES[key]
        if value not in list(choices):
            raise ValueError(f"{value!r} is not one of {', '.join(choices)}")
        return choices(str(value))
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} is not a text")
    return value


def read_budgets(declared: DeclaredBudgets) -> tuple[Budget, ...]:
    """The budgets, a table each; raises LayersizeErrors with every mistake in them."""
    tables = declared.tables if declared.config is not None else [{}]
    errors: list[LayersizeError] = []
    if not tables:
        cause = "has no [[budget]]"
        errors.append(
            LayersizeError(declared.config or "", cause, "layersize check --init shows one")
        )
    readers = [
        _TableReader(declared, table, number, len(tables), errors)
        for number, table in enumerate(tables, 1)
    ]
    budgets = [budget for reader in readers if (budget := reader.budget()) is not None]
    errors += _about_all(declared, readers)
    if errors:
        distinct = {str(error): error for error in errors}
        raise LayersizeErrors(list(distinct.values()))
    return tuple(budgets)


def _about_all(declared: DeclaredBudgets, readers: Sequence[_TableReader]) -> list[LayersizeError]:
    """Names must differ, as baselines go by them; IMAGE must not stand for different images."""
    errors = []
    seen: set[object] = set()
    for reader in readers:
        if reader.name in seen:
            cause = f"{reader.name!r} is the name of two budgets"
            errors.append(LayersizeError(reader.place("name"), cause, "give each its own"))
        seen.add(reader.name)
    images = {str(image) for reader in readers if (image := reader.table.get("image"))}
    if declared.image is not None and len(images) > 1:
        cause = f"IMAGE would stand for {len(images)} images: {', '.join(sorted(images))}"
        remedy = "leave IMAGE out, or give each of them a configuration file of its own"
        errors.append(LayersizeError(declared.config or "", cause, remedy))
    return errors


class _TableReader:
    """Makes a budget of one table and of the options, which win over it."""

    def __init__(
        self,
        declared: DeclaredBudgets,
        table: object,
        number: int,
        count: int,
        errors: list[LayersizeError],
    ) -> None:
        self._declared = declared
        self._errors = errors
        self._number, self._count = number, count
        self.table: Mapping[str, object] = table if isinstance(table, Mapping) else {}
        image = self.table.get("image")
        name = self.table.get("name", image or declared.image_name if count == 1 else image)
        self.name = name if isinstance(name, str) else f"budget {number}"
        if not isinstance(table, Mapping):
            self._add_error("", f"{table!r} is not a table", "write [[budget]] and keys below it")

    def place(self, key: str) -> str:
        """Where a value is written: the file, the budget and the key, or the option."""
        if key in self._declared.options:
            return _OPTION_OF_KEY.get(key, f"--{key.replace('_', '-')}")
        of_several = f" {self._number}" if self._count > 1 else ""
        named = f" {self.table['name']!r}" if "name" in self.table else ""
        parts = [self._declared.config or "", f"[[budget]]{of_several}{named}", key]
        return ": ".join(filter(None, parts))

    def budget(self) -> Budget | None:
        """The budget; None if something is wrong with it, which is then among the errors."""
        errors_before = len(self._errors)
        fields: dict[str, Any] = {}
        for key, value in {**self.table, **self._declared.options}.items():
            if key == "image" and self._declared.image is not None:
                continue
            if key not in KEYS:
                close = get_close_matches(key, KEYS, n=1)
                hint = f"did you mean {close[0]}? {_ALLOWED}" if close else _ALLOWED
                self._add_error(key, "is no key of a budget", hint)
                continue
            try:
                fields[key] = read_value(key, value)
            except ValueError as error:
                self._add_error(key, str(error), "")
        self._complete(fields)
        if len(self._errors) > errors_before:
            return None
        limits = tuple(limit for key in RULES for limit in fields.pop(key, ()))
        return Budget(**fields, limits=limits)

    def _complete(self, fields: dict[str, Any]) -> None:
        """Fills in what follows from other values, and checks that nothing is missing."""
        fields.setdefault("name", self.name)
        if self._declared.image is not None:
            fields["image"] = self._declared.image
        elif isinstance(image := fields.get("image"), str):
            fields["image"] = self._with_variables(image)
            self._check_reference("image", fields["image"])
        elif "image" not in self.table:
            where = self.place("image") if self._declared.config else "check"
            self._add_error_at(
                where, "no image is named", "give IMAGE, or image = … in a [[budget]]"
            )
        for key in ("base", "baseline"):
            if isinstance(reference := fields.get(key), str) and key not in self._declared.options:
                self._check_reference(key, reference)
        has_limit = any(key in self.table or key in self._declared.options for key in RULES)
        if self._declared.needs_limit and not has_limit and self.table.keys() <= set(KEYS):
            where = self.place("") if self._declared.config else "check"
            self._add_error_at(where, "no limit is set", f"set one of {', '.join(RULES)}")

    def _check_reference(self, key: str, reference: str) -> None:
        try:
            parse_reference(reference)
        except LayersizeError as error:
            self._add_error(key, f"{error.where} {error.cause}", error.remedy)

    def _with_variables(self, image: str) -> str:
        try:
            return Template(image).substitute(self._declared.environment)
        except KeyError as error:
            cause = f"the environment variable {error.args[0]} is not set"
            self._add_error("image", cause, "set it, or give IMAGE")
        except ValueError:
            self._add_error(
                "image", f"{image!r} has a $ that names no variable", "write $$ for a $"
            )
        return image

    def _add_error(self, key: str, cause: str, remedy: str) -> None:
        self._add_error_at(self.place(key), cause, remedy)

    def _add_error_at(self, where: str, cause: str, remedy: str) -> None:
        self._errors.append(LayersizeError(where, cause, remedy))
