"""JSON of every document with one value replaced, digests made right again where it matters."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from support.docker_archives import manifest_entry
from support.fuzzing import assert_measured_or_refused, seeded
from support.image_config import config_json, to_json
from support.oci_layouts import MANIFEST_TYPE, OciLayout, oci_layout
from support.tar_writer import file, tar

LAYER = tar(file("a", b"a" * 10))
CONFIG = config_json([LAYER])
VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    "",
    "x",
    "../../x",
    "sha256:" + "0" * 64,
    "\ud800",
    [],
    [None],
    {},
    {"a": {}},
]
MUTATIONS = 600

Place = tuple[Any, Any]
"""A container and the key or index in it."""


def places(value: Any) -> Iterator[Place]:
    """Every place of a document that a value can be put into."""
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield value, key
        yield from places(value[key])


def mutated(document: Any, rng: random.Random) -> Any:
    """The document with one value replaced, or one key dropped."""
    root = [copy.deepcopy(document)]
    container, key = rng.choice(list(places(root)))
    if isinstance(container, dict) and rng.random() < 0.2:
        del container[key]
    else:
        container[key] = rng.choice(VALUES)
    return root[0]


def test_docker_archive_json(tmp_path: Path) -> None:
    manifest = [manifest_entry("config.json", ["app:v1"], ["0.tar"])]
    image = tmp_path / "image.tar"
    for number in range(MUTATIONS):
        rng = seeded("docker", number)
        documents = {"manifest.json": manifest, "config.json": json.loads(CONFIG)}
        name = rng.choice(list(documents))
        documents[name] = mutated(documents[name], rng)
        members = [file(member, to_json(document)) for member, document in documents.items()]
        image.write_bytes(tar(*members, file("0.tar", LAYER)))
        assert_measured_or_refused(image)


def test_oci_json(tmp_path: Path) -> None:
    sound = oci_layout([LAYER], CONFIG)
    manifest = json.loads(sound.blobs[sound.references[0]["digest"].partition(":")[2]])
    image = tmp_path / "image.tar"
    for number in range(MUTATIONS):
        rng = seeded("oci", number)
        layout = OciLayout()
        layout.blobs = dict(sound.blobs)
        if rng.random() < 0.5:
            layout.references.append(
                layout.add_blob(to_json(mutated(manifest, rng)), MANIFEST_TYPE)
            )
        else:
            layout.references = mutated(sound.references, rng)
        image.write_bytes(layout.archive())
        assert_measured_or_refused(image)
