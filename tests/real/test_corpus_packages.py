"""Packages of a real Alpine image, whose database states exact sizes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from layersize.measure import explore
from layersize.packages.file_tree import FileTree
from real.corpus import VARIABLE, corpus_items

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not corpus_items(), reason=f"{VARIABLE} names no corpus"),
]

ALPINE = (
    Path(os.environ.get(VARIABLE, ""))
    / "google+go-containerregistry/old-6aca6f32-mutate_test_new_hc.tar"
)
DATABASE = b"lib/apk/db/installed"
COUNTS_A_LINK = {"alpine-baselayout-data": -1, "busybox-binsh": 1}
"""What apk counts for symlinks, which have no bytes: one each, taken from another package."""


def test_what_apk_states_is_what_is_there() -> None:
    image = explore(str(ALPINE))
    stated = {}
    for block in FileTree(image).captured[DATABASE].decode().split("\n\n"):
        fields = dict(line.split(":", 1) for line in block.splitlines() if line[1:2] == ":")
        if fields:
            stated[fields["P"]] = fields["V"], int(fields["I"])
    counted = {
        row.name: (row.version, row.content_bytes + COUNTS_A_LINK.get(row.name, 0))
        for row in image.analysis.packages
        if row.manager == "apk"
    }
    assert len(counted) == 16
    assert counted == stated
