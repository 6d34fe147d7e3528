"""The data of each file of random images, however packed, is what Python's tarfile reads."""

from __future__ import annotations

import io
import random
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.errors import LayersizeError
from layersize.explore.image_files import ImageFile, ImageFiles
from layersize.inside.contents import ImageContents
from layersize.inside.opened import open_contents, open_version
from layersize.inside.versions import find_file
from layersize.layers.entries import AUFS, FILE
from layersize.layers.request import WalkRequest
from layersize.measure import Settings, explore
from layersize.streams.limits import LIFTED
from support.compressors import gzip_member, zstd_frame
from support.docker_archives import archive, docker_24, docker_25, named_layers
from support.layer_stack import Layer, layer_tars
from support.naive_tree import normalised
from support.sparse_entries import gnu_sparse, pax_sparse_0_1, pax_sparse_1_0
from support.stacks import stacks
from support.standard_input import piped_stdin
from support.tar_writer import file, symlink, tar


def in_blobs(compress: Callable[[bytes], bytes]) -> Callable[[Sequence[bytes]], bytes]:
    return lambda layers: named_layers(
        {f"{index}/layer.tar": compress(layer) for index, layer in enumerate(layers)}, layers
    )


def many_frames(data: bytes) -> bytes:
    return b"".join(zstd_frame(data[at : at + 700]) for at in range(0, len(data), 700))


PACKED: dict[str, Callable[[Sequence[bytes]], bytes]] = {
    "plain": lambda layers: archive(*layers),
    "docker 24": docker_24,
    "docker 25": docker_25,
    "gzip": in_blobs(gzip_member),
    "zstd": in_blobs(zstd_frame),
    "zstd, many frames": in_blobs(many_frames),
    "compressed as a whole": lambda layers: gzip_member(docker_24(layers)),
    "compressed twice": lambda layers: zstd_frame(in_blobs(gzip_member)(layers)),
}


def read_by_tarfile(layer: bytes) -> list[tuple[str, bytes | None]]:
    """Name and data of each entry of a tar, in order; no data of what is no file."""
    with tarfile.open(fileobj=io.BytesIO(layer)) as read:
        found = []
        for member in read.getmembers():
            data = read.extractfile(member) if member.isfile() else None
            found.append((normalised(member.name), None if data is None else data.read()))
        return found


def opened(reference: str) -> ImageContents:
    image = explore(reference)
    return ImageContents(image.image, image.walks, Settings())


def content(contents: ImageContents, layer: int, row: int) -> bytes:
    with contents.open(layer, row) as pieces:
        return b"".join(pieces)


def files_of(image: AnalyzedImage) -> list[tuple[ImageFile, int, int]]:
    """Every name that has data, live and hidden, with their layer and row."""
    files, overlay = ImageFiles(image), image.overlay
    found = []
    for item in (*files.live(), *files.hidden()):
        layer, row = overlay.entry_of(item.inode)
        if overlay.layers[layer].kinds[row] in (FILE, AUFS):
            found.append((item, layer, row))
    return found


@settings(max_examples=50, deadline=None)
@given(stack=stacks, packing=st.sampled_from(list(PACKED)), verify=st.booleans())
def test_every_file_of_random_stacks(stack: list[Layer], packing: str, verify: bool) -> None:
    layers = layer_tars(stack)
    expected = [read_by_tarfile(layer) for layer in layers]
    how = Settings(request=WalkRequest(verify=verify))
    with tempfile.NamedTemporaryFile() as path:
        path.write(PACKED[packing](layers))
        path.flush()
        image = explore(path.name, how)
        contents = ImageContents(image.image, image.walks, how)
        for item, layer, row in files_of(image):
            name, data = expected[layer][row]
            assert content(contents, layer, row) == data
            if item.kind == "file" and image.overlay.layers[layer].kinds[row] == FILE:
                assert item.path.decode() == name


