"""Budgets as options and a file say them, which is found upwards from the working directory."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from layersize.budgets.budget import Budget, is_baseline_file
from layersize.budgets.config import DeclaredBudgets, read_budgets
from layersize.budgets.findings.ignore import Ignore, read_ignores
from layersize.budgets.starting_config import starting_config
from layersize.cli.exit import to_stderr
from layersize.cli.options import CommonOptions
from layersize.cli.output import write_file
from layersize.cli.progress import ProgressBars
from layersize.cli.settings import settings
from layersize.errors import LayersizeError
from layersize.measure import analyze
from layersize.oci.digest import ALGORITHMS
from layersize.sources.named_file import find_file
from layersize.sources.reference import FILE_SOURCES, STDIN, parse_reference
from layersize.values import dataclass

_CONFIG = ".layersize.toml"
_PYPROJECT = "pyproject.toml"
_TOOL = "[tool.layersize]"
_NAMELESS = "image"
_BUDGETS, _IGNORES = "budget", "ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class _BudgetConfig:
    """A file with budgets, as it was found."""

    path: Path
    tables: Sequence[object]
    """Its `[[budget]]` tables."""
    ignores: tuple[Ignore, ...]
    """Its `[[ignore]]` tables."""
    mistakes: Sequence[LayersizeError]
    """What is wrong with it outside of them."""

    @property
    def name(self) -> str:
        """The file as seen from the working directory."""
        return os.path.relpath(self.path)

    def resolve(self, text: str) -> str:
        """A file that is named in the configuration, as seen from the working directory."""
        above = os.path.relpath(self.path.parent)
        reference = parse_reference(text)
        if above == os.curdir or reference.name == STDIN or Path(reference.name).is_absolute():
            return text
        name = str(Path(above) / reference.name)
        moved = name if reference.source is None else f"{reference.source}:{name}"
        if is_baseline_file(text) or reference.source in FILE_SOURCES:
            return moved
        is_there = reference.source is None and find_file(parse_reference(name)) is not None
        return moved if is_there else text


class Declared(NamedTuple):
    """What configuration and options say together."""

    config: str | None
    """The configuration file as seen from the working directory; `None`: there is none."""
    budgets: tuple[Budget, ...]
    ignores: tuple[Ignore, ...]


def _find_config(folder: Path) -> _BudgetConfig | None:
    """The nearest configuration; raises LayersizeError if it can't be read."""
    for above in (folder, *folder.parents):
        for path, document in _configurations(above):
            return _read_config(document, path)
    return None


