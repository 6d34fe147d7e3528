"""Law (identity 6): the same image gives the same report, whatever it is kept in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from support.compressors import bzip2_stream, gzip_member, xz_stream, zstd_frame
from support.docker_archives import archive, docker_24, docker_25, named_layers
from support.fuzzing import seeded
from support.image_config import config_json
from support.layer_stack import Entry, Layer, layer_tars
from support.oci_layouts import oci_layout
from support.run_layersize import inspect_report
from support.stacks import stacks
from support.standard_input import piped_stdin

OF_THE_SOURCE = ("reference", "source", "transfer_bytes", "digest", "media_type")
"""What a source may know or not."""

Kept = bytes | dict[str, bytes]


def docker_archive_of(compress: Callable[[bytes], bytes]) -> Callable[[list[bytes]], Kept]:
    return lambda tars: named_layers(
        {f"{index}.tar": compress(blob) for index, blob in enumerate(tars)}, tars
    )


def oci_of(compress: Callable[[bytes], bytes]) -> Callable[[list[bytes]], Kept]:
    return lambda tars: oci_layout([compress(blob) for blob in tars], config_json(tars)).archive()


FORMATS: dict[str, Callable[[list[bytes]], Kept]] = {
    "docker save up to 24": docker_24,
    "docker save from 25 on": docker_25,
    "containerd store": lambda tars: docker_25(
        tars, blobs=[gzip_member(blob) for blob in tars], containerd_store=True
    ),
    "docker archive, gzip layers": docker_archive_of(gzip_member),
    "docker archive, zstd layers": docker_archive_of(zstd_frame),
    "docker archive, bzip2 layers": docker_archive_of(bzip2_stream),
    "docker archive, xz layers": docker_archive_of(xz_stream),
    "oci archive": oci_of(bytes),
    "oci archive, gzip layers": oci_of(gzip_member),
    "oci archive, zstd layers": oci_of(zstd_frame),
    "oci folder": lambda tars: oci_layout(tars, config_json(tars)).files(),
    "oci folder, gzip layers": lambda tars: oci_layout(
        [gzip_member(blob) for blob in tars], config_json(tars)
    ).files(),
    "gzip as a whole": lambda tars: gzip_member(docker_24(tars)),
    "xz as a whole": lambda tars: xz_stream(docker_25(tars)),
}


def kept_in(folder: Path, kept: Kept, name: str) -> Path:
    target = folder / name
    if isinstance(kept, bytes):
        target.write_bytes(kept)
        return target
    for member, data in kept.items():
        path = target / member
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return target


def comparable(report: Any) -> Any:
    for part in (report["image"], *report["layers"]):
        for key in OF_THE_SOURCE:
            part.pop(key, None)
    return report


def plain_report(tars: list[bytes], folder: Path) -> Any:
    """What the simplest archive of these layers gives."""
    return comparable(inspect_report(str(kept_in(folder, archive(*tars), "plain.tar"))))


def report_from_file(name: str, tars: list[bytes], folder: Path) -> Any:
    example = folder / f"{len(list(folder.iterdir()))}"
    example.mkdir()
    return comparable(inspect_report(str(kept_in(example, FORMATS[name](tars), "image"))))


def report_from_stdin(name: str, tars: list[bytes], folder: Path) -> Any:
    image = kept_in(folder, FORMATS[name](tars), "stdin.tar")
    with piped_stdin(image.read_bytes()):
        return comparable(inspect_report("-"))


STREAMED = [name for name in FORMATS if "folder" not in name]
CHUNK_BYTES = 1 << 18
LARGE_FILES: list[Layer] = [
    [Entry("file", f"{size}", bytes(size)) for size in (CHUNK_BYTES - 512, CHUNK_BYTES, 700_000)],
    [
        Entry("file", "noise", seeded("noise").randbytes(CHUNK_BYTES + 1)),
        Entry("file", "700000", bytes(700_000), mode=0o600),
        Entry("file", ".wh.262144"),
    ],
    [Entry("file", "noise", seeded("noise").randbytes(CHUNK_BYTES + 1), mode=0o600)],
]
"""Files around and above what readers take at once, some that compress 1000 to 1."""


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=10)
@given(stack=stacks)
def test_every_format_gives_one_report(name: str, stack: list[Layer], folder: Path) -> None:
    tars = layer_tars(stack)
    assert report_from_file(name, tars, folder) == plain_report(tars, folder)


@pytest.mark.parametrize("name", STREAMED)
@settings(max_examples=10)
@given(stack=stacks)
def test_stdin_gives_the_same_report(name: str, stack: list[Layer], folder: Path) -> None:
    tars = layer_tars(stack)
    assert report_from_stdin(name, tars, folder) == plain_report(tars, folder)


@pytest.mark.parametrize("name", FORMATS)
def test_large_files_in_every_format(name: str, folder: Path) -> None:
    tars = layer_tars(LARGE_FILES)
    assert report_from_file(name, tars, folder) == plain_report(tars, folder)


@pytest.mark.parametrize("name", STREAMED)
def test_large_files_on_stdin(name: str, folder: Path) -> None:
    tars = layer_tars(LARGE_FILES)
    assert report_from_stdin(name, tars, folder) == plain_report(tars, folder)
