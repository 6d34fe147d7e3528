"""OCI layouts, and skopeo's `dir:` folders: manifests and indexes that name blobs by digest.

Sources: https://github.com/opencontainers/image-spec/blob/main/image-layout.md and
https://github.com/opencontainers/image-spec/blob/main/manifest.md
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Protocol

from layersize.errors import LayersizeError
from layersize.oci.annotations import CONTAINERD_NAME, REF_NAME
from layersize.oci.config import parse_config, platform_of
from layersize.oci.digest import Digest
from layersize.oci.document_count import DocumentCount
from layersize.oci.json_node import AmbiguousDocument, JsonNode
from layersize.oci.platform import completed_platform
from layersize.sources.artifacts import (
    cache_in,
    entry_without_image,
    is_index,
    must_be_read,
    refuse_artifact,
)
from layersize.sources.declared_image import MOST_LAYERS, DeclaredImage, DeclaredLayer, with_names
from layersize.sources.stores import Store
from layersize.streams import bounds

INDEX = "index.json"
_REMEDY = "save or pull the image again"


class BlobNames(Protocol):
    """How a store names its blobs."""

    def manifest(self, digest: Digest) -> str:
        """The name of a manifest or an index."""
        ...

    def blob(self, digest: Digest) -> str:
        """The name of a config or a layer."""
        ...


_BLOB_NAME = re.compile(r"blobs/([a-z0-9]+)/([0-9a-f]+)")


def named_digest(name: str) -> Digest | None:
    """The digest that the name of a layout's blob states, `None` for any other name."""
    blob = _BLOB_NAME.fullmatch(name)
    try:
        return None if blob is None else Digest.parse(f"{blob[1]}:{blob[2]}")
    except ValueError:
        return None


class LayoutNames:
    """The names of an OCI layout."""

    def manifest(self, digest: Digest) -> str:
        return self.blob(digest)

    def blob(self, digest: Digest) -> str:
        return f"blobs/{digest.algorithm}/{digest.hexadecimal}"


def layout_images(
    index: JsonNode, store: Store, names: BlobNames | None = None
) -> list[DeclaredImage]:
    """All images that an index reaches, also through indexes within it; each once.

    `names` are those of an OCI layout unless given.
    """
    found: dict[tuple[Digest | None, str | None], DeclaredImage] = {}
    is_index(index)
    walk = _Walk(store, names or LayoutNames(), DocumentCount())
    for image in walk.index(index, (), 0):
        key = image.manifest_digest, image.platform
        found[key] = with_names(found[key], image) if key in found else image
    return list(found.values())


