"""Results to standard output and to files, none of them half-written."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from layersize.atomic_file import replace_file
from layersize.cli.options import CommonOptions
from layersize.errors import LayersizeError
from layersize.report.formats import render_pieces
from layersize.report.style import OutputStyle

_WIDTH_WITHOUT_TERMINAL = 100
_WIDEST = 200
_PIECES_AT_ONCE = 1024


def write_reports(kind: str, result: object, options: CommonOptions) -> None:
    """Writes a result to files where they were asked for, and to standard output.

    `kind` is one of `report.formats.FORMATS`, which tells what the result is.
    """
    style = table_style(options)
    write_report_files(kind, result, options, style)
    print_pieces(render_pieces(kind, options.format, result, style))


def write_report_files(
    kind: str, result: object, options: CommonOptions, style: OutputStyle
) -> None:
    """Writes a result to files where they were asked for."""
    for form, file in options.report:
        write_pieces(Path(file), render_pieces(kind, form, result, style))


def table_style(options: CommonOptions) -> OutputStyle:
    """What standard output can show, and what the user wants of it."""
    is_terminal = sys.stdout.isatty()
    width = _WIDTH_WITHOUT_TERMINAL
    if is_terminal or os.environ.get("COLUMNS", "").isdigit():
        import shutil  # slow to load

        width = shutil.get_terminal_size((_WIDTH_WITHOUT_TERMINAL, 24)).columns
    return OutputStyle(
        width=min(width, _WIDEST),
        color=is_terminal and not options.no_color and wants_color(),
        ascii=options.ascii or not can_draw(),
        units=options.units,
        top=options.top,
    )


def print_text(text: str) -> None:
    """Writes a result; characters that the stream can't carry are escaped."""
    print_pieces([text])


def print_pieces(pieces: Iterable[str]) -> None:
    """Likewise, without putting all of them together."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        for text in _joined(pieces):
            sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise LayersizeError("standard output", error.strerror or str(error)) from None


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    """Small pieces together, to be written at once."""
    remaining = iter(pieces)
    while some := "".join(islice(remaining, _PIECES_AT_ONCE)):
        yield some


def write_file(path: Path, text: str) -> None:
    """Writes a file whole or not at all; a device or a pipe is written to as it is."""
    write_pieces(path, [text])


def write_pieces(path: Path, pieces: Iterable[str]) -> None:
    """Likewise, without putting all of them together."""
    try:
        replace_file(path, (text.encode() for text in _joined(pieces)))
    except OSError as error:
        remedy = "give a file in a folder that can be written to"
        raise LayersizeError(str(path), error.strerror or str(error), remedy) from None


def wants_color() -> bool:
    """Whether the user's environment is for colours."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def can_draw() -> bool:
    """Whether standard output can carry the signs of the tables."""
    try:
        "█▏−⊘✂".encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
