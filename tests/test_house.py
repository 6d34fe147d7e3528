"""Files and folders stay of a size that a reader can take in."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "layersize"
MODULES = sorted(SOURCE.rglob("*.py"))
MOST_LINES = 400
"""Of a module: one algorithm at the most; 100 to 200 are usual."""
MOST_MODULES = 20
"""Of a folder, not counting those in folders below it."""
WITHOUT_SLOTS = {
    *("explored.py", "file_tree.py", "layer_sums.py", "layer_tree.py"),
    *("merged_tree.py", "values.py"),
}
"""They keep what they have worked out, and are loaded for `browse` only."""


def test_no_module_is_too_long() -> None:
    lines = {module: len(module.read_text(encoding="utf-8").splitlines()) for module in MODULES}
    assert sum(lines.values()) > 10_000  # they were found
    too_long = {str(module): count for module, count in lines.items() if count > MOST_LINES}
    assert not too_long, "split it by what it is about, or find what it says twice"


def test_no_folder_has_too_many_modules() -> None:
    flat = Counter(module.parent for module in MODULES if module.name != "__init__.py")
    full = {str(folder): count for folder, count in flat.items() if count > MOST_MODULES}
    assert not full, "sort them into folders by what a person looks for"


def test_values_are_made_without_generated_code() -> None:
    """A generated class takes a millisecond at every start; `values.py` says more."""
    generated = re.compile(r"^from dataclasses import .*\bdataclass\b", re.MULTILINE)
    using = [module for module in MODULES if generated.search(module.read_text())]
    assert {module.name for module in using} <= WITHOUT_SLOTS, (
        "take `dataclass` of layersize.values"
    )