@settings(max_examples=50, deadline=None)
@given(stack=stacks)
def test_a_layer_gives_the_last_file_of_a_name(stack: list[Layer]) -> None:
    layers = layer_tars(stack)
    with tempfile.NamedTemporaryFile() as path:
        path.write(archive(*layers))
        path.flush()
        image = explore(path.name)
        contents = ImageContents(image.image, image.walks, Settings())
        for layer, data in enumerate(layers):
            last = {name: (row, data) for row, (name, data) in enumerate(read_by_tarfile(data))}
            for name, (row, expected) in last.items():
                is_marker = any(part.startswith(".wh.") for part in name.split("/"))
                if expected is None or is_marker or not name:
                    continue
                _, found_layer, found_row = find_file(image, name.encode(), layer)
                assert (found_layer, found_row) == (layer, row)
                assert content(contents, found_layer, found_row) == expected


@pytest.mark.parametrize("packing", PACKED)
def test_all_layers_at_once(packing: str, tmp_path: Path) -> None:
    """One pass gives what is wanted of all layers, also of one that comes twice."""
    repeated = tar(file("b", b"b" * 70_000), file("c", b"c"))
    layers = [tar(file("a", b"a" * 100)), repeated, tar(file("b", b"other")), repeated]
    path = tmp_path / "image.tar"
    path.write_bytes(PACKED[packing](layers))
    image = explore(str(path))
    contents = ImageContents(image.image, image.walks, Settings())
    with closing(contents.of_layers({0: [0], 1: [1, 0], 2: [0], 3: [0]})) as found:
        read = {place: b"".join(pieces) for place, pieces in found}
    assert read == {
        (0, 0): b"a" * 100,
        (1, 0): b"b" * 70_000,
        (1, 1): b"c",
        (2, 0): b"other",
        (3, 0): b"b" * 70_000,
    }


SPARSE = {
    "gnu": gnu_sparse,
    "pax 0.1": pax_sparse_0_1,
    "pax 1.0": pax_sparse_1_0,
}


@pytest.mark.parametrize("encoding", SPARSE)
@pytest.mark.parametrize("packing", PACKED)
def test_sparse_files_are_given_with_their_holes(
    encoding: str, packing: str, tmp_path: Path
) -> None:
    chunks = [(0, b"begin"), (70_000, b"x" * 3000), (200_000, b"")]
    layer = tar(file("first", b"1"), SPARSE[encoding]("f", chunks, 200_000), file("last", b"2"))
    path = tmp_path / "image.tar"
    path.write_bytes(PACKED[packing]([layer]))
    image = explore(str(path))
    contents = ImageContents(image.image, image.walks, Settings())
    whole = b"begin".ljust(70_000, b"\0") + (b"x" * 3000).ljust(130_000, b"\0")
    read = {row: b"".join(pieces) for row, pieces in contents.files(0, [2, 1, 0])}
    assert read == {0: b"1", 1: whole, 2: b"2"}


def test_a_sparse_file_whose_holes_were_too_large_to_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layersize.streams.bounds.HOLE_BYTES", 1000)
    layer = gzip_member(tar(gnu_sparse("f", [(5000, b"data")], 9000)))
    path = tmp_path / "image.tar"
    path.write_bytes(archive(layer))
    contents = opened(str(path))
    assert content(contents, 0, 0) == b"data".rjust(5004, b"\0").ljust(9000, b"\0")
    path.write_bytes(archive(gzip_member(tar(gnu_sparse("f", [(5000, b"date")], 9000)))))
    with pytest.raises(LayersizeError, match="is not what was read before"):
        content(contents, 0, 0)


@pytest.mark.parametrize("packing", [name for name in PACKED if name != "plain"])
def test_other_data_than_were_read_is_an_error(packing: str, tmp_path: Path) -> None:
    """What has no hash, a plain tar in a file, is read at its offset; all else is checked."""
    path = tmp_path / "image.tar"
    path.write_bytes(PACKED[packing]([tar(file("a", b"a" * 5000))]))
    image = explore(str(path), Settings(request=WalkRequest(verify=True)))
    path.write_bytes(PACKED[packing]([tar(file("a", b"a" * 4999 + b"b"))]))
    with pytest.raises(
        LayersizeError, match=r"a: is not what was read before|in the save any more"
    ):
        content(ImageContents(image.image, image.walks, Settings()), 0, 0)


