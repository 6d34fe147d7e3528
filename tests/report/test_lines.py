"""Lists of files a line a row: golden files, and what readers of the formats make of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from layersize.explore.file_list import FileList
from layersize.report.formats import render, render_pieces
from layersize.report.style import OutputStyle
from layersize.text.escape import inert_text
from report import sample_files as lists

STYLE = OutputStyle(width=100, color=False, ascii=False, units="si", top=1)
"""Of a table there would be one row."""
LISTS: dict[str, Callable[[], FileList]] = {
    "files-every-kind": lists.every_kind,
    "files-hostile": lists.hostile,
    "files-nothing": lists.nothing_found,
    "files-by-directory": lists.by_directory,
    "files-by-extension": lists.by_extension,
    "files-by-layer": lists.by_layer,
}


def document(listed: FileList) -> Any:
    return json.loads(render("files", "json", listed, STYLE))


def rows_of(report: Any) -> tuple[str, list[dict[str, Any]]]:
    (name,) = report.keys() - {"format_version", "kind", "image"}
    return name, report[name]


@pytest.mark.parametrize("form", ["ndjson", "csv"])
@pytest.mark.parametrize("name", LISTS)
def test_golden(name: str, form: str, matches_golden: Callable[[str, str], None]) -> None:
    matches_golden(f"{name}.{form}", render("files", form, LISTS[name](), STYLE))


@pytest.mark.parametrize("name", LISTS)
def test_json_lines_are_the_document(name: str) -> None:
    listed = LISTS[name]()
    report = document(listed)
    rows_name, rows = rows_of(report)
    head, *lines, end = map(json.loads, render("files", "ndjson", listed, STYLE).splitlines())
    assert {**head, rows_name: lines} == report
    assert lines == rows
    assert end == {"end": True, rows_name: len(rows)}


@pytest.mark.parametrize("name", LISTS)
def test_a_csv_reader_gets_the_rows_of_the_document(name: str) -> None:
    listed = LISTS[name]()
    _, rows = rows_of(document(listed))
    text = render("files", "csv", listed, STYLE)
    header, *lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert len(lines) == len(rows)
    for row, line in zip(rows, lines, strict=True):
        assert list(row) == header
        for value, cell in zip(row.values(), line, strict=True):
            expected = "" if value is None else inert_text(str(value))
            assert cell == (f"'{expected}" if expected[:1] in tuple("=+-@") else expected)


@pytest.mark.parametrize("name", LISTS)
def test_csv_is_a_line_a_row_in_quotes_and_inert(name: str) -> None:
    listed = LISTS[name]()
    lines = render("files", "csv", listed, STYLE).split("\n")
    assert lines.pop() == ""
    assert len(lines) == 1 + len(rows_of(document(listed))[1])
    for line in lines:
        assert line == inert_text(line)
        assert line.startswith('"')
        assert line.endswith('"')


@pytest.mark.parametrize("name", LISTS)
def test_rows_keep_the_schema_one_by_one(name: str) -> None:
    file = files("layersize.schemas") / "files.schema.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    rows_name, rows = rows_of(document(LISTS[name]()))
    row_schema = {**schema, "$ref": f"#/$defs/{rows_name.removesuffix('s')}"}
    for key in ("type", "required", "oneOf", "properties", "additionalProperties"):
        row_schema.pop(key, None)
    for row in rows:
        Draft202012Validator(row_schema).validate(row)


@pytest.mark.parametrize("form", ["json", "ndjson", "csv"])
def test_rows_come_in_pieces(form: str) -> None:
    listed = lists.every_kind()
    pieces = iter(render_pieces("files", form, listed, STYLE))
    assert len(list(pieces)) > len(listed.files)
