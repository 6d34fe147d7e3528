"""From configuration tables and options to budgets; all mistakes are reported at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from string import Template
from typing import Any

from layersize.budgets.budget import Budget, Level, Metric, is_baseline_file
from layersize.budgets.rules import RULES
from layersize.errors import LayersizeError, LayersizeErrors
from layersize.oci.repository_pattern import repository_patterns
from layersize.sources.reference import parse_reference
from layersize.text.userinfo import without_userinfo
from layersize.values import dataclass

KEYS = (
    *("name", "image", "platform", "metric", "level"),
    *("baseline", "require_baseline", "ignore_base", "base", "base_from"),
    *RULES,
)
"""What a `[[budget]]` may hold."""
_CHOICES: Mapping[str, type[Metric | Level]] = {"metric": Metric, "level": Level}
_OPTION_OF_KEY = {"baseline": "--against"}
"""Where the option is not called like the key."""
_TRUE_OR_FALSE = ("require_baseline", "ignore_base")
_REFERENCES = ("image", "base", "baseline")
"""Keys whose values may hold environment variables."""
_HOW_TO_NAME = "give --against, or baseline = … in the [[budget]]"
_ALLOWED = f"allowed are {', '.join(KEYS)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredBudgets:
    """All that budgets are made of, as people wrote it."""

    config: str | None
    """The configuration file, as it is called in messages; `None`: there is none."""
    tables: Sequence[object]
    """Its `[[budget]]` tables; without a file, none."""
    mistakes: Sequence[LayersizeError] = ()
    """What is wrong besides: with IMAGE, and in the file outside of its tables."""
    options: Mapping[str, object]
    """Key to the value of an option, which wins over the tables."""
    image: str | None
    """IMAGE of the command line; takes the place of the tables' `image`."""
    image_name: str
    """What a budget without a name and an image of its own is called."""
    environment: Mapping[str, str]
    """What variables in the tables' references are replaced from."""
    needs_limit: bool
    """Whether a budget without any limit is a mistake."""


def read_value(key: str, value: object) -> object:
    """The value of a key as `Budget` holds it, of a limit's key the limits.

    Raises ValueError with what is wrong and what is allowed, an argument for each mistake.
    """
    if key in RULES:
        return RULES[key].read(value)
    if key in _TRUE_OR_FALSE:
        if not isinstance(value, bool):
            raise ValueError(f"{value!r} is neither true nor false")
        return value
    if key in _CHOICES:
        choices = _CHOICES[key]
        if value not in list(choices):
            raise ValueError(f"{value!r} is not one of {', '.join(choices)}")
        return choices(str(value))
    if key == "base_from":
        return repository_patterns(value)
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a text")
    if not value.strip():
        raise ValueError(f"{value!r} is empty")
    return value


def read_budgets(declared: DeclaredBudgets) -> tuple[Budget, ...]:
    """The budgets, a table each; raises LayersizeErrors with every mistake in them."""
    tables = declared.tables if declared.config is not None else [{}]
    errors = list(declared.mistakes)
    if not tables and not errors:
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


def _about_all(
    declared: DeclaredBudgets, readers: Sequence[_TableReader]
) -> Iterator[LayersizeError]:
    """Names must differ, as baselines go by them; what is given once must not stand for several."""
    seen: set[object] = set()
    for reader in readers:
        if reader.name in seen:
            cause = f"{reader.name!r} is the name of two budgets"
            yield LayersizeError(reader.place("name"), cause, "give each its own")
        seen.add(reader.name)
    image, baseline = declared.image, declared.options.get("baseline")
    images, platforms = _values_of(readers, "image"), _values_of(readers, "platform")
    if image is not None and len(images) > 1:
        yield _stands_for(declared, "IMAGE", f"{len(images)} images", images)
    if "platform" in declared.options and len(platforms) > 1:
        yield _stands_for(declared, "--platform", f"{len(platforms)} platforms", platforms)
    is_image = isinstance(baseline, str) and not is_baseline_file(baseline)
    if is_image and image is None and len(images) > 1:
        what = f"the baselines of {len(images)} images"
        yield _stands_for(declared, "--against", what, images)


def _values_of(readers: Sequence[_TableReader], key: str) -> list[str]:
    """What the tables say, each once."""
    values = {str(value) for reader in readers if (value := reader.table.get(key))}
    return sorted(map(without_userinfo, values))


