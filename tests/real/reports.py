"""A report with every file of the image in it."""

from __future__ import annotations

from typing import Any

from support.run_layersize import inspect_report

MORE_FILES_THAN_ANY_IMAGE_HERE = 1_000_000


def whole_report(reference: object) -> Any:
    return inspect_report(str(reference), "--top", str(MORE_FILES_THAN_ANY_IMAGE_HERE))
