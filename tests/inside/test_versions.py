"""Which file a path means: in the image, or in one of its layers; and what is said if none."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.errors import LayersizeError
from layersize.inside.versions import find_file, find_version
from layersize.measure import explore
from layersize.text.escape import inert_path
from support.docker_archives import archive
from support.tar_writer import directory, fifo, file, hardlink, symlink, tar

LAYERS = (
    tar(
        directory("etc/"),
        file("etc/motd", b"old"),
        file("etc/motd", b"old, second time"),
        file("etc/gone", b"gone"),
        symlink("bin", "usr/bin"),
        file("usr/bin/tool", b"tool"),
        file("usr/bin/lost", b"lost"),
        file("opt/app/main", b"main"),
        hardlink("etc/same", "etc/gone"),
    ),
    tar(
        file("etc/.wh.gone", b""),
        file("etc/.wh.same", b""),
        file("usr/bin/.wh.lost", b""),
        file(".wh.opt", b""),
        file("etc/motd", b"new"),
    ),
    tar(
        symlink("etc/link", "../bin/./tool"),
        symlink("etc/circle", "circle"),
        hardlink("etc/again", "etc/motd"),
        hardlink("etc/nothing", "etc/gone"),
        fifo("run/pipe"),
    ),
)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> AnalyzedImage:
    path = tmp_path_factory.mktemp("image") / "image.tar"
    path.write_bytes(archive(*LAYERS))
    return explore(str(path))


@pytest.mark.parametrize(
    ("path", "layer", "place"),
    [
        (b"etc/motd", None, (1, b"etc/motd")),
        (b"/etc/motd", None, (1, b"etc/motd")),
        (b"./etc//../etc/motd/", None, (1, b"etc/motd")),
        (b"bin/tool", None, (0, b"usr/bin/tool")),
        (b"etc/link", None, (0, b"usr/bin/tool")),
        (b"etc/again", None, (1, b"etc/motd")),
        (b"etc/gone", 0, (0, b"etc/gone")),
        (b"etc/same", 0, (0, b"etc/gone")),
        (b"../etc/motd", 1, (1, b"etc/motd")),
        (b"etc/again", 2, (1, b"etc/motd")),
    ],
)
def test_data_of_a_path(
    image: AnalyzedImage, path: bytes, layer: int | None, place: tuple[int, bytes]
) -> None:
    _, data_layer, row = find_file(image, path, layer)
    assert (data_layer, image.overlay.layers[data_layer].path(row)) == place


def test_of_duplicates_in_a_layer_the_last(image: AnalyzedImage) -> None:
    _, layer, row = find_file(image, b"etc/motd", 0)
    assert image.overlay.layers[layer].content_bytes[row] == len(b"old, second time")


def test_links_that_were_followed(image: AnalyzedImage) -> None:
    version = find_version(image, b"etc/link")
    assert version.path == b"usr/bin/tool"
    assert version.links == ((b"etc/link", b"../bin/./tool"), (b"bin", b"usr/bin"))


def test_a_path_as_reports_show_it(tmp_path: Path) -> None:
    """With escapes; a file whose name is what was typed comes first."""
    names = [rb"unit\x2d.slice", b"escape\x1b", b"byte\xff", rb"a\\b", rb"a\b"]
    layer = tar(*(file(name, name) for name in names))
    path = tmp_path / "image.tar"
    path.write_bytes(archive(layer))
    image = explore(str(path))
    for layer_asked in (None, 0):
        for name in names:
            assert find_version(image, name, layer_asked).path == name
        for name in names[:3]:
            shown = inert_path(name).encode()
            assert shown != name
            assert find_version(image, shown, layer_asked).path == name


def test_folders(image: AnalyzedImage) -> None:
    kinds = [
        (version.kind, version.layer)
        for path, layer in [
            (b"etc", None),
            (b"usr", None),
            (b"/", None),
            (b"etc/", 0),
            (b"opt", 0),
        ]
        for version in [find_version(image, path, layer)]
    ]
    assert kinds == [("directory", 0)] + 2 * [("directory", None)] + [
        ("directory", 0),
        ("directory", None),
    ]


@pytest.mark.parametrize(
    ("path", "layer", "said"),
    [
        (
            b"etc/gone",
            None,
            "/etc/gone: is not in the image any more: layer 0 shipped it, layer 1 deleted it;"
            " --layer 0 shows it",
        ),
        (
            b"/bin/lost",
            None,
            "/bin/lost: leads to /usr/bin/lost, which is not in the image any more: layer 0 shipped"
            " it, layer 1 deleted it; --layer 0 /usr/bin/lost shows it",
        ),
        (
            b"opt/app/main",
            None,
            "/opt/app/main: is not in the image any more: layer 0 shipped it, layer 1 deleted it;"
            " --layer 0 shows it",
        ),
        (b"etc", None, "/etc: is a folder; give the path of a file in it"),
        (b"/", None, "/: is a folder; give the path of a file in it"),
        (b"etc/motd/x", None, "/etc/motd: is not a folder"),
        (b"etc/circle", None, "/etc/circle: leads through more than 40 links"),
        (b"etc/nothing", None, "/etc/nothing: is a hardlink to etc/gone, which is not there"),
        (b"run/pipe", None, "/run/pipe: is a FIFO, which has no content"),
        (
            b"etc/link",
            2,
            "/etc/link: is a link to ../bin/./tool there; give the path that it leads to",
        ),
        (b"etc/gone", 1, "/etc/gone: layer 1 only deletes it; layer 0 ships it"),
        (b"etc/motd", 2, "/etc/motd: layer 2 does not have it; layers 0 and 1 ship it"),
        (
            b"bin/tool",
            0,
            "/bin/tool: layer 0 does not have it; it leads to /usr/bin/tool, of layer 0",
        ),
        (b"etc/motd", 3, "there is no layer 3; the image has layers 0 to 2"),
        (b"etc/motd", -1, "there is no layer -1; the image has layers 0 to 2"),
    ],
)
def test_what_is_said(image: AnalyzedImage, path: bytes, layer: int | None, said: str) -> None:
    with pytest.raises(LayersizeError) as caught:
        find_file(image, path, layer)
    assert str(caught.value) == said
