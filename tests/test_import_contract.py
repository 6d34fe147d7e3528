"""The import rules of pyproject.toml, and that those rules cover what they should."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"
SETTINGS = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = [contract["id"] for contract in SETTINGS["contracts"]]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_contract_is_kept(contract: str, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = lint_imports(
        config_filename=str(PYPROJECT), limit_to_contracts=(contract,), no_cache=True, no_logo=True
    )
    assert outcome == 0, capsys.readouterr().out


PURE = ["accounting", "budgets", "comparison", "dockerfile", "explore", "oci"]


@pytest.mark.parametrize("folder", PURE)
def test_imports_nothing_but_the_standard_library_and_this_package(folder: str) -> None:
    graph = grimp.build_graph("layersize", include_external_packages=True, cache_dir=None)
    own = {f"layersize.{folder}", *graph.find_descendants(f"layersize.{folder}")}
    imported = {name for module in own for name in graph.find_modules_directly_imported_by(module)}
    foreign = {name for name in imported - own if not _is_allowed(name)}
    assert not foreign


def _is_allowed(module: str) -> bool:
    top = module.partition(".")[0]
    return top in sys.stdlib_module_names or top == "layersize"
