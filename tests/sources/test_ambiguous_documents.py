"""Documents that are two images, depending on who reads them: refused, naming key and document.

Go takes the last of the keys that differ only in letter case, and so does every engine; other
readers take the one that is spelt as the specification spells it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.sources.docker_archive import MANIFEST
from support.docker_archives import named_layers
from support.image_config import config_json
from support.oci_layouts import OciLayout
from support.run_layersize import Outcome, inspect
from support.tar_writer import file, tar

SMALL, LARGE = tar(file("a", b"x")), tar(file("a", b"x" * 9000))


def doubled(document: bytes, key: str, other: str) -> bytes:
    """The document with a second key in front of all others, spelt in another way."""
    assert f'"{key}":'.encode() in document
    return document.replace(b"{", f'{{"{other}": [], '.encode(), 1)


def layout_with(folder: Path, document: str, key: str, other: str) -> Path:
    layout = OciLayout()
    config = config_json([SMALL])
    if document == "config":
        config = doubled(config, key, other)
    manifest = layout.add_manifest([SMALL], config)
    if document == "manifest":
        data = doubled(layout.blobs.pop(manifest["digest"].removeprefix("sha256:")), key, other)
        manifest = layout.add_blob(data, manifest["mediaType"])
    layout.refer(manifest, "v1")
    for name, content in layout.files().items():
        data = doubled(content, key, other) if name == document else content
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize(
    ("document", "key", "other"),
    [
        ("manifest", "layers", "Layers"),
        ("manifest", "layers", "layers"),
        ("manifest", "config", "CONFIG"),
        ("index.json", "manifests", "Manifests"),
        ("config", "rootfs", "RootFS"),
        ("config", "history", "History"),
        ("config", "architecture", "Architecture"),
    ],
)
def test_in_a_layout(document: str, key: str, other: str, tmp_path: Path) -> None:
    outcome = inspect(str(layout_with(tmp_path, document, key, other)))
    assert outcome.exit_code == 2
    assert f"has the key '{key}' more than once" in outcome.stderr


def test_in_a_docker_archive(tmp_path: Path) -> None:
    path = tmp_path / "image.tar"
    saved = named_layers({"0.tar": SMALL, "1.tar": LARGE}, [SMALL], layer_names=["0.tar"])
    twice = saved.replace(b'"Layers"', b'"layers"')
    assert inspect_of(path, twice).exit_code == 0  # spelt in another way, and once
    listed = b'[{"Config":"config.json","RepoTags":null,"layers":["1.tar"],"Layers":["0.tar"]}]'
    members = (
        file("config.json", config_json([SMALL])),
        file("0.tar", SMALL),
        file("1.tar", LARGE),
    )
    outcome = inspect_of(path, tar(file(MANIFEST, listed), *members))
    assert outcome.exit_code == 2
    assert "manifest.json[0]: has the key 'Layers' more than once" in outcome.stderr


def inspect_of(path: Path, data: bytes) -> Outcome:
    path.write_bytes(data)
    return inspect(str(path))
