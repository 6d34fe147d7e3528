"""Numbers and trees that the projects behind the corpus state about their own images."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from real.corpus import VARIABLE, corpus_items
from real.gnu_tar import listing
from real.programs import run
from support.run_layersize import inspect_report

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not corpus_items(), reason=f"{VARIABLE} names no corpus"),
]

CORPUS = Path(os.environ.get(VARIABLE, ""))
DIVE = CORPUS / "wagoodman+dive"
OCI_TOOLS = CORPUS / "sylabs+oci-tools"
DIVE_LAYER = re.compile(r'"index": (\d+),\n\s*"sizeBytes": (\d+)')
ONE_FILE_BYTES = 6405


@pytest.fixture(scope="module")
def dive_report() -> Any:
    return inspect_report(str(DIVE / ".data/test-docker-image.tar"))


def test_content_of_each_layer_is_what_dive_exports(dive_report: Any) -> None:
    snapshots = DIVE / "cmd/dive/cli/internal/command/export/testdata/snapshots"
    exported = DIVE_LAYER.findall((snapshots / "export_test.snap").read_text(encoding="utf-8"))
    assert [(row["index"], row["content_bytes"]) for row in dive_report["layers"]] == [
        (int(index), int(size)) for index, size in exported
    ]


def test_shadowed_files_of_the_dive_image(dive_report: Any) -> None:
    """Read off its fourteen instructions: cp, chmod, cp, cp, mv and `rm -rf /root/example`."""
    rows = {
        (row["path"], row["added_in"], row["hidden_in"], row["cause"], row["bytes"])
        for row in dive_report["shadowed"]
    }
    assert rows == {
        ("root/example/somefile1.txt", 3, 4, "metadata-only", ONE_FILE_BYTES),
        ("root/example/somefile1.txt", 4, 9, "deleted", ONE_FILE_BYTES),
        ("root/example/somefile2.txt", 5, 9, "deleted", ONE_FILE_BYTES),
        ("root/example/somefile3.txt", 6, 7, "deleted", ONE_FILE_BYTES),
        ("root/saved.txt", 7, 13, "metadata-only", ONE_FILE_BYTES),
    }


def squashed_images() -> list[Any]:
    """Image folder and the layer to which oci-tools squashes it."""
    squashed = sorted(OCI_TOOLS.glob("pkg/mutate/testdata/TestSquash/*/layer.golden"))
    folders = [re.sub(r"(?<=[a-z])(?=[A-Z0-9])", "-", tar.parent.name).lower() for tar in squashed]
    return [
        pytest.param(OCI_TOOLS / "test/images" / folder, tar, id=folder)
        for folder, tar in zip(folders, squashed, strict=True)
        if (OCI_TOOLS / "test/images" / folder).is_dir()
    ]


@pytest.mark.parametrize(("image", "squashed"), squashed_images())
def test_final_tree_is_what_oci_tools_squashes_to(
    image: Path, squashed: Path, need: Callable[..., None]
) -> None:
    need("tar")
    names = run("tar", "--list", "--file", squashed).decode().splitlines()
    report = inspect_report(str(image))
    assert report["image"]["entries"] == len([name for name in names if name != "./"])
    assert report["image"]["live_bytes"] == listing(squashed).file_bytes
