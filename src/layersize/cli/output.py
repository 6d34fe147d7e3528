"""Results to standard output and to files, none of them half-written."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from layersize.cli.options import CommonOptions
from layersize.report.table_style import TableStyle

_WIDTH_WITHOUT_TERMINAL = 100
_WIDEST = 200


def table_style(options: CommonOptions) -> TableStyle:
    """What standard output can show."""
    is_terminal = sys.stdout.isatty()
    width = _WIDTH_WITHOUT_TERMINAL
    if is_terminal or os.environ.get("COLUMNS", "").isdigit():
        width = shutil.get_terminal_size((_WIDTH_WITHOUT_TERMINAL, 24)).columns
    return TableStyle(
        width=min(width, _WIDEST),
        color=is_terminal and not options.no_color and _wants_color(),
        ascii=not _carries("█▏−⊘✂"),
        units=options.units,
        top=options.top,
    )


def print_text(text: str) -> None:
    """Writes a result; characters that the stream can't carry are escaped."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


def write_file(path: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)  # noqa: PTH101 - the name is a string here
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _wants_color() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _carries(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
