"""Layers that are decoded at once share what decoders may take; so do archives and their layers."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
import zstandard

from layersize.errors import LayersizeError
from layersize.layers import walk_image as walking
from layersize.layers.image import Image, Layer
from layersize.layers.walk import LayerWalk
from layersize.layers.walk_image import walk_image
from layersize.layers.walker import LayerWalker
from layersize.sources.saved_image import unpacked
from layersize.sources.stream_store import StreamStore
from layersize.streams import bounds, zstd_frames
from layersize.streams.limits import BOUNDED, Expansion, ExpansionPart
from layersize.streams.ranges import FileRange
from support.tar_writer import file, tar


def image_of(folder: Path, *blobs: bytes) -> Image:
    layers = []
    for index, blob in enumerate(blobs):
        path = folder / f"{index}"
        path.write_bytes(blob)
        where = FileRange(path=path, offset=0, blob_bytes=len(blob))
        layers.append(layer_of(where, index))
    return image_with(layers)


def layer_of(blob: FileRange, index: int) -> Layer:
    return Layer(
        index=index,
        where=str(index),
        blob=blob,
        digest=None,
        diff_id=None,
        media_type=None,
        created_by="RUN",
        as_pushed=True,
    )


def image_with(layers: Sequence[Layer]) -> Image:
    return Image(
        reference="x",
        where="x",
        source="x",
        image_id=None,
        platform=None,
        created=None,
        layers=tuple(layers),
        warnings=(),
    )


def with_window(log: int, name: str) -> bytes:
    """A layer in zstd whose frame asks for a window of 2 ** log bytes."""
    parameters = zstandard.ZstdCompressionParameters.from_level(1, window_log=log)
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return compressor.compress(tar(file(name))) + compressor.flush()


def test_large_decoders_work_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    class Counted(zstd_frames.ZstdFrames):
        def __init__(self, compressed: object) -> None:
            super().__init__(compressed)  # type: ignore[arg-type]
            asked.append(self._window_bytes)

    monkeypatch.setattr(zstd_frames, "ZstdFrames", Counted)
    monkeypatch.setattr(walking.os, "cpu_count", lambda: 4)
    image = image_of(tmp_path, *(with_window(log, f"f{log}") for log in (27, 23, 27, 20)))
    names = [walk.entries.names for walk in walk_image(image, LayerWalker())]
    assert names == [[b"f27"], [b"f23"], [b"f27"], [b"f20"]]
    assert sorted(asked) == [1 << 25] * 4 + [1 << 27] * 2
    assert bounds.DECODER_BYTES >= 4 * (1 << 25)


def test_a_layer_listed_again_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "REPEATED_ENTRIES", 10)
    image = image_of(tmp_path, gzip.compress(tar(*(file(f"{n}") for n in range(4)))))
    (layer,) = image.layers
    repeated = [layer] * 4
    assert len(list(walk_image(image_with(repeated[:3]), LayerWalker()))) == 3
    with pytest.raises(LayersizeError, match=r"layer 0 .*layers listed again, of over 10 entries"):
        list(walk_image(image_with(repeated), LayerWalker()))


def test_layers_in_a_compressed_archive_add_nothing_to_its_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounds, "EXPANSION_FREE_BYTES", 1 << 20)
    noise = random.Random(1).randbytes(10_000)
    layer = gzip.compress(tar(file("noise", noise), file("zeros", bytes(1_400_000))))
    archive = gzip.compress(tar(*(file(f"{n}/layer.tar", layer) for n in range(20))))
    alone = StreamStore("x", io.BytesIO(gzip.decompress(archive)), LayerWalker())
    assert isinstance(alone.blob("19/layer.tar"), LayerWalk)
    whole = Expansion(BOUNDED)
    stream = unpacked(io.BytesIO(archive), whole)
    walker = LayerWalker().with_expansion(ExpansionPart(whole, is_inside=True))
    refused = StreamStore("x", stream, walker).blob("19/layer.tar")
    assert "what is compressed unpacks to over 200 times its length" in str(refused)
