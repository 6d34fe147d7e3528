"""Layers that are fetched while they are copied, as a registry's are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from export.conftest import LAYERS
from export.exports import FORMS, names_in, whole_report
from layersize.errors import LayersizeError
from layersize.export import export as exporting
from layersize.export.export import ExportSettings, export_image
from layersize.layers.image import Image, ImageDocuments, Layer
from layersize.layers.walk import RemoteBlob
from layersize.oci.digest import Digest
from layersize.progress import Progress
from layersize.values import dataclass
from support.compressors import gzip_member
from support.image_config import config_json, sha256_hex
from support.oci_layouts import MANIFEST_TYPE, oci_layout

BLOBS = [gzip_member(layer) for layer in LAYERS]
CONFIG = config_json(LAYERS)
LAYOUT = oci_layout(BLOBS, CONFIG)
MANIFEST = LAYOUT.blobs[LAYOUT.references[0]["digest"].removeprefix("sha256:")]


class Trickle(io.BytesIO):
    """Never gives as much as it is asked for."""

    def read(self, most: int | None = -1, /) -> bytes:
        return super().read(min(most or 0, 700))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArrivingBlob(RemoteBlob):
    """A blob that arrives as these bytes, or fails."""

    arriving: bytes | LayersizeError

    @contextmanager
    def open(self, progress: Progress) -> Iterator[Trickle]:  # noqa: ARG002 - as `RemoteBlob` has it
        if isinstance(self.arriving, LayersizeError):
            raise self.arriving
        yield Trickle(self.arriving)


def remote(blob: bytes, arriving: bytes | LayersizeError, blob_bytes: int | None) -> RemoteBlob:
    digest = Digest("sha256", sha256_hex(blob))
    return ArrivingBlob(digest=digest, blob_bytes=blob_bytes, arriving=arriving)


def remote_image(second: bytes | LayersizeError, *, states_length: bool = True) -> Image:
    """An image whose upper layer arrives as `second`."""
    layers = tuple(
        Layer(
            index=index,
            where=f"sha256:{sha256_hex(blob)}",
            blob=remote(blob, BLOBS[0] if index == 0 else second, len(blob)),
            digest=Digest("sha256", sha256_hex(blob)),
            diff_id=Digest("sha256", sha256_hex(LAYERS[index])),
            media_type="application/vnd.oci.image.layer.v1.tar+gzip",
            created_by="RUN",
            as_pushed=True,
        )
        for index, blob in enumerate(BLOBS)
    )
    if not states_length:
        unknown = remote(BLOBS[1], BLOBS[1], None)
        layers = (layers[0], replace(layers[1], blob=unknown))
    return Image(
        reference="registry:localhost/app:v1",
        where="registry localhost",
        source="registry",
        image_id=Digest("sha256", sha256_hex(CONFIG)),
        platform="linux/amd64",
        created=None,
        layers=layers,
        warnings=(),
        documents=ImageDocuments(
            config=CONFIG,
            manifest=MANIFEST,
            manifest_media_type=MANIFEST_TYPE,
            names=("localhost/app:v1",),
        ),
    )


def export_remote(
    image: Image, file: Path, monkeypatch: pytest.MonkeyPatch, form: str = "docker-archive"
) -> int:
    monkeypatch.setattr(exporting, "open_to_copy", lambda *_arguments: image)
    return export_image(image.reference, str(file), ExportSettings(form=form)).archive_bytes


@pytest.mark.parametrize("form", FORMS)
def test_layers_arrive_in_pieces(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    archive = folder / "a.tar"
    length = export_remote(remote_image(BLOBS[1]), archive, monkeypatch, form)
    assert length == archive.stat().st_size
    source = tmp_path / "source.tar"
    source.write_bytes(LAYOUT.archive())
    assert whole_report(archive) == whole_report(source)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (BLOBS[1][:-1], f"the blob ends after {len(BLOBS[1]) - 1} of {len(BLOBS[1])} bytes"),
        (BLOBS[1] + b"\0", f"the blob goes on after {len(BLOBS[1])} bytes"),
        (BLOBS[1][:-1] + b"\xff", "not what its descriptor says"),
        (LayersizeError("", "the connection broke", "try again later"), "the connection broke"),
    ],
    ids=["short", "long", "other", "broken"],
)
def test_layers_that_are_not_what_they_should_be(
    folder: Path, monkeypatch: pytest.MonkeyPatch, second: bytes | LayersizeError, said: str
) -> None:
    with pytest.raises(LayersizeError, match=said) as caught:
        export_remote(remote_image(second), folder / "a.tar", monkeypatch)
    where = f"registry localhost: layer 1 (sha256:{sha256_hex(BLOBS[1])}): "
    assert str(caught.value).startswith(where)
    assert names_in(folder) == []


def test_a_layer_of_unknown_length(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image = remote_image(BLOBS[1], states_length=False)
    with pytest.raises(LayersizeError, match=r"layer 1 .*does not state its length"):
        export_remote(image, folder / "a.tar", monkeypatch)
    assert names_in(folder) == []
