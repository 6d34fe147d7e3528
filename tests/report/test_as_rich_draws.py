"""Reports are drawn as rich would draw them, which takes longer: to the byte, at every width."""

from __future__ import annotations

import random
import re
from io import StringIO

import pytest
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from layersize.report.style import OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.grid import amount_rows, filled, grid, indented, rendered
from layersize.tui.cells import rich_text

_WORDS = (
    "a be sea 12.3 …/srv/app/node_modules/x.js ⊘ ✂ └─ 漢字 e\u0301 🙂 Ünïcödé → ██▒ long-word-"
    + "x" * 30
)
_STYLES = (
    "",
    "bold",
    "dim",
    "cyan",
    "yellow",
    "not bold dim",
    "not dim",
    "not dim cyan",
    "bold red",
)


def by_rich(parts: list[RenderableType], style: OutputStyle) -> str:
    console = Console(
        file=StringIO(),
        width=style.width,
        force_terminal=style.color,
        color_system="standard" if style.color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        force_jupyter=False,
        _environ={},
    )
    with console.capture() as capture:
        console.print(*parts, sep="\n")
    return re.sub(r" *(\x1b\[0m)? *$", r"\1", capture.get(), flags=re.MULTILINE)


class Sample:
    """Random parts, for both."""

    def __init__(self, seed: int) -> None:
        self._choose = random.Random(seed)

    def text(self, most_words: int) -> StyledText:
        choose = self._choose
        text = StyledText(self._words(most_words), choose.choice(_STYLES))
        for _ in range(choose.randrange(3)):
            text.append(self._words(most_words), choose.choice(_STYLES))
        if choose.random() < 0.3:
            text.append_text(StyledText(self._words(2), choose.choice(_STYLES)).append("!", "cyan"))
        if choose.random() < 0.3 and text.plain:
            text.stylize(choose.choice(_STYLES) or "dim", 0, choose.randint(1, len(text.plain)))
        return text

    def _words(self, most: int) -> str:
        choose = self._choose
        words = choose.choices([*_WORDS.split(), "long-" + "x" * 30], k=choose.randint(0, most))
        return choose.choice(("", " ", "   ")) + choose.choice((" ", "  ")).join(words)

    def rows(self, columns: int) -> list[list[StyledText]]:
        return [[self.text(2) for _ in range(columns)] for _ in range(self._choose.randint(1, 4))]


def table(columns: list[tuple[str, list[StyledText], bool]], *, titles: bool) -> RenderableType:
    drawn = Table(
        box=None, show_header=titles, header_style="dim", padding=(0, 2, 0, 0), pad_edge=False
    )
    for title, _, align_right in columns:
        drawn.add_column(Text(title), justify="right" if align_right else "left", no_wrap=True)
    for row in zip(*(cells for _, cells, _ in columns), strict=True):
        drawn.add_row(*map(rich_text, row))
    return Padding(drawn, (0, 0, 0, 1))


def widths(least: int) -> list[int]:
    return [*range(least, 40), 55, 80, 130]


@pytest.mark.parametrize("color", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_paragraphs(seed: int, color: bool) -> None:
    sample = Sample(seed)
    for width in widths(2):
        style = OutputStyle(width=width, color=color, ascii=False, units="si", top=10)
        texts = [sample.text(9), StyledText(), sample.text(3)]
        expected = by_rich(
            [*map(rich_text, texts), Padding(rich_text(texts[0]), (0, 0, 0, 1))], style
        )
        assert rendered([*texts, indented(texts[0])], style) == expected, width


@pytest.mark.parametrize("titles", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_tables(seed: int, titles: bool) -> None:
    sample = Sample(seed)
    for width in widths(12):
        style = OutputStyle(width=width, color=True, ascii=False, units="si", top=10)
        rows = sample.rows(3)
        columns = [
            (title, list(cells), right)
            for title, cells, right in zip(
                ("", "one", "two words"), zip(*rows, strict=True), (False, True, False), strict=True
            )
        ]
        ours = grid(
            [filled(title, cells, align_right=right) for title, cells, right in columns],
            titles=titles,
        )
        assert rendered([ours], style) == by_rich([table(columns, titles=titles)], style), width


@pytest.mark.parametrize("wrap", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_amounts_with_lines_beside(seed: int, wrap: bool) -> None:
    sample = Sample(seed)
    for width in widths(14):
        style = OutputStyle(width=width, color=True, ascii=False, units="si", top=10)
        rows = [
            (StyledText(size, "yellow"), [sample.text(6) for _ in range(3)])
            for size in ("1 B", "12 kB")
        ]
        drawn = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
        drawn.add_column(justify="right", no_wrap=True)
        drawn.add_column(no_wrap=not wrap)
        for amount, lines in rows:
            drawn.add_row(rich_text(amount), Group(*map(rich_text, lines)))
        ours = indented(amount_rows(rows, wrap=wrap), 3)
        expected = by_rich([Padding(drawn, (0, 0, 0, 3))], style)
        assert rendered([ours], style) == expected, width
