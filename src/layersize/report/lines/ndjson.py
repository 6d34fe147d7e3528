"""Files of an image as JSON lines: the document's head, a line a row, and a line that ends it.

https://github.com/ndjson/ndjson-spec
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from layersize.explore.file_list import FileList
from layersize.report.json.files import json_head, json_rows
from layersize.report.style import OutputStyle
from layersize.text.json_writer import json_string


def render(listed: FileList, style: OutputStyle) -> Iterator[str]:  # noqa: ARG001 - as every format
    """The lines; without the last one, the rest is missing."""
    name, keys, rows = json_rows(listed)
    template = "{" + ", ".join(f"{json_string(key)}: %s" for key in keys) + "}\n"
    yield json.dumps(json_head(listed)) + "\n"
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - how many there were
        yield template % row
    yield json.dumps({"end": True, name: count}) + "\n"
