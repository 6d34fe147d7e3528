"""Writes every image of this folder and the expected result beside it: `python make.py`.

None that could harm another program: those are made in the test.

A case is a recipe in recipes/. An archive from elsewhere needs none: NAME.tar and NAME.json do.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from images.recipes import all_cases  # noqa: E402 - the path above makes it importable
from support.cases import Case  # noqa: E402 - likewise


def write_image(case: Case, folder: Path) -> None:
    target = folder / (case.name + case.suffix)
    if isinstance(case.content, bytes):
        target.write_bytes(case.content)
        return
    shutil.rmtree(target, ignore_errors=True)
    for name, data in case.content.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def expectation(case: Case) -> str:
    stated: dict[str, object] = {"why": case.why}
    if case.reference is not None:
        stated["reference"] = case.reference
    if case.args:
        stated["args"] = list(case.args)
    return json.dumps({**stated, "expect": case.expect}, indent=2, ensure_ascii=True) + "\n"


def main() -> None:
    for case in (case for case in all_cases() if not case.is_harmful):
        write_image(case, HERE)
        (HERE / f"{case.name}.json").write_text(expectation(case))


if __name__ == "__main__":
    main()
