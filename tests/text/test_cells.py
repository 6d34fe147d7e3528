"""Terminal cells are those of rich."""

from __future__ import annotations

import pytest
import rich.cells
from hypothesis import given
from hypothesis import strategies as st

from layersize.report.style import ASCII_SIGNS, UNICODE_SIGNS
from layersize.text.cells import cell_len, chop_cells, set_cell_size

SIGNS = [
    sign
    for signs in (ASCII_SIGNS, UNICODE_SIGNS)
    for sign in (getattr(signs, name) for name in signs.__dataclass_fields__)
]
CHARACTERS = "".join([*SIGNS, *map(chr, range(32, 127)), "ü漢字\u0301🙂\u200b"])
texts = st.text(CHARACTERS) | st.text()


@given(texts, st.integers(1, 40))
def test_cells_are_those_of_rich(text: str, cells: int) -> None:
    assert cell_len(text) == rich.cells.cell_len(text)
    assert set_cell_size(text, cells) == rich.cells.set_cell_size(text, cells)
    assert chop_cells(text, cells) == rich.cells.chop_cells(text, cells)


@pytest.mark.parametrize("sign", SIGNS)
def test_no_sign_of_the_program_needs_rich(sign: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = rich.cells.cell_len(sign)
    monkeypatch.delattr(rich.cells, "cell_len")
    assert cell_len(sign) == expected
