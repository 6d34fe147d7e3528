"""Files of an image as comma-separated values, every cell in quotes.

Format: https://www.rfc-editor.org/rfc/rfc4180, with lines that end with a newline alone. No cell
is a formula in a spreadsheet: https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from layersize.explore.file_list import ROOT_PATH, FileList
from layersize.explore.image_files import ImageFile
from layersize.report.json.files import FILE_KEYS, GROUP_KEYS
from layersize.report.style import OutputStyle
from layersize.text.escape import inert_text, shown_path

_FORMULAS = ("=", "+", "-", "@")


def render(listed: FileList, style: OutputStyle) -> Iterator[str]:  # noqa: ARG001 - as every format
    """A header, and a line a row."""
    if not listed.by:
        yield from _file_lines(listed.files)
        return
    yield _cells(*GROUP_KEYS) + "\n"
    for group in listed.groups:
        key = _path(group.key)
        yield _cells(key, group.live_bytes, group.files, group.hidden_bytes) + "\n"


def _file_lines(files: Iterable[ImageFile]) -> Iterator[str]:
    """Many rows have the same middle."""
    yield _cells(*FILE_KEYS) + "\n"
    middles: dict[tuple[object, ...], str] = {}
    for file in files:
        key = file.layer, file.hidden_in, file.cause, file.ownership
        middle = middles.get(key)
        if middle is None:
            middle = middles[key] = _middle(file)
        path = _cell(_path(file.path or ROOT_PATH))
        target = '""' if file.target is None else _cell(_path(file.target))
        package = '""' if file.package is None else _cell(inert_text(file.package))
        yield f'{path},"{file.kind}","{file.content_bytes}",{middle},{target},{package}\n'


def _middle(file: ImageFile) -> str:
    """The cells from the layer to the group of the owner."""
    owner = file.ownership
    return _cells(
        file.layer,
        "live" if file.hidden_in is None else "hidden",
        "" if file.hidden_in is None else file.hidden_in,
        file.cause or "",
        *(("", "", "") if owner is None else (f"{owner.mode:04o}", owner.uid, owner.gid)),
    )


def _path(path: bytes) -> str:
    return inert_text(shown_path(path))


def _cells(*values: str | int) -> str:
    return ",".join(_cell(str(value)) for value in values)


def _cell(text: str) -> str:
    quoted = text.replace('"', '""')
    return f'"\'{quoted}"' if quoted.startswith(_FORMULAS) else f'"{quoted}"'
