"""Podman's tables and what it keeps with images, damaged: a report that adds up, or a refusal."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fuzz.test_json_values import mutated
from support.fuzzing import assert_measured_or_refused, flipped, seeded
from support.podman_stores import PodmanStore, pulled_manifest
from support.tar_writer import directory, file, tar

LAYERS = [
    tar(directory("etc/"), file("etc/hosts", b"127.0.0.1\n"), file("etc/key", b"secret" * 100)),
    tar(file("etc/hosts", b"127.0.0.1\n", mode=0o600), file("etc/.wh.key", b"")),
]
ROUNDS = 400
TABLES = ("overlay-images/images.json", "overlay-layers/layers.json")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PodmanStore:
    made = PodmanStore(root=tmp_path / "storage")
    made.add(LAYERS, "localhost/app:v1", manifest=pulled_manifest)
    conf = tmp_path / "storage.conf"
    conf.write_text(
        f'[storage]\ngraphroot = "{made.root}"\nrootless_storage_path = "{made.root}"\n'
    )
    monkeypatch.setenv("CONTAINERS_STORAGE_CONF", str(conf))
    return made


def documents(store: PodmanStore) -> Iterator[Path]:
    """The tables, and what is kept with the image."""
    yield from (store.root / table for table in TABLES)
    yield from sorted((store.root / "overlay-images").glob("*/*"))


def test_one_value_is_another(store: PodmanStore) -> None:
    measured = 0
    for path in documents(store):
        intact = path.read_bytes()
        for number in range(ROUNDS // 5):
            document = mutated(json.loads(intact), seeded(path.name, number))
            path.write_text(json.dumps(document))
            measured += assert_measured_or_refused("storage:app:v1") is not None
        path.write_bytes(intact)
    assert measured > 10  # much of a table is not needed


def test_a_tar_split_with_other_bytes(store: PodmanStore) -> None:
    """Packed again, so that what it says is read."""
    for path in sorted((store.root / "overlay-layers").glob("*.gz")):
        intact = gzip.decompress(path.read_bytes())
        for number in range(ROUNDS // 4):
            data = flipped(intact, seeded(path.name, number))
            path.write_bytes(gzip.compress(data, 1))
            assert_measured_or_refused("storage:app:v1")
        path.write_bytes(gzip.compress(intact, 1))


def test_a_tar_split_with_another_value(store: PodmanStore) -> None:
    for path in sorted((store.root / "overlay-layers").glob("*.gz")):
        intact = gzip.decompress(path.read_bytes()).decode().splitlines()
        for number in range(ROUNDS // 4):
            rng = seeded(path.name, number)
            lines = list(intact)
            at = rng.randrange(len(lines))
            lines[at] = json.dumps(mutated(json.loads(lines[at]), rng))
            path.write_bytes(gzip.compress("\n".join(lines).encode(), 1))
            assert_measured_or_refused("storage:app:v1")
        path.write_bytes(gzip.compress("\n".join(intact).encode(), 1))


def test_a_folder_without_one_of_its_files(store: PodmanStore, tmp_path: Path) -> None:
    aside = tmp_path / "aside"
    for path in sorted(path for path in store.root.rglob("*") if path.is_file()):
        shutil.move(path, aside)
        assert_measured_or_refused("storage:app:v1")
        shutil.move(aside, path)