@pytest.mark.parametrize("packing", PACKED)
def test_an_image_that_is_gone_or_cut_is_an_error(packing: str, tmp_path: Path) -> None:
    path = tmp_path / "image.tar"
    data = PACKED[packing]([tar(file("a", bytes(range(256)) * 100))])
    path.write_bytes(data)
    contents = opened(str(path))
    path.write_bytes(data[: len(data) // 2 - 12_000])
    with pytest.raises(LayersizeError):
        content(contents, 0, 0)
    path.unlink()
    with pytest.raises(LayersizeError, match=r"(?i)no such file"):
        content(contents, 0, 0)


def test_a_layer_of_another_name_proves_to_be_the_right_one(tmp_path: Path) -> None:
    """Of layers of one length, that in which the files have the same hashes."""
    wanted, alike = tar(file("a", b"right")), tar(file("a", b"wrong"))
    path = tmp_path / "image.tar.gz"
    path.write_bytes(gzip_member(named_layers({"x.tar": alike, "y.tar": wanted}, [alike, wanted])))
    image = explore(str(path))
    contents = ImageContents(image.image, image.walks, Settings())
    assert content(contents, 1, 0) == b"right"
    renamed = {"1.tar": alike, "2.tar": alike, "3.tar": wanted}
    path.write_bytes(
        gzip_member(tar(symlink("y.tar", "3.tar"), *(file(*item) for item in renamed.items())))
    )
    assert content(contents, 1, 0) == b"right"
    path.write_bytes(gzip_member(tar(file("1.tar", alike))))
    with pytest.raises(LayersizeError, match="is not in the save any more"):
        content(contents, 1, 0)


def test_a_save_is_read_no_further_than_its_file(tmp_path: Path) -> None:
    """What follows is broken, and is not looked at."""
    layers = {"0.tar": tar(file("a", b"a" * 100)), "1.tar": tar(file("b", b"b" * 100))}
    path = tmp_path / "image.tar.gz"
    archived = named_layers(layers, list(layers.values()))
    path.write_bytes(gzip_member(archived))
    contents = opened(str(path))
    end = archived.index(b"a" * 100) + 512
    path.write_bytes(gzip_member(archived[:end] + b"no header" * 10_000))
    assert content(contents, 0, 0) == b"a" * 100
    with pytest.raises(LayersizeError):
        content(contents, 1, 0)


@pytest.mark.parametrize("packing", ["plain", "gzip", "compressed as a whole"])
def test_standard_input_is_kept_as_long_as_it_is_needed(
    packing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    layers = [tar(file("a", b"a" * 100)), tar(file("b", b"b" * 100))]
    data = PACKED[packing](layers)
    with piped_stdin(data), open_version("-", b"/b", None, Settings()) as (_, pieces):
        assert b"".join(pieces) == b"b" * 100
    with piped_stdin(data), open_contents("-", Settings()) as (_, contents):
        (kept,) = tmp_path.iterdir()
        assert kept.stat().st_mode & 0o777 == 0o700
        assert content(contents, 0, 0) == b"a" * 100
        assert content(contents, 1, 0) == b"b" * 100
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_that_was_not_kept_is_an_error() -> None:
    """Nobody waits for it a second time."""
    with piped_stdin(archive(tar(file("a", b"a")))):
        contents = opened("-")
        with pytest.raises(LayersizeError, match="arrived in a stream that is gone; save it"):
            content(contents, 0, 0)


@pytest.mark.parametrize("packing", ["gzip", "zstd", "compressed as a whole"])
def test_a_bomb_in_place_of_what_was_measured(
    packing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bounds hold as in a walk."""
    noise = random.Random(1).randbytes(400_000)
    path = tmp_path / "image.tar"
    path.write_bytes(PACKED[packing]([tar(file("first", noise), file("last", b"last"))]))
    contents = opened(str(path))
    assert content(contents, 0, 1) == b"last"
    path.write_bytes(PACKED[packing]([tar(file("first", bytes(400_000)), file("last", b"last"))]))
    monkeypatch.setattr("layersize.streams.bounds.EXPANSION_FREE_BYTES", 1000)
    blob_bytes = path.stat().st_size
    image = explore(str(path), Settings(request=WalkRequest(limits=LIFTED)))
    with pytest.raises(LayersizeError, match="unpacks to over 200 times its length"):
        content(ImageContents(image.image, image.walks, Settings()), 0, 1)
    assert blob_bytes < 10_000
