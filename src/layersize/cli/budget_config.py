"""The configuration file of budgets: found upwards from the working directory."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layersize.budgets.starting_config import starting_config
from layersize.cli.exit import to_stderr
from layersize.cli.options import CommonOptions
from layersize.cli.output import write_file
from layersize.cli.progress import ProgressBars
from layersize.cli.settings import settings
from layersize.errors import LayersizeError, LayersizeErrors
from layersize.measure import analyze
from layersize.sources.named_file import find_file
from layersize.sources.reference import FILE_SOURCES, STDIN, parse_reference

CONFIG = ".layersize.toml"
PYPROJECT = "pyproject.toml"
_TOOL = "[tool.layersize]"
_KEY = "budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetConfig:
    """A file with budgets, as it was found."""

    path: Path
    tables: Sequence[object]
    """Its `[[budget]]` tables."""

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
        if text.endswith(".json") or reference.source in FILE_SOURCES:
            return moved
        is_there = reference.source is None and find_file(parse_reference(name)) is not None
        return moved if is_there else text


def find_config(folder: Path) -> BudgetConfig | None:
    """The nearest one; raises LayersizeError(s) if it can't be read."""
    for above in (folder, *folder.parents):
        for path, document in _configurations(above):
            return BudgetConfig(path=path, tables=_tables(document, os.path.relpath(path)))
    return None


def _configurations(folder: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Those of one folder."""
    own, shared = folder / CONFIG, folder / PYPROJECT
    if own.is_file():
        yield own, _toml(own)
    if shared.is_file():
        tools = _toml(shared).get("tool")
        if isinstance(tools, dict) and isinstance(tools.get("layersize"), dict):
            yield shared, tools["layersize"]


def _toml(path: Path) -> Mapping[str, Any]:
    name = os.path.relpath(path)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LayersizeError(name, error.strerror or str(error), "make it readable") from None
    except ValueError as error:  # of TOML or of UTF-8
        raise LayersizeError(name, f"is not TOML ({error})", "put that right") from None


def _tables(document: Mapping[str, Any], name: str) -> Sequence[object]:
    """The budgets; every other key is a mistake."""
    section = f"{name}: {_TOOL}" if name.endswith(PYPROJECT) else name
    errors = [
        LayersizeError(f"{section}: {key}", "is no key here", "allowed is [[budget]]")
        for key in document
        if key != _KEY
    ]
    tables = document.get(_KEY, [])
    if not isinstance(tables, list):
        remedy = "write [[budget]], with two brackets on each side"
        errors.append(LayersizeError(f"{section}: {_KEY}", "is not a list of tables", remedy))
    if errors:
        raise LayersizeErrors(errors)
    return list(tables)


def write_initial_config(image: str | None, options: CommonOptions) -> None:
    """Writes `.layersize.toml` in the working directory; never over one that is there."""
    if image is None:
        remedy = "layersize check IMAGE --init"
        raise LayersizeError("--init", "writes the figures of an image, and none is named", remedy)
    folder = Path.cwd()
    if (folder / CONFIG).exists():
        raise LayersizeError(CONFIG, "exists already", "edit it, or move it away first")
    found = find_config(folder)
    if found is not None and found.path == folder / PYPROJECT:
        cause = "has budgets already, in [tool.layersize]"
        raise LayersizeError(PYPROJECT, cause, "edit them there")
    with ProgressBars(wanted=not options.quiet) as bars:
        analysis = analyze(image, settings(options, bars))
    write_file(folder / CONFIG, starting_config(analysis, options.units))
    if not options.quiet:
        to_stderr(f"{CONFIG} written; layersize check reads it")
