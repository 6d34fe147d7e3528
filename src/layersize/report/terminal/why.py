"""The life of one path, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from layersize.explore.history.path_history import PathHistory
from layersize.report.columns import COLUMN_GAP, columns_that_fit, total_width
from layersize.report.history_words import (
    history_facts,
    history_title,
    life_sentence,
    link_sentence,
    saving_sentence,
)
from layersize.report.style import QUIET, SHADOWED, TITLE, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.grid import cells, filled, grid, indented, rendered, size_cells

_LEAST_INSTRUCTION = 20
_LEAST_TITLE = 20


def render(history: PathHistory, style: OutputStyle) -> str:
    """One sentence, what would help, and a row for each thing that a layer did."""
    return rendered(_parts(history, style), style)


def _parts(history: PathHistory, style: OutputStyle) -> Iterator[Part]:
    yield _title(history, style)
    yield ""
    yield indented(StyledText(life_sentence(history, style), TITLE))
    for sentence in (saving_sentence(history, style), link_sentence(history, style)):
        if sentence:
            yield indented(StyledText(sentence))
    if history.events:
        yield ""
        yield _events(history, style)


def _title(history: PathHistory, style: OutputStyle) -> StyledText:
    facts = "".join(f" {style.signs.between} {style.name(fact)}" for fact in history_facts(history))
    facts = style.cut_end(facts, max(0, style.width - _LEAST_TITLE))
    room = max(_LEAST_TITLE, style.width - StyledText(facts).cell_len)
    title = StyledText(style.cut_start(history_title(history, style), room), TITLE)
    return title.append(facts, f"not {TITLE} {QUIET}")


def _events(history: PathHistory, style: OutputStyle) -> Part:
    events, layers = history.events, history.image.layers
    sign = style.signs.hides
    files = [f"{event.files:,}" if event.files else style.signs.nothing for event in events]
    columns = [
        filled("layer", cells(str(event.layer) for event in events), 11),
        filled("event", cells(event.change for event in events), 10, align_right=False),
        filled("ships", size_cells([event.shipped_bytes for event in events], style), 9),
        filled(
            "hides",
            size_cells([event.hidden_bytes for event in events], style, SHADOWED, sign),
            8,
        ),
    ]
    if history.is_folder:
        columns.append(filled("files", cells(files, QUIET), 1))
    room = style.width - 1 - COLUMN_GAP
    kept = columns_that_fit(columns, room - _LEAST_INSTRUCTION)
    left = max(1, room - total_width(kept))
    instructions = cells(
        style.cut_end(style.name(layers[event.layer].instruction), left) for event in events
    )
    return grid([*kept, filled("instruction", instructions, align_right=False)])
