"""What containers/storage keeps of one image: manifest, config, layers; each checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from layersize.errors import LayersizeError
from layersize.layers.cached import ImageRecord
from layersize.layers.unpacked import UnpackedLayer
from layersize.layers.walk_unpacked import walk_unpacked
from layersize.layers.walker import LayerWalker
from layersize.oci.config import ImageConfig, parse_config, platform_of
from layersize.oci.digest import Digest
from layersize.oci.json_node import JsonNode
from layersize.oci.media_types import is_tar_type
from layersize.oci.platform import completed_platform
from layersize.sources.artifacts import entry_without_image, is_index, must_be_read
from layersize.sources.choose import choose_image
from layersize.sources.declared_image import MOST_LAYERS, DeclaredImage, DeclaredLayer
from layersize.sources.local.containers_storage import REMEDY, StorageRoot, StoredImage
from layersize.sources.local.trusted_folder import NotUsable
from layersize.sources.oci_layout import LayoutNames
from layersize.sources.stores import Store
from layersize.sources.stream_store import RecordedStore
from layersize.streams import bounds

_AGAIN = "pull the image again"
_NOTHING_ELSE = ImageRecord(documents={}, blobs={}, links={})
_blob_name = LayoutNames().blob


class StorageImage(NamedTuple):
    """An image with all that is known of it before its layers are read.

    A layer is declared as its manifest from a registry states it, though it is not here as such.
    """

    declared: DeclaredImage
    layers: tuple[UnpackedLayer, ...]
    """Base first."""

    def walked(self, where: str, walker: LayerWalker) -> Store:
        """The image with its layers walked; raises LayersizeError."""
        walker.progress.expect(sum(layer.blob_bytes or 0 for layer in self.layers))
        named = zip(self.declared.layers, self.layers, strict=True)
        walks = walk_unpacked({declared.name: layer for declared, layer in named}, walker)
        return RecordedStore(where, _NOTHING_ELSE, walks)

    def to_copy(self, where: str) -> tuple[DeclaredImage, Store]:
        """The image with its layers as the tars that can be put together; raises LayersizeError."""
        blobs = {
            _blob_name(layer.digest): replace(
                layer, blob_bytes=layer.blob_bytes or layer.tar_bytes()
            )
            for layer in self.layers
        }
        layers = (DeclaredLayer(name=_blob_name(x.digest), digest=x.digest) for x in self.layers)
        declared = replace(self.declared, layers=tuple(layers))
        return declared, RecordedStore(where, _NOTHING_ELSE, blobs)


class _Choice(NamedTuple):
    image: StoredImage
    declared: DeclaredImage


def storage_image(
    image: StoredImage,
    digest: Digest | None,
    images: Sequence[StoredImage],
    roots: Sequence[StorageRoot],
    platform: str | None,
) -> StorageImage:
    """An image, or that one of a list's for the platform; `digest` is the manifest that is meant.

    Raises NotUsable where the store lacks something, LayersizeError if it disagrees with itself.
    """
    manifest = _manifest(image, digest)
    missing: list[DeclaredImage] = []
    if not is_index(manifest):
        choices = [_choice(image, manifest, image.names)]
    else:
        list_digest = digest or image.manifests[0]
        choices, missing = _of_list(image.names, list_digest, manifest, images)
    offered = [choice.declared for choice in choices] + missing
    declared = choose_image(offered, name=None, platform=platform)
    if declared.problem is not None:
        raise declared.problem
    chosen = next(c for c in choices if c.declared.config == declared.config)
    diff_ids = declared.config.diff_ids if declared.config else ()
    return StorageImage(
        declared,
        tuple(_layers(chosen.image, diff_ids, roots)),
    )


def _manifest(image: StoredImage, digest: Digest | None) -> JsonNode:
    """The manifest that is kept with an image, of several the one that is meant."""
    stated = image.manifests[0] if image.manifests else None
    data = None
    if digest is not None and digest != stated:
        with suppress(NotUsable):  # it may only have been known by that digest
            data, stated = image.root.document(image, f"manifest-{digest}"), digest
    if data is None:
        data = image.root.document(image, "manifest")
    if stated is None or Digest.of(data, stated.algorithm) != stated:
        raise LayersizeError("its manifest", f"is not {stated}", _AGAIN)
    return JsonNode.parse(data, "its manifest", _AGAIN)


def _config(image: StoredImage, manifest: JsonNode) -> ImageConfig:
    digest = manifest.get("config").get("digest").digest()
    data = image.root.document(image, str(digest))
    if Digest.of(data, digest.algorithm) != digest:
        raise LayersizeError("its config", f"is not {digest}", _AGAIN)
    return parse_config(data, "its config", digest)


def _choice(
    image: StoredImage,
    manifest: JsonNode,
    names: tuple[str, ...],
    platform: str | None = None,
    index_digests: tuple[Digest, ...] = (),
) -> _Choice:
    """`platform` is what a list says of it."""
    config = _config(image, manifest)
    declared = DeclaredImage(
        names=names,
        manifest_digest=image.manifests[0],
        index_digests=index_digests,
        config=config,
        platform=completed_platform(platform, config.platform),
        stated_platforms=(platform,),
        layers=tuple(_declared_layers(manifest, config.diff_ids)),
    )
    return _Choice(image, declared)


def _of_list(
    names: tuple[str, ...], list_digest: Digest, manifest: JsonNode, images: Sequence[StoredImage]
) -> tuple[list[_Choice], list[DeclaredImage]]:
    """The images that a list names: those that are here, and those that are not."""
    choices: list[_Choice] = []
    missing: list[DeclaredImage] = []
    lists = (list_digest,)
    for descriptor in manifest.get("manifests").items(bounds.MANIFESTS):
        if entry_without_image(descriptor) is not None and not must_be_read(descriptor):
            continue
        digest = descriptor.get("digest").digest()
        platform = platform_of(descriptor.get("platform"))
        found = next((other for other in images if digest in other.manifests), None)
        if found is not None and digest != list_digest:
            choices.append(_choice(found, _manifest(found, digest), names, platform, lists))
            continue
        problem = LayersizeError(str(digest), "is not in the store", _AGAIN)
        missing.append(
            DeclaredImage(
                names=names,
                manifest_digest=digest,
                index_digests=lists,
                platform=platform,
                stated_platforms=(platform,),
                problem=problem,
            )
        )
    if not choices and not missing:
        raise LayersizeError("", "is a list of no images", _AGAIN)
    return choices, missing


def _layers(
    image: StoredImage, diff_ids: Sequence[Digest], roots: Sequence[StorageRoot]
) -> Iterator[UnpackedLayer]:
    """The layers by the config's diff_ids; those below may be in another folder."""
    chain = image.root.layer_chain(image.top_layer, roots)
    if len(chain) != len(diff_ids):
        cause = f"the image has {len(chain)} layers, its config {len(diff_ids)} diff_ids"
        raise LayersizeError("", cause, REMEDY)
    for index, (stored, diff_id) in enumerate(zip(chain, diff_ids, strict=True)):
        try:
            yield stored.root.unpacked(stored.row, diff_id)
        except LayersizeError as error:
            raise error.inside(f"layer {index}") from None


def _declared_layers(manifest: JsonNode, diff_ids: Sequence[Digest]) -> Iterator[DeclaredLayer]:
    """What a manifest from a registry says of each layer, by position.

    A blob whose digest is that of a tar was made here, whatever its media type says.
    """
    stated = manifest.get("layers").items(MOST_LAYERS)
    for index, diff_id in enumerate(diff_ids):
        layer = DeclaredLayer(name=_blob_name(diff_id), digest=diff_id)
        if len(stated) == len(diff_ids):
            digest = stated[index].get("digest").digest()
            media_type = stated[index].get("mediaType").text() or ""
            if digest not in diff_ids:
                layer = replace(
                    layer,
                    digest=digest,
                    media_type=media_type if is_tar_type(media_type) else None,
                    blob_bytes=stated[index].get("size").whole_number(),
                )
        yield layer
