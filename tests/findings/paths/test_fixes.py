"""What a fix deletes when it is typed is what its rule counts, and no false friend."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from findings.paths.test_rules import FINDS, LEAVES_ALONE
from layersize.findings.path_findings import PATH_RULES
from layersize.findings.paths.fix_line import documented_line

FIX_OF = {rule.code: documented_line(rule.fix, rule) for rule in PATH_RULES}
PROSE = re.compile(r",? (?:in|at the end of) the RUN .*$")
COMMANDS = {code: PROSE.sub("", fix) for code, fix in FIX_OF.items() if PROSE.search(fix)}
TYPED = ("LS020", "LS022", "LS050", "LS051", "LS052", "LS075", "LS080", "LS081")
"""Rules whose fix is a command that needs no tool but find and rm, and names all its folders."""
FOLDER_AND_FILE = ("app/core",)
"""Stands twice among the false friends."""


def files_below(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("code", TYPED)
def test_a_fix_deletes_what_its_rule_counts(code: str, tmp_path: Path) -> None:
    others = {path for path in LEAVES_ALONE if path not in FOLDER_AND_FILE}
    for path in {*FINDS[code], *others}:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    before = files_below(tmp_path)
    command = re.sub(r"(?<= )/", f"{tmp_path}/", COMMANDS[code])
    absolute = re.findall(r"(?:^| )(/\S*)", command)
    assert all(path.startswith(f"{tmp_path}/") for path in absolute), "nothing else is deleted"
    subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=tmp_path / "app",
        env={**os.environ, "HOME": str(tmp_path / "root")},
        check=False,  # find says 1 where a folder isn't there
    )
    assert before - files_below(tmp_path) == set(FINDS[code])


def test_a_fix_that_would_delete_what_is_needed_names_no_whole_folder() -> None:
    """These rules leave files alone that stand beside those they count."""
    for code in ("LS039", "LS079"):
        assert "/*" not in FIX_OF[code]
        assert "NAME" in FIX_OF[code]