class _Walk:
    """Goes through nested indexes; remembers how many manifests it has seen."""

    def __init__(self, store: Store, names: BlobNames, count: DocumentCount) -> None:
        from layersize.oci.index_path import IndexPath  # only layouts need it

        self._store = store
        self._names = names
        self._count = count
        self._path = IndexPath()
        self._seen = 0
        self._images: dict[object, DeclaredImage] = {}
        """What entries that say the same, in the same indexes, lead to."""

    def index(self, index: JsonNode, names: tuple[str, ...], depth: int) -> list[DeclaredImage]:
        if depth > bounds.INDEX_DEPTH:
            raise LayersizeError(index.where, "has indexes nested too deeply", _REMEDY)
        cache = cache_in(index)
        if cache is not None:
            return [self._unreadable(cache, names)]
        found = []
        for descriptor in index.get("manifests").items(bounds.MANIFESTS):
            found += self._descriptor(descriptor, names, depth)
        return found

    def _descriptor(
        self, descriptor: JsonNode, names: tuple[str, ...], depth: int
    ) -> list[DeclaredImage]:
        self._seen += 1
        if self._seen > bounds.MANIFESTS:
            raise LayersizeError(descriptor.where, f"reaches over {bounds.MANIFESTS} manifests")
        try:
            names = names or _names(descriptor)
            something_else = entry_without_image(descriptor)
            digest = descriptor.get("digest").digest()
            platform = platform_of(descriptor.get("platform"))
        except LayersizeError as error:
            return [self._unreadable(error, names)]
        if digest in self._path.digests:
            raise LayersizeError(descriptor.where, "is an index that contains itself", _REMEDY)
        if something_else is not None and not must_be_read(descriptor):
            return [self._unreadable(something_else, names, digest, platform)]
        stated_type = descriptor.get("mediaType").text()
        stated_bytes = descriptor.get("size").whole_number()
        key = digest, platform, stated_type, stated_bytes, self._path.digests
        if something_else is None and key in self._images:
            return [replace(self._images[key], names=names)]
        try:
            self._path.refuse_contradiction(descriptor.where, platform)
            name = self._names.manifest(digest)
            data = self._checked(name, name, digest, descriptor)
            document = JsonNode.parse(data, name)
            is_nested = is_index(document, stated_type)
        except LayersizeError as error:
            return [self._unreadable(something_else or error, names, digest, platform)]
        if is_nested:
            with self._path.within(digest, platform):
                return self.index(document, names, depth + 1)
        image = self.manifest(document, names, digest, platform)
        problem = image.problem and (something_else or image.problem)
        media_type = document.get("mediaType").text() or stated_type
        image = replace(image, problem=problem, has_odd_entry=something_else is not None)
        image = replace(image, manifest=data, manifest_media_type=media_type)
        if something_else is None:
            self._images[key] = image
        return [image]

    def _unreadable(
        self,
        problem: LayersizeError,
        names: tuple[str, ...],
        digest: Digest | None = None,
        platform: str | None = None,
    ) -> DeclaredImage:
        """`platform` is stated for it; raises what leaves open which image is for which one."""
        decided = self._path.decided(platform)
        if isinstance(problem, AmbiguousDocument) and decided is None:
            raise problem
        return DeclaredImage(
            names=names,
            manifest_digest=digest,
            platform=decided,
            stated_platforms=self._path.stated_platforms(platform),
            index_digests=self._path.digests,
            problem=problem.to_keep(),
        )

    def _checked(self, name: str, where: str, digest: Digest, descriptor: JsonNode) -> bytes:
        """A document, if it is what its descriptor says; one that is read again counts again."""
        self._count.refuse_more(where)
        data = self._store.document(name)
        if data is None:
            raise LayersizeError(where, "is missing", _REMEDY)
        self._count.read(where, data)
        check_document(data, where, digest, descriptor)
        return data

    def manifest(
        self,
        manifest: JsonNode,
        names: tuple[str, ...],
        digest: Digest | None,
        platform: str | None,
    ) -> DeclaredImage:
        """The image that a manifest describes; `platform` is what the entry for it states."""
        decided = self._path.decided(platform)
        try:
            refuse_artifact(manifest, self._blob)
            config_descriptor = manifest.get("config")
            config_digest = config_descriptor.get("digest").digest()
            name = self._names.blob(config_digest)
            where = f"config {name}"
            data = self._checked(name, where, config_digest, config_descriptor)
            config = parse_config(data, where, config_digest)
            layers = tuple(self._layer(node) for node in manifest.get("layers").items(MOST_LAYERS))
            self._count.listed(where, len(layers) + config.listed)
        except LayersizeError as error:
            return self._unreadable(error, names, digest, platform)
        return DeclaredImage(
            names=names,
            manifest_digest=digest,
            stated_platforms=self._path.stated_platforms(platform),
            index_digests=self._path.digests,
            config=config,
            config_media_type=config_descriptor.get("mediaType").text() or None,
            platform=completed_platform(decided, config.platform),
            layers=layers,
        )

    def _blob(self, descriptor: JsonNode) -> bytes:
        """A document among the layers of a manifest."""
        digest = descriptor.get("digest").digest()
        name = self._names.blob(digest)
        return self._checked(name, name, digest, descriptor)

    def _layer(self, descriptor: JsonNode) -> DeclaredLayer:
        digest = descriptor.get("digest").digest()
        return DeclaredLayer(
            name=self._names.blob(digest),
            digest=digest,
            media_type=descriptor.get("mediaType").text() or None,
            blob_bytes=descriptor.get("size").whole_number(),
            is_foreign=bool(descriptor.get("urls").items()),
        )


def manifest_image(
    manifest: JsonNode, store: Store, names: BlobNames, count: DocumentCount | None = None
) -> DeclaredImage:
    """The image of a single manifest; `count` is of all documents of its store."""
    return _Walk(store, names, count or DocumentCount()).manifest(manifest, (), None, None)


def check_document(data: bytes, where: str, digest: Digest, descriptor: JsonNode) -> None:
    """Raises LayersizeError if a document is not what its descriptor says."""
    declared_bytes = descriptor.get("size").whole_number()
    if declared_bytes is not None and declared_bytes != len(data):
        cause = f"has {len(data)} bytes, its descriptor says {declared_bytes}"
        raise LayersizeError(where, cause, _REMEDY)
    found = Digest.of(data, digest.algorithm)
    if found != digest:
        raise LayersizeError(where, f"is {found} by its content", _REMEDY)


def _names(descriptor: JsonNode) -> tuple[str, ...]:
    """The name in full, or a reference of any kind; beside the former, that is only its tag."""
    annotations = descriptor.get("annotations")
    full_name, reference = (annotations.entry(key).text() for key in (CONTAINERD_NAME, REF_NAME))
    if full_name and reference == full_name.rpartition(":")[2]:
        return (full_name,)
    return tuple(dict.fromkeys(name for name in (full_name, reference) if name))
