"""containers/storage: the folder in which Podman, Buildah and CRI-O keep images and layers.

Source: https://github.com/containers/storage/blob/v1.55.0/images.go and
https://github.com/containers/storage/blob/v1.55.0/layers.go
"""

from __future__ import annotations

import json
import os
import re
from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from typing import NamedTuple

from layersize.errors import LayersizeError
from layersize.layers.unpacked import UnpackedLayer
from layersize.oci.digest import Digest
from layersize.oci.json_node import JsonNode
from layersize.sources.declared_image import MOST_LAYERS
from layersize.sources.local.trusted_folder import NotUsable, TrustedFolder
from layersize.streams import bounds

_DRIVERS = ("overlay", "vfs", "btrfs", "zfs", "aufs")
"""Those that a folder may have been made by, the usual one first."""
_DRIVER = re.compile("[a-z0-9-]{1,32}")
_ID = re.compile("[0-9a-f]{64}")
_PLAIN_KEY = re.compile("[0-9a-z.]+")
_FILES = {"overlay": "overlay/{}/diff", "vfs": "vfs/dir/{}"}
"""Where a driver unpacks a layer to; vfs has all layers below in it, too."""
_MANIFEST = "manifest"
_AGAIN = "pull the image again"
REMEDY = "write it to a file with podman save, and read that"


class StoredImage(NamedTuple):
    """A row of a table of images."""

    root: StorageRoot
    image_id: str
    """Hexadecimal; the digest of the config, but for an image that is a list of others."""
    names: tuple[str, ...]
    """In full."""
    manifests: tuple[Digest, ...]
    """What it was known by where it was pulled from or pushed to; that of the stored one first."""
    top_layer: str
    """Empty: it has no layers."""


class StoredLayer(NamedTuple):
    """A row of a table of layers."""

    root: StorageRoot
    row: JsonNode


class StorageRoot:
    """One folder with images, made by one driver; what it holds is read once, when asked for."""

    def __init__(self, root: str, driver: str | None) -> None:
        """Raises NotUsable if the folder can't be read or is not to be trusted."""
        self.where = f"containers/storage at {root}"
        self._folder = TrustedFolder(root)
        self._driver = driver or self._usual_driver()
        if not _DRIVER.fullmatch(self._driver):
            raise NotUsable(f"{driver!r} is no driver")

    def _usual_driver(self) -> str:
        path = self._folder.path
        made = (name for name in _DRIVERS if os.path.lexists(path / f"{name}-images"))
        return next(made, _DRIVERS[0])

    @cached_property
    def images(self) -> tuple[StoredImage, ...]:
        """All images; raises NotUsable, or LayersizeError for a table that is broken."""
        table = self._table(f"{self._driver}-images/images.json")
        return tuple(self._stored(row) for row in table.items())

    @cached_property
    def _layers(self) -> dict[str, JsonNode]:
        """The rows of the tables of layers by id."""
        rows = self._table(f"{self._driver}-layers/layers.json").items()
        with suppress(NotUsable):  # a store need not have any
            rows += self._table(f"{self._driver}-layers/volatile-layers.json").items()
        return {row.get("id").text() or "": row for row in rows}

    def document(self, image: StoredImage, key: str) -> bytes:
        """What is kept with an image; raises NotUsable if there is no such thing."""
        return self._folder.read(f"{self._driver}-images/{image.image_id}/{_file_name(key)}")

    def layer_chain(self, top_layer: str, roots: Sequence[StorageRoot]) -> list[StoredLayer]:
        """An image's layers, base first; those below may be in another folder.

        Raises LayersizeError where one is missing.
        """
        chain: list[StoredLayer] = []
        layer_id = top_layer
        while layer_id:
            holds = (root for root in (self, *roots) if layer_id in root._layers)
            root = next(holds, None)
            if root is None or not _ID.fullmatch(layer_id):
                raise LayersizeError("", f"layer {layer_id[:12]} is missing", _AGAIN)
            if len(chain) >= MOST_LAYERS:
                raise LayersizeError("", f"the image has over {MOST_LAYERS} layers", _AGAIN)
            chain.append(StoredLayer(root, root._layers[layer_id]))
            layer_id = chain[-1].row.get("parent").text() or ""
        return chain[::-1]

    def unpacked(self, row: JsonNode, diff_id: Digest) -> UnpackedLayer:
        """A layer, if it is the one that the config means; raises LayersizeError if not."""
        layer_id = row.get("id").text() or ""
        if row.get("flags").get("incomplete").value:
            raise LayersizeError("", "is incomplete", _AGAIN)
        if row.get("diff-digest").text() != str(diff_id):
            raise LayersizeError("", f"is not the one of {diff_id}", REMEDY)
        try:
            tar_split = self._folder.range(f"{self._driver}-layers/{layer_id}.tar-split.gz")
        except NotUsable as error:
            raise LayersizeError("its tar-split", str(error), REMEDY) from None
        files = _FILES.get(self._driver)
        folder = self._folder.path / files.format(layer_id) if files else None
        if folder is not None and os.path.lexists(folder.parent / "composefs-data"):
            folder = None  # files are called by their digests there
        # Of a layer that was pulled in part, some versions add up other things.
        is_whole = row.get("toc-digest").value is None
        tar_bytes = row.get("diff-size").whole_number() if is_whole else None
        return UnpackedLayer(
            digest=diff_id, blob_bytes=tar_bytes or None, tar_split=tar_split, files=folder
        )

    def _stored(self, row: JsonNode) -> StoredImage:
        image_id = row.get("id").text() or ""
        if not _ID.fullmatch(image_id):
            raise row.get("id").wrong("an id")
        names = tuple(text for name in row.get("names").items() if (text := name.text()))
        digests = row.get("big-data-digests")
        stated = [digests.entry(_MANIFEST).text(), row.get("digest").text()]
        kept = (key.partition("manifest-") for key in digests.key_names())
        stated += [digest for before, _, digest in kept if not before]
        manifests = dict.fromkeys(found for text in stated if (found := _parsed(text)))
        layer = row.get("layer").text() or ""
        return StoredImage(self, image_id, names, tuple(manifests), layer)

    def _table(self, name: str) -> JsonNode:
        data = self._folder.read(name, bounds.TABLE_BYTES)
        try:
            return JsonNode(json.loads(data), name, REMEDY)
        except (ValueError, RecursionError) as error:
            raise LayersizeError(name, f"is not JSON ({error})", REMEDY) from None


def _file_name(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else f"={b64encode(key.encode()).decode()}"


def _parsed(text: str | None) -> Digest | None:
    try:
        return Digest.parse(text or "")
    except ValueError:
        return None