def _configurations(folder: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The configurations of one folder, from the one that wins."""
    own, shared = folder / _CONFIG, folder / _PYPROJECT
    if os.path.lexists(own):  # what can't be read is told, not passed over
        yield own, _toml(own)
    if shared.is_file():
        tools = _toml(shared).get("tool")
        if isinstance(tools, dict) and "layersize" in tools:
            if not isinstance(tools["layersize"], dict):
                where = f"{os.path.relpath(shared)}: {_TOOL}"
                raise LayersizeError(where, "is not a table", "write [[tool.layersize.budget]]")
            yield shared, tools["layersize"]


def _toml(path: Path) -> Mapping[str, Any]:
    name = os.path.relpath(path)
    if path.exists() and not path.is_file():
        raise LayersizeError(name, "is not a file", "write one in its place, or remove it")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LayersizeError(name, error.strerror or str(error), "make it readable") from None
    except ValueError as error:  # of TOML or of UTF-8
        raise LayersizeError(name, f"is not TOML ({error})", "correct the file") from None


def _read_config(document: Mapping[str, Any], path: Path) -> _BudgetConfig:
    """The budgets and what is ignored; every other key is a mistake."""
    name = os.path.relpath(path)
    section = f"{name}: {_TOOL}" if name.endswith(_PYPROJECT) else name
    allowed = f"allowed are [[{_BUDGETS}]] and [[{_IGNORES}]]"
    mistakes = [
        LayersizeError(f"{section}: {key}", "is not a key here", allowed)
        for key in document
        if key not in (_BUDGETS, _IGNORES)
    ]
    tables = _tables(document, _BUDGETS, section, mistakes)
    ignores, wrong = read_ignores(_tables(document, _IGNORES, section, mistakes), section)
    return _BudgetConfig(path=path, tables=tables, ignores=ignores, mistakes=[*mistakes, *wrong])


def _tables(
    document: Mapping[str, Any], key: str, section: str, mistakes: list[LayersizeError]
) -> Sequence[object]:
    tables = document.get(key, [])
    if isinstance(tables, list):
        return tables
    remedy = f"write [[{key}]], with two brackets on each side"
    mistakes.append(LayersizeError(f"{section}: {key}", "is not a list of tables", remedy))
    return []


def read_declared_budgets(
    image: str | None, options: Mapping[str, object], *, needs_limit: bool
) -> Declared:
    """The configuration file's name, the budgets, and what is ignored; options win over the file.

    Raises LayersizeError(s) for whatever is wrong with them.
    """
    config = _find_config(Path.cwd())
    if config is None and image is None:
        cause = "no IMAGE, and no .layersize.toml or [tool.layersize] here or in a folder above"
        remedy = "give IMAGE and a limit, or write a configuration: layersize check IMAGE --init"
        raise LayersizeError("check", cause, remedy)
    if config is None and needs_limit and not options:
        cause = "no limit is given, and there is no .layersize.toml or [tool.layersize]"
        remedy = 'give one, e.g. --max-size "50 MB", or write a configuration with --init'
        raise LayersizeError("check", cause, remedy)
    mistakes = [] if config is None else list(config.mistakes)
    image_name = _NAMELESS
    if image is not None:
        try:
            image_name = _name_of(image)
        except LayersizeError as error:
            mistakes.append(error)
    declared = DeclaredBudgets(
        config=None if config is None else config.name,
        tables=[] if config is None else config.tables,
        mistakes=mistakes,
        options=options,
        image=image,
        image_name=image_name,
        environment=os.environ,
        needs_limit=needs_limit,
    )
    budgets = read_budgets(declared)
    if config is not None:
        budgets = tuple(_resolved(budget, config, image, options) for budget in budgets)
    return Declared(declared.config, budgets, () if config is None else config.ignores)


def _name_of(image: str) -> str:
    """What a budget without a name is called: IMAGE's repository; a file may be of any image."""
    reference = parse_reference(image)
    is_file = reference.source in FILE_SOURCES or reference.name == STDIN
    is_file = is_file or (reference.source is None and find_file(reference) is not None)
    if is_file or reference.name.startswith(tuple(f"{name}:" for name in ALGORITHMS)):
        return _NAMELESS
    folder, slash, last = reference.name.partition("@")[0].rpartition("/")
    return folder + slash + last.partition(":")[0]


def _resolved(
    budget: Budget, config: _BudgetConfig, image: str | None, options: Mapping[str, object]
) -> Budget:
    """The budget with what the file names as seen from the working directory."""
    base, baseline = budget.base, budget.baseline
    return replace(
        budget,
        image=config.resolve(budget.image) if image is None else budget.image,
        base=config.resolve(base) if base and "base" not in options else base,
        baseline=config.resolve(baseline) if baseline and "baseline" not in options else baseline,
    )


def write_first_config(image: str | None, options: CommonOptions) -> None:
    """Writes `.layersize.toml` in the working directory; never over one that is there."""
    if image is None:
        remedy = "layersize check IMAGE --init"
        raise LayersizeError("--init", "writes the figures of an image, and none is named", remedy)
    folder = Path.cwd()
    if (folder / _CONFIG).exists():
        raise LayersizeError(_CONFIG, "exists already", "edit it, or move it away first")
    found = _find_config(folder)
    if found is not None and found.path == folder / _PYPROJECT:
        cause = "has budgets already, in [tool.layersize]"
        raise LayersizeError(_PYPROJECT, cause, "edit them there")
    with ProgressBars(wanted=not options.quiet) as bars:
        analysis = analyze(image, settings(options, bars))
    write_file(folder / _CONFIG, starting_config(analysis, options.units))
    if not options.quiet:
        to_stderr(f"{_CONFIG} written; layersize check reads it")
