"""Archives and layers that end too early (case 29): never a partial report passed off as whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.compressors import gzip_member, zstd_frame
from support.docker_archives import archive, named_layers
from support.fuzzing import IMAGES, assert_measured_or_refused, seeded
from support.run_layersize import inspect, inspect_report
from support.tar_writer import BLOCK_BYTES, directory, file, gnu_long, hardlink, pax, tar, whiteout

ARCHIVES = ["docker-24.tar", "docker-25.tar", "oci-tar.tar", "outer-gzip.tar.gz", "outer-xz.tar.xz"]
RANDOM_CUTS = 25

ENTRIES = [
    directory("d/"),
    file("d/a", b"a" * 700),
    pax(("path", "d/" + "p" * 150)) + file("short", b"p" * 30),
    gnu_long("l" * 150) + file("l" * 100, b"l" * 512),
    hardlink("h", "d/a"),
    whiteout("w"),
    file("z", b"z"),
]
LAYER = tar(*ENTRIES)
BETWEEN_ENTRIES = {sum(map(len, ENTRIES[:count])) for count in range(len(ENTRIES) + 1)}


def content_of_layers(report: Any) -> list[int]:
    return [layer["content_bytes"] for layer in report["layers"]]


@pytest.mark.parametrize("name", ARCHIVES)
def test_archive_cut_anywhere(name: str, tmp_path: Path) -> None:
    data = (IMAGES / name).read_bytes()
    image = tmp_path / "image.tar"
    whole = content_of_layers(inspect_report(str(IMAGES / name)))
    rng = seeded(name)
    cuts = {rng.randrange(len(data)) for _ in range(RANDOM_CUTS)}
    for cut in sorted(cuts | set(range(0, len(data), BLOCK_BYTES))):
        image.write_bytes(data[:cut])
        report = assert_measured_or_refused(image)
        if report is not None:
            assert content_of_layers(report) == whole, f"cut at {cut} of {len(data)}"


@pytest.mark.parametrize("cut", range(0, len(LAYER), BLOCK_BYTES))
@pytest.mark.parametrize("compress", [bytes, gzip_member, zstd_frame])
def test_layer_cut_at_every_block(compress: type[bytes], cut: int, tmp_path: Path) -> None:
    """A cut between entries is a warning (tars without a trailer exist), any other an error."""
    image = tmp_path / "image.tar"
    image.write_bytes(named_layers({"0.tar": compress(LAYER[:cut])}, [LAYER]))
    outcome = inspect(str(image))
    trailer_begun = cut > max(BETWEEN_ENTRIES)
    if cut in BETWEEN_ENTRIES or trailer_begun:
        assert outcome.exit_code == 0, outcome.stderr
        assert "missing-trailer" in {warning["code"] for warning in outcome.report["warnings"]}
    else:
        assert outcome.exit_code == 2
        assert "layer 0" in outcome.stderr


@pytest.mark.parametrize("compress", [gzip_member, zstd_frame])
def test_compressed_layer_cut_at_every_byte(compress: type[bytes], tmp_path: Path) -> None:
    blob = compress(tar(file("a", b"abc" * 40)))
    image = tmp_path / "image.tar"
    for cut in range(1, len(blob)):
        image.write_bytes(named_layers({"0.tar.gz": blob[:cut]}, [LAYER]))
        outcome = inspect(str(image))
        assert outcome.exit_code == 2, f"cut at {cut} of {len(blob)}"
        assert "layer 0" in outcome.stderr


def test_a_layer_cut_off_by_the_end_of_the_archive(tmp_path: Path) -> None:
    image = tmp_path / "image.tar"
    whole = archive(LAYER)
    start = whole.index(ENTRIES[0])
    for cut in range(start, start + len(LAYER) - BLOCK_BYTES, BLOCK_BYTES):
        image.write_bytes(whole[:cut])
        assert inspect(str(image)).exit_code == 2
