"""Files of an image as JSON, kind `files`: a contract, described by its schema."""

from __future__ import annotations

from collections.abc import Iterator

from layersize.accounting.image_json import MEMBERS
from layersize.accounting.result import Cause
from layersize.explore.file_list import ROOT_PATH, FileList
from layersize.layers.entries import Ownership
from layersize.report.style import OutputStyle
from layersize.text.json_values import json_members
from layersize.text.json_writer import JsonRows, JsonValue, json_path, json_pieces, json_string

FORMAT_VERSION = 1
"""It rises when a key goes or changes its meaning; a new key may come within a version."""
FILE_KEYS = (
    *("path", "type", "bytes", "layer", "state", "hidden_in", "cause"),
    *("mode", "uid", "gid", "target", "package"),
)
GROUP_KEYS = ("key", "bytes", "files", "hidden_bytes")
_NULL = "null"
_CAUSES: dict[Cause | None, str] = {None: _NULL} | {cause: f'"{cause}"' for cause in Cause}


def render(listed: FileList, style: OutputStyle) -> Iterator[str]:  # noqa: ARG001 - as every format
    """The document, in pieces."""
    name, keys, rows = json_rows(listed)
    return json_pieces({**json_head(listed), name: JsonRows(keys, rows)})


def json_head(listed: FileList) -> dict[str, JsonValue]:
    """The members before the rows."""
    image = json_members(listed.analysis.image, MEMBERS)
    return {"format_version": FORMAT_VERSION, "kind": "files", "image": image}


def json_rows(
    listed: FileList,
) -> tuple[str, tuple[str, ...], Iterator[tuple[str | int, ...]]]:
    """What the rows are called, their keys, and in each a finished piece of JSON for each key."""
    if listed.by:
        return "groups", GROUP_KEYS, _group_rows(listed)
    return "files", FILE_KEYS, _file_rows(listed)


def _group_rows(listed: FileList) -> Iterator[tuple[str | int, ...]]:
    for group in listed.groups:
        yield json_path(group.key), group.live_bytes, group.files, group.hidden_bytes


def _file_rows(listed: FileList) -> Iterator[tuple[str | int, ...]]:
    owned: dict[Ownership | None, tuple[str | int, ...]] = {None: (_NULL,) * 3}
    for file in listed.files:
        ownership, target, hidden_in = file.ownership, file.target, file.hidden_in
        if ownership is not None and ownership not in owned:
            mode, uid, gid = ownership
            owned[ownership] = f'"{mode:04o}"', uid, gid
        yield (
            json_path(file.path or ROOT_PATH),
            f'"{file.kind}"',
            file.content_bytes,
            file.layer,
            '"live"' if hidden_in is None else '"hidden"',
            _NULL if hidden_in is None else hidden_in,
            _CAUSES[file.cause],
            *owned[ownership],
            _NULL if target is None else json_path(target),
            _NULL if file.package is None else json_string(file.package),
        )
