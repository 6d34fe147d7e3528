"""SECURITY.md and docs tell the bounds that there are, in the numbers that they have."""

from __future__ import annotations

import ast
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from layersize.streams import bounds
from layersize.streams.limits import BOUNDED, LIFTED

TEXT = (Path(__file__).parents[2] / "SECURITY.md").read_text(encoding="utf-8")
MEBIBYTE, MILLION = 1 << 20, 1_000_000
TOLD = {
    "a JSON document": f"{bounds.DOCUMENT_BYTES // MEBIBYTE} MiB",
    "values of a JSON document; of all documents of an archive": f"{bounds.DOCUMENT_VALUES:,}; "
    f"{bounds.DOCUMENTS_VALUES // MILLION} million, and {bounds.DOCUMENTS_BYTES // MEBIBYTE} MiB",
    "layers, `diff_ids` and steps of histories that all images of an archive list": (
        f"{bounds.LISTED_LAYERS:,}"
    ),
    "a PAX header": f"{bounds.PAX_BYTES // MEBIBYTE} MiB",
    "one object of a tar-split; Podman's table of images, and that of layers": (
        f"{max(bounds.TAR_SPLIT_OBJECT_BYTES, bounds.TABLE_BYTES) // MEBIBYTE} MiB"
    ),
    "a path": f"{bounds.PATH_BYTES >> 10} KiB, {bounds.PATH_DEPTH} directories deep",
    "members of an archive": f"{bounds.MEMBERS:,}, with "
    f"{bounds.MEMBER_NAME_BYTES // MEBIBYTE} MiB of names",
    "indexes within indexes": f"{bounds.INDEX_DEPTH}",
    "names of an entry in extension headers that contradict each other": f"{bounds.OTHER_NAMES}",
    "chunks of a sparse file": f"{bounds.SPARSE_CHUNKS:,}",
    "directories that the paths of an image's layers lead through": f"{bounds.DIRECTORIES:,}, and "
    f"{['no', 'one'][bounds.DIRECTORIES_PER_ENTRY]} more per entry",
    "paths and link targets of entries with extension headers, in all layers of an image": (
        f"{bounds.NAME_BYTES // MEBIBYTE} MiB, and {bounds.NAME_BYTES_PER_ENTRY} bytes more per "
        "entry"
    ),
    "chunks of all sparse files of an image": f"{bounds.IMAGE_SPARSE_CHUNKS:,}",
    "entries in all compressed layers of an image": f"{bounds.FREE_ENTRIES // MILLION} million, "
    f"and one more per {bounds.BYTES_PER_ENTRY} compressed bytes",
    "entries of layers that an image lists again": f"{bounds.REPEATED_ENTRIES // MILLION} million",
    "the memory of all decompressors that work at once": f"{bounds.DECODER_BYTES // MEBIBYTE} MiB",
    "entries of a layer": f"{bounds.ENTRIES // MILLION} million",
    "an uncompressed layer": f"{bounds.TAR_BYTES >> 40} TiB",
    "gzip members, zstd frames and the like in all layers of an image, beyond one for each 512 "
    "bytes of output": f"{bounds.EMPTY_MEMBERS:,}",
    "the unpacked length of all compressed layers of an image, once it is over "
    f"{bounds.EXPANSION_FREE_BYTES >> 30} GiB": f"{bounds.EXPANSION_RATIO} times their compressed "
    "length",
}
"""What a bound is of, and how the text tells it."""


@pytest.mark.parametrize("of", TOLD)
def test_the_bound_is_what_the_text_says(of: str) -> None:
    assert f"| {of} | {TOLD[of]} |\n" in TEXT


def test_what_no_limits_turns_off() -> None:
    """A new field of the limits is told in the text, and lifted."""
    assert len(fields(BOUNDED)) == 6
    for field in fields(BOUNDED):
        bounded, lifted = getattr(BOUNDED, field.name), getattr(LIFTED, field.name)
        assert lifted is False if isinstance(bounded, bool) else lifted > bounded, field.name
    assert f"a decompressor may then use up to {LIFTED.decoder_bytes >> 30} GiB" in TEXT


def test_every_bound_has_its_reason() -> None:
    """A text behind it, or behind the one that it belongs to."""
    body = ast.parse(Path(bounds.__file__).read_text(encoding="utf-8")).body[1:]
    assert len(body) > 30
    assert isinstance(body[-1], ast.Expr)
    for bound, behind in pairwise(body):
        assert isinstance(bound, ast.Assign) or not isinstance(behind, ast.Expr)
