"""Files of an image as comma-separated values, every cell in quotes.

Format: https://www.rfc-editor.org/rfc/rfc4180, with lines that end with a newline alone. No cell
is a formula in a spreadsheet: https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

from collections.abc import Iterator

from layersize.explore.file_list import ROOT_PATH, FileList
from layersize.report.json.files import FILE_KEYS, GROUP_KEYS
from layersize.report.style import OutputStyle
from layersize.text.escape import inert_text, shown_path

_FORMULAS = ("=", "+", "-", "@")


def render(listed: FileList, style: OutputStyle) -> Iterator[str]:  # noqa: ARG001 - as every format
    """A header, and a line a row."""
    yield _line(*(GROUP_KEYS if listed.by else FILE_KEYS))
    for group in listed.groups:
        key = _path(group.key)
        yield _line(key, group.live_bytes, group.files, group.hidden_bytes)
    for file in () if listed.by else listed.files:
        ownership, is_live = file.ownership, file.hidden_in is None
        yield _line(
            _path(file.path or ROOT_PATH),
            file.kind,
            file.content_bytes,
            file.layer,
            "live" if is_live else "hidden",
            "" if is_live else file.hidden_in,
            file.cause or "",
            *((f"{ownership.mode:04o}", ownership.uid, ownership.gid) if ownership else ("",) * 3),
            "" if file.target is None else _path(file.target),
            "",
        )


def _path(path: bytes) -> str:
    return inert_text(shown_path(path))


def _line(*values: str | int | None) -> str:
    return ",".join(map(_cell, values)) + "\n"


def _cell(value: str | int | None) -> str:
    text = str(value).replace('"', '""')
    return f'"\'{text}"' if text.startswith(_FORMULAS) else f'"{text}"'
