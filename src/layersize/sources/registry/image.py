"""Images straight from a registry, without an engine; layers are not stored anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from layersize.errors import LayersizeError
from layersize.layers.image import Image
from layersize.layers.walk import RemoteBlob
from layersize.oci.digest import Digest
from layersize.oci.registry_name import parse_registry_name
from layersize.sources.choose import choose_image
from layersize.sources.context import Network
from layersize.sources.declared_image import StatedImage, to_image
from layersize.sources.registry.client import RegistryClient
from layersize.sources.registry.index import IndexReader
from layersize.warning import Warning


def open_registry_image(
    name: str, wanted_platform: str | None, network: Network, *, reference: str, usual: str
) -> Image:
    """The image of that name, whose layers are fetched when they are walked.

    `usual` is the platform to prefer where `wanted_platform` is None. Raises NotHere if the
    registry does not have the image or can't be asked for it, LayersizeError for anything else.
    """
    registry_name = parse_registry_name(name)
    where = f"registry {registry_name.host}"
    client = RegistryClient(registry_name, network)
    store = _RegistryStore(where, client)
    try:
        reader = IndexReader(registry_name.text, client.manifest, store)
        images = reader.images(client.manifest(), registry_name.text)
        try:
            chosen = _chosen(images, wanted_platform, usual)
        except LayersizeError as error:
            raise error.inside(registry_name.text) from None
        stated = reader.read(chosen)
        store.offer(stated)
        return to_image(stated, store, reference=reference, source="registry", as_pushed=True)
    except LayersizeError as error:
        raise error.inside(where) from None


def _chosen(images: Sequence[StatedImage], wanted_platform: str | None, usual: str) -> StatedImage:
    """The one of the right platform; where none can be read, why says more than the platform."""
    if not images:
        raise LayersizeError("", "lists no image", "push the image again")
    problem = images[0].problem
    if problem is not None and all(image.problem is not None for image in images):
        raise problem
    return choose_image(images, name=None, wanted_platform=wanted_platform, usual=usual)


class _RegistryStore:
    """Documents and blobs of one image, by their digests; foreign layers are not among them."""

    def __init__(self, where: str, client: RegistryClient) -> None:
        self.where = where
        self.warnings: tuple[Warning, ...] = ()
        self._client = client
        self._blobs: dict[str, RemoteBlob] = {}

    def names(self) -> Iterable[str]:
        return self._blobs

    def document(self, name: str) -> bytes:
        try:
            return self._client.document(Digest.parse(name))
        except LayersizeError as error:
            raise error.inside(f"config {name}") from None

    def blob(self, name: str) -> RemoteBlob | None:
        return self._blobs.get(name)

    def offer(self, image: StatedImage) -> None:
        """Makes the layers of an image available, each blob once."""
        for layer in image.layers:
            if layer.digest is not None and not layer.is_foreign:
                self._blobs.setdefault(layer.name, self._remote(layer.digest, layer.blob_bytes))

    def _remote(self, digest: Digest, blob_bytes: int | None) -> RemoteBlob:
        return RemoteBlob(
            digest=digest,
            blob_bytes=blob_bytes,
            open=partial(self._client.blob, digest, blob_bytes),
        )