def _stands_for(
    declared: DeclaredBudgets, option: str, what: str, values: Sequence[str]
) -> LayersizeError:
    cause = f"{option} would stand for {what}: {', '.join(values)}"
    remedy = f"leave {option} out, or give each of them a configuration file of its own"
    return LayersizeError(declared.config or "", cause, remedy)


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
        self.values = {**self.table, **declared.options}
        """Key to value, options before the table."""
        image = self.table.get("image")
        name = self.table.get("name", image or declared.image_name if count == 1 else image)
        self.name = without_userinfo(name) if isinstance(name, str) else f"budget {number}"
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
        for key, value in self.values.items():
            if key == "image" and self._declared.image is not None:
                continue
            if key not in KEYS:
                close = get_close_matches(key, KEYS, n=1)
                hint = f"did you mean {close[0]}? {_ALLOWED}" if close else _ALLOWED
                self._add_error(key, "is not a key of a budget", hint)
                continue
            lacks_baseline = "baseline" not in self.values and self._needs_baseline(key)
            try:
                fields[key] = read_value(key, value)
                if lacks_baseline or self._lacks_baseline(key, fields[key]):
                    cause = f"needs a baseline, and budget {self.name!r} names none"
                    self._add_error(key, cause, _HOW_TO_NAME)
            except ValueError as error:
                for cause in error.args:
                    remedy = f"it needs a baseline, too: {_HOW_TO_NAME}" if lacks_baseline else ""
                    self._add_error(key, cause, remedy)
        self._complete(fields)
        if len(self._errors) > errors_before:
            return None
        limits = tuple(limit for key in RULES for limit in fields.pop(key, ()))
        return Budget(**fields, limits=limits)

    def _lacks_baseline(self, key: str, limits: Any) -> bool:
        """Whether one of a key's limits compares with a baseline, and none is named."""
        is_named = "baseline" in self.values
        return key in RULES and not is_named and any(limit.is_compared for limit in limits)

    def _needs_baseline(self, key: str) -> bool:
        """Whether every image would keep the key if there were no baseline."""
        if key in RULES:
            return RULES[key].needs_baseline
        return key == "require_baseline" and self.table.get(key) is True

    def _complete(self, fields: dict[str, Any]) -> None:
        """Fills in what follows from other values, and checks that nothing is missing."""
        fields.setdefault("name", self.name)
        fields["base_is_option"] = "base" in self._declared.options
        if self._declared.image is not None:
            fields["image"] = self._declared.image
            named = self.table.get("image")
            if isinstance(named, str) and named != self._declared.image:
                fields["in_place_of"] = named
        elif "image" not in self.table:
            where = self.place("image") if self._declared.config else "check"
            self._add_error_at(
                where, "no image is named", "give IMAGE, or image = … in a [[budget]]"
            )
        for key in _REFERENCES:
            if key in fields and not (key == "image" and self._declared.image is not None):
                if key not in self._declared.options:
                    fields[key] = self._with_variables(key, fields[key])
                self._check_reference(key, fields[key])
        has_limit = any(key in self.values for key in RULES)
        if self._declared.needs_limit and not has_limit and self.table.keys() <= set(KEYS):
            where = self.place("") if self._declared.config else "check"
            self._add_error_at(where, "no limit is set", f"set one of {', '.join(RULES)}")

    def _check_reference(self, key: str, reference: str) -> None:
        try:
            parse_reference(reference)
        except LayersizeError as error:
            self._add_error(key, f"{error.where} {error.cause}", error.remedy)

    def _with_variables(self, key: str, reference: str) -> str:
        template, environment = Template(reference), self._declared.environment
        if not template.is_valid():
            cause = f"{without_userinfo(reference)!r} has a $ that names no variable"
            self._add_error(key, cause, "write $$ for a $")
            return reference
        option = "IMAGE" if key == "image" else _OPTION_OF_KEY.get(key, f"--{key}")
        for variable in template.get_identifiers():
            if variable not in environment:
                cause = f"the environment variable {variable} is not set"
                self._add_error(key, cause, f"set it, or give {option}")
        return template.safe_substitute(environment)

    def _add_error(self, key: str, cause: str, remedy: str) -> None:
        self._add_error_at(self.place(key), cause, remedy)

    def _add_error_at(self, where: str, cause: str, remedy: str) -> None:
        self._errors.append(LayersizeError(where, cause, remedy))
