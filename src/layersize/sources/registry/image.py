"""Images straight from a registry, without an engine; layers are not stored anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, closing

from layersize.errors import LayersizeError, located_errors
from layersize.layers.image import Image
from layersize.layers.walk import RemoteBlob
from layersize.oci.digest import Digest
from layersize.oci.image_name import parse_registry_name
from layersize.oci.media_types import is_compressed_type
from layersize.progress import Progress
from layersize.sources.choose import choose_image
from layersize.sources.context import SourceContext
from layersize.sources.declared_image import DeclaredImage, DeclaredLayer, to_image
from layersize.sources.reference import ImageReference
from layersize.sources.registry.blob import BlobDownload
from layersize.sources.registry.client import RegistryClient
from layersize.sources.registry.index import IndexReader
from layersize.sources.similar import similar_images
from layersize.streams.limits import Expansion
from layersize.streams.read_ahead import ReadAhead
from layersize.streams.reader import Reader
from layersize.values import dataclass
from layersize.warning import Warning


def open_image(reference: ImageReference, context: SourceContext) -> Image:
    """The image of that name, whose layers are fetched when they are walked.

    Raises Unavailable if the registry does not have the image or can't be asked for it,
    LayersizeError for anything else.
    """
    registry_name = parse_registry_name(reference.name)
    where = f"registry {registry_name.host}"
    client = RegistryClient(registry_name, context.network, context.progress)
    store = _RegistryStore(where, client, context.walker.expansion)
    with located_errors(where):
        reader = IndexReader(client, store)
        images = reader.images(client.manifest(), registry_name.text)
        if not images:
            raise LayersizeError(registry_name.text, "lists no image", "push the image again")
        with located_errors(registry_name.text):
            declared = choose_image(images, name=None, platform=context.platform, read=reader.read)
        store.offer(declared)
        store.warnings = client.warnings
        return to_image(
            declared, store, reference=reference.text, source="registry", as_pushed=True
        )


open_to_copy = open_image
"""Blobs of a registry can be asked for again, so that nothing has to be kept to copy them."""


def similar(reference: ImageReference, context: SourceContext) -> list[str]:
    """Tags of the same repository that are like the one that is not there."""
    name = parse_registry_name(reference.name)
    if name.tag is None or name.digest is not None:
        return []
    repository = reference.name.removesuffix(f":{name.tag}")
    tags = RegistryClient(name, context.network, context.progress).tags()
    return similar_images(reference.name, [f"{repository}:{tag}" for tag in tags])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _RegistryBlob(RemoteBlob):
    """A blob in a registry."""

    client: RegistryClient
    is_compressed: bool
    """As its media type says."""
    expansion: Expansion
    """Of the image."""

    def open(self, progress: Progress) -> AbstractContextManager[Reader]:
        download = BlobDownload(
            self.client,
            self.digest,
            self.blob_bytes,
            is_compressed=self.is_compressed,
            expansion=self.expansion,
        )
        return closing(ReadAhead(download.pieces(), progress))


class _RegistryStore:
    """Documents and blobs of one image, by their digests; foreign layers are not among them."""

    def __init__(self, where: str, client: RegistryClient, expansion: Expansion) -> None:
        self.where = where
        self.warnings: tuple[Warning, ...] = ()
        self._client = client
        self._expansion = expansion
        self._blobs: dict[str, RemoteBlob] = {}

    def names(self) -> Iterable[str]:
        return self._blobs

    def document(self, name: str) -> bytes:
        with located_errors(f"config {name}"):
            return self._client.document(Digest.parse(name))

    def blob(self, name: str) -> RemoteBlob | None:
        return self._blobs.get(name)

    def real_name(self, name: str) -> str:
        return name

    def offer(self, image: DeclaredImage) -> None:
        """Makes the layers of an image available, each blob once."""
        for layer in image.layers:
            if layer.digest is not None and not layer.is_foreign:
                self._blobs.setdefault(layer.name, self._remote(layer, layer.digest))

    def _remote(self, layer: DeclaredLayer, digest: Digest) -> RemoteBlob:
        return _RegistryBlob(
            digest=digest,
            blob_bytes=layer.blob_bytes,
            client=self._client,
            is_compressed=is_compressed_type(layer.media_type),
            expansion=self._expansion,
        )
