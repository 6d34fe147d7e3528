"""Archives of Docker before 1.10: a chain of parents."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.errors import LayersizeError
from layersize.sources.context import SourceContext
from layersize.sources.legacy_archive import is_legacy, legacy_images
from layersize.sources.open_image import open_image
from layersize.sources.stores import ArchiveStore
from support.image_config import to_json
from support.run_layersize import run_layersize
from support.standard_input import piped_stdin
from support.tar_writer import file, tar


def old_layer(name: str, parent: str | None = None, command: str = "") -> bytes:
    declared = {"id": name, "container_config": {"Cmd": command.split()}}
    if parent is not None:
        declared["parent"] = parent
    return file(f"{name}/json", to_json(declared)) + file(f"{name}/layer.tar", tar())


def store_of(tmp_path: Path, *members: bytes) -> ArchiveStore:
    path = tmp_path / "old.tar"
    path.write_bytes(tar(*members))
    return ArchiveStore(path)


def test_layers_follow_their_parents(tmp_path: Path) -> None:
    members = (
        old_layer("top", "mid", "RUN c"),
        old_layer("base", None, "ADD a"),
        old_layer("mid", "base"),
    )
    store = store_of(tmp_path, *members, file("repositories", b'{"app":{"v1":"top","v2":"mid"}}'))
    assert is_legacy(store)
    first, second = legacy_images(store)
    assert (first.names, second.names) == (("app:v1",), ("app:v2",))
    assert [layer.name for layer in first.layers] == [
        f"{x}/layer.tar" for x in ("base", "mid", "top")
    ]
    assert [layer.created_by for layer in first.layers] == ["ADD a", "<unknown>", "RUN c"]
    assert len(second.layers) == 2


def test_tags_that_differ_in_letter_case_are_two(tmp_path: Path) -> None:
    tags = b'{"app":{"v1":"one","V1":"two"},"App":{"v1":"two"}}'
    store = store_of(tmp_path, old_layer("one"), old_layer("two"), file("repositories", tags))
    first, second = legacy_images(store)
    assert (first.names, second.names) == (("app:v1",), ("app:V1", "App:v1"))


def test_without_repositories_the_childless_layer_is_the_image(tmp_path: Path) -> None:
    (image,) = legacy_images(store_of(tmp_path, old_layer("base"), old_layer("top", "base")))
    assert image.names == ()
    assert image.layers[-1].name == "top/layer.tar"


def test_images_without_a_tag_can_be_chosen_by_the_ids_that_the_message_lists(
    tmp_path: Path,
) -> None:
    one, two = "1" * 64, "2" * 64
    path = tmp_path / "old.tar"
    path.write_bytes(
        tar(
            *(old_layer(name, command=f"RUN {name[0]}") for name in (one, two)),
            old_layer("top", "base"),
            old_layer("base"),
            file("repositories", b'{"app":{"v1":"top"}}'),
        )
    )
    listed = "app:v1, 111111111111, 222222222222"
    with pytest.raises(LayersizeError, match=f"holds several images; put a colon .*: {listed}"):
        open_image(str(path), SourceContext())
    with piped_stdin(path.read_bytes()):
        outcome = run_layersize(["inspect", "-"])
    piped = "save only one, or write a file and put a colon and one of these behind it"
    assert f"standard input: holds several images; {piped}: {listed}" in outcome.stderr
    for name, layers in (("1" * 12, ["1"]), (two, ["2"]), ("app:v1", ["top", "base"])):
        image = open_image(f"{path}:{name}", SourceContext())
        assert len(image.layers) == len(layers)
        if len(layers) == 1:
            assert image.layers[0].created_by == f"RUN {layers[0]}"


def test_beside_a_tagged_image_a_broken_layer_is_left_out(tmp_path: Path) -> None:
    store = store_of(
        tmp_path,
        old_layer("top"),
        file("other/json", b"no JSON"),
        file("repositories", b'{"app":{"v1":"top"}}'),
    )
    (image,) = legacy_images(store)
    assert image.names == ("app:v1",)


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ((old_layer("top", "none"),), "none/json: is missing"),
        ((old_layer("top", "mid"), old_layer("mid", "top")), "lead in a circle"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_broken_chains(tmp_path: Path, members: tuple[bytes, ...], problem: str) -> None:
    store = store_of(tmp_path, *members, file("repositories", b'{"app":{"v1":"top"}}'))
    (image,) = legacy_images(store)
    assert problem in str(image.problem)


def test_too_many_images_are_refused(tmp_path: Path) -> None:
    tags = {str(number): f"i{number}" for number in range(257)}
    store = store_of(tmp_path, file("repositories", to_json({"app": tags})))
    with pytest.raises(LayersizeError, match=r"lists 257 images \(at most 256\)"):
        legacy_images(store)
