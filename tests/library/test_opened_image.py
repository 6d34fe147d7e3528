"""`layersize.open_image`: files, their content and their history, from a program."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path
from random import Random

import pytest

import layersize
from layersize.streams.reader import CHUNK
from support.compressors import gzip_member
from support.docker_archives import archive, named_layers
from support.tar_writer import directory, file, hardlink, symlink, tar, whiteout

LARGE = Random(4).randbytes(3 * CHUNK + 7)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A deleted file, one that was replaced, a link, a hardlink, and one of several pieces."""
    base = [
        file("etc/conf", b"first\nsecond\n"),
        file("gone", b"x" * 5000),
        file("large", LARGE),
        directory("srv"),
        symlink("conf", "/etc/conf"),
        hardlink("etc/alias", "large"),
        file("empty", b""),
    ]
    path = tmp_path / "image.tar"
    path.write_bytes(archive(tar(*base), tar(file("etc/conf", b"new"), whiteout("gone"))))
    return path


def test_numbers_are_those_of_analyze(saved: Path) -> None:
    with layersize.open_image(saved) as image:
        analysis = layersize.analyze(saved)
        assert image.analysis.image == analysis.image
        assert image.analysis.layers == analysis.layers
        assert repr(image) == repr(analysis).replace("ImageAnalysis", "OpenedImage")


def test_files_add_up(saved: Path) -> None:
    with layersize.open_image(saved) as image:
        live, hidden = list(image.files()), list(image.files(hidden=True))
    assert sum(file.content_bytes for file in live) == image.analysis.live_bytes
    assert sum(file.content_bytes for file in hidden) == image.analysis.shadowed_bytes
    assert {file.path for file in hidden} == {b"gone", b"etc/conf"}
    assert {file.kind for file in live} == {"file", "directory", "symlink", "hardlink"}


@pytest.mark.parametrize(
    ("path", "layer", "content"),
    [
        ("/etc/conf", None, b"new"),
        (b"conf", None, b"new"),
        ("etc/conf", 0, b"first\nsecond\n"),
        ("etc/conf", 1, b"new"),
        ("gone", 0, b"x" * 5000),
        ("large", None, LARGE),
        ("etc/alias", None, LARGE),
        ("etc/alias", 0, LARGE),
        ("empty", None, b""),
    ],
    ids=[f"content-{number}" for number in range(9)],
)
def test_content(saved: Path, path: bytes | str, layer: int | None, content: bytes) -> None:
    with layersize.open_image(saved) as image, image.open(path, layer) as file:
        assert file.read() == content
        assert file.read() == b""


def test_it_reads_as_any_file_does(saved: Path) -> None:
    with layersize.open_image(saved) as image:
        with image.open("etc/conf", layer=0) as file:
            assert list(io.TextIOWrapper(file, encoding="utf-8")) == ["first\n", "second\n"]
        with image.open("large") as file:
            assert not file.seekable()
            assert not file.writable()
            taken = [file.read(1000), file.read1(10), file.peek(5)[:5]]
            rest = file.read()
        assert taken[0] + taken[1] + rest == LARGE
        assert rest.startswith(taken[2])
        file.close()
        with pytest.raises(ValueError, match="closed"):
            file.read()


def test_several_files_are_open_at_once(saved: Path) -> None:
    with (
        layersize.open_image(saved) as image,
        image.open("large") as large,
        image.open("etc/conf") as other,
    ):
        start = large.read(10)
        assert other.read() == b"new"
        assert start + large.read() == LARGE


def test_every_listed_file_can_be_opened(saved: Path) -> None:
    with layersize.open_image(saved) as image:
        for listed in (*image.files(), *image.files(hidden=True)):
            if listed.kind in ("file", "hardlink"):
                with image.open(listed.path, listed.layer) as file:
                    assert len(file.read()) in (listed.content_bytes, len(LARGE))


@pytest.mark.parametrize(
    ("path", "layer", "said"),
    [
        ("/etc/konf", None, "did you mean /etc/conf"),
        ("/srv", None, "is a folder"),
        ("conf", 0, "is a link to /etc/conf there"),
        ("gone", None, "layer 1 deleted it"),
        ("gone", 7, "there is no layer 7"),
    ],
)
def test_what_has_no_content(saved: Path, path: str, layer: int | None, said: str) -> None:
    with layersize.open_image(saved) as image:
        with pytest.raises(layersize.LayersizeError, match=said) as caught:
            image.open(path, layer)
        assert caught.value.where.startswith(str(saved))


def test_content_that_has_changed_is_never_handed_out_whole(tmp_path: Path) -> None:
    def write(content: bytes) -> None:
        layer = gzip_member(tar(file("large", content)))
        path.write_bytes(named_layers({"layer.tar": layer}, [layer]))

    path = tmp_path / "image.tar"
    write(LARGE)
    with layersize.open_image(path) as image:
        write(LARGE[:-1] + bytes([LARGE[-1] ^ 1]))
        with image.open("large") as content:
            got = content.read1(len(LARGE))
            with pytest.raises(layersize.LayersizeError, match="is not what was read before"):
                content.read()
            assert LARGE[:-1].startswith(got)


def test_a_pipe_is_kept_until_it_is_closed(saved: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(saved.read_bytes()))
    writer.start()
    image = layersize.open_image(pipe)
    writer.join()
    with image.open("large") as file:
        assert file.read() == LARGE
    image.close()
    image.close()
    assert image.analysis.live_bytes == sum(file.content_bytes for file in image.files())
    with pytest.raises(ValueError, match="the image is closed"):
        image.open("large")


def test_the_history_of_a_path(saved: Path) -> None:
    with layersize.open_image(saved) as image:
        history = image.why("/gone")
        assert (history.path, history.hidden_bytes) == (b"gone", 5000)
        assert [(event.layer, event.change) for event in history.events] == [
            (0, "added"),
            (1, "deleted"),
        ]
        assert history.left_out.saved_bytes == 5000
        with pytest.raises(
            layersize.LayersizeError, match="no layer of the image has it"
        ) as caught:
            image.why(b"etc/konf")
        assert caught.value.where == f"{saved}: /etc/konf"


def test_an_image_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(layersize.LayersizeError, match="no such file"):
        layersize.open_image(tmp_path / "none.tar", offline=True)
