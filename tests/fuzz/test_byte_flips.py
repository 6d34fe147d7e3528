"""Flipped bytes anywhere in an archive: a report that adds up, or a refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.fuzzing import IMAGES, assert_measured_or_refused, flipped, seeded

ARCHIVES = [
    "docker-24.tar",
    "docker-containerd-store.tar",
    "podman-docker-archive.tar",
    "pre-1.10.tar",
    "oci-attested.tar",
    "oci-plain-layers.tar",
    "compression-zstd-frames.tar",
    "compression-gzip-members.tar",
    "compression-xz-streams.tar",
    "sparse-encodings-are-one-content.tar",
    "names-pax.tar.gz",
    "outer-xz.tar.xz",
]
FLIPS = 150


@pytest.mark.parametrize("name", ARCHIVES)
def test_byte_flips(name: str, tmp_path: Path) -> None:
    data = (IMAGES / name).read_bytes()
    image = tmp_path / "image.tar"
    for number in range(FLIPS):
        image.write_bytes(flipped(data, seeded(name, number)))
        assert_measured_or_refused(image)
