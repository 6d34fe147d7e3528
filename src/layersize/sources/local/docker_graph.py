"""Docker's own folder, where a graph driver (overlay2 and older ones) keeps images and layers.

Source: https://github.com/moby/moby/blob/v26.1.5/image/fs.go and
https://github.com/moby/moby/blob/v26.1.5/layer/filestore.go
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from layersize.errors import LayersizeError
from layersize.layers.cached import ImageRecord
from layersize.layers.unpacked import UnpackedLayer
from layersize.layers.walk_unpacked import walk_unpacked
from layersize.layers.walker import LayerWalker
from layersize.oci.config import parse_config
from layersize.oci.digest import Digest
from layersize.sources.docker_archive import MANIFEST
from layersize.sources.local.trusted_folder import NotUsable, TrustedFolder
from layersize.sources.stream_store import RecordedStore

_DRIVER = re.compile("[a-z0-9-]{1,32}")
_CACHE_ID = re.compile("[a-z0-9]{1,64}")
_WITH_FILES = "overlay2"
"""The driver whose folders of files are known."""
_MOST_FACT_BYTES = 256
"""Of a file that holds a digest or an id."""


def graph_store(
    where: str,
    root: str,
    driver: str,
    image_id: str,
    repo_tags: Sequence[str],
    walker: LayerWalker,
) -> RecordedStore:
    """An image as `docker save` would write it, with its layers walked.

    `root` and `driver` are what the engine says of itself. Raises NotUsable if the folder can't be
    read or does not hold the image, LayersizeError if it holds it but disagrees with itself.
    """
    if not _DRIVER.fullmatch(driver):
        raise NotUsable(f"{driver!r} is no graph driver")
    if walker.reads_contents and driver != _WITH_FILES:
        raise NotUsable(f"where {driver} keeps files is not known")
    folder = TrustedFolder(root)
    config = folder.read(f"image/{driver}/imagedb/content/sha256/{image_id}")
    config_digest = Digest("sha256", image_id)
    if Digest.of(config) != config_digest:
        raise NotUsable("the config is not that of the image")
    diff_ids = parse_config(config, f"config {image_id}", config_digest).diff_ids
    try:
        found = list(_layers(folder, driver, diff_ids))
    except NotUsable as error:
        raise LayersizeError(str(folder.path), str(error)) from None
    layers = {_blob_name(layer.digest): layer for layer in found}
    names = [_blob_name(diff_id) for diff_id in diff_ids]
    entry = {"Config": _blob_name(config_digest), "RepoTags": [*repo_tags], "Layers": names}
    documents = {MANIFEST: json.dumps([entry]).encode(), _blob_name(config_digest): config}
    record = ImageRecord(documents=documents, blobs={}, links={})
    return RecordedStore(where, record, walk_unpacked(layers, walker))


def _layers(
    folder: TrustedFolder, driver: str, diff_ids: Sequence[Digest]
) -> Iterator[UnpackedLayer]:
    """Where a layer lies follows from its diff_id and those below it."""
    chain_id = None
    for diff_id in diff_ids:
        parent, chain_id = chain_id, _chain_id(chain_id, diff_id)
        place = f"image/{driver}/layerdb/sha256/{chain_id.hexadecimal}"
        if _fact(folder, f"{place}/diff") != str(diff_id):
            raise NotUsable(f"layer {chain_id} is not that of {diff_id}")
        if parent is not None and _fact(folder, f"{place}/parent") != str(parent):
            raise NotUsable(f"layer {chain_id} stands on another one")
        cache_id = _fact(folder, f"{place}/cache-id")
        if not _CACHE_ID.fullmatch(cache_id):
            raise NotUsable(f"layer {chain_id} has an odd cache-id")
        yield UnpackedLayer(
            digest=diff_id,
            blob_bytes=None,
            tar_split=folder.range(f"{place}/tar-split.json.gz"),
            files=folder.path / driver / cache_id / "diff" if driver == _WITH_FILES else None,
        )


def _fact(folder: TrustedFolder, name: str) -> str:
    return folder.read(name, _MOST_FACT_BYTES).decode("ascii", "replace").strip()


def _chain_id(parent: Digest | None, diff_id: Digest) -> Digest:
    """https://github.com/opencontainers/image-spec/blob/main/config.md#layer-chainid"""
    return diff_id if parent is None else Digest.of(f"{parent} {diff_id}".encode())


def _blob_name(digest: Digest) -> str:
    return f"blobs/{digest.algorithm}/{digest.hexadecimal}"
