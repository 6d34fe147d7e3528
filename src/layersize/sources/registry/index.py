"""The images of a registry's index, as its descriptors list them: not every manifest is fetched.

Source: https://github.com/opencontainers/image-spec/blob/main/image-index.md
"""

from __future__ import annotations

from dataclasses import replace

from layersize.errors import LayersizeError
from layersize.oci.config import platform_of
from layersize.oci.digest import Digest
from layersize.oci.document_count import DocumentCount
from layersize.oci.index_path import IndexPath
from layersize.oci.json_node import AmbiguousDocument, JsonNode
from layersize.oci.media_types import MANIFESTS
from layersize.oci.platform import completed_platform
from layersize.sources.artifacts import cache_in, entry_without_image, is_index, must_be_read
from layersize.sources.context import Unavailable
from layersize.sources.declared_image import DeclaredImage
from layersize.sources.oci_layout import check_document, manifest_image
from layersize.sources.registry.client import RegistryClient, RegistryDocument
from layersize.sources.registry.errors import schema_1
from layersize.sources.stores import Store
from layersize.streams import bounds


class _DigestNames:
    """A registry's blobs go by their digests."""

    def manifest(self, digest: Digest) -> str:
        return str(digest)

    def blob(self, digest: Digest) -> str:
        return str(digest)


class _TooManyDocuments(LayersizeError):  # noqa: N818 - of the index, not of one entry
    """An index leads to more than any real one."""


_MOST_FETCHED = 100
"""Documents fetched to find out what there is: descriptors of real indexes state platforms."""


class IndexReader:
    """Goes through an index and those within it; what it finds goes by one name."""

    def __init__(self, client: RegistryClient, store: Store) -> None:
        self._names = (client.name.text,)
        self._client = client
        self._store = store
        self._descriptors: dict[Digest, JsonNode] = {}
        self._path = IndexPath()
        self._seen = 0
        self._count = DocumentCount()
        self._fetched = 0

    def images(self, document: RegistryDocument, where: str) -> list[DeclaredImage]:
        """The images of a manifest or an index; those whose platform is declared are not read."""
        node = _parsed(document, where)
        if not is_index(node):
            return [self._image(document, node, None)]
        self._path = IndexPath(Digest.of(document.data))
        return self._listed(node, 0)

    def read(self, image: DeclaredImage) -> DeclaredImage:
        """The same image, with its layers."""
        digest = image.manifest_digest
        if digest not in self._descriptors or digest is None:
            return image
        document, node, _ = self._document(digest, self._descriptors[digest])
        return replace(
            self._image(document, node, image.platform, digest),
            stated_platforms=image.stated_platforms,
            has_odd_entry=image.has_odd_entry,
            index_digests=image.index_digests,
        )

    def _listed(self, index: JsonNode, depth: int) -> list[DeclaredImage]:
        if depth > bounds.INDEX_DEPTH:
            raise LayersizeError(index.where, "has indexes nested too deeply")
        cache = cache_in(index)
        if cache is not None:
            return [DeclaredImage(names=self._names, problem=cache)]
        found = []
        for descriptor in index.get("manifests").items(bounds.MANIFESTS):
            found += self._described(descriptor, depth)
        return found

    def _described(self, descriptor: JsonNode, depth: int) -> list[DeclaredImage]:
        self._seen += 1
        if self._seen > bounds.MANIFESTS:
            raise LayersizeError(descriptor.where, f"reaches over {bounds.MANIFESTS} manifests")
        try:
            something_else = entry_without_image(descriptor)
            digest = descriptor.get("digest").digest()
            platform = platform_of(descriptor.get("platform"))
        except LayersizeError as error:
            return [self._unreadable(error)]
        if something_else is not None and not must_be_read(descriptor):
            return [self._unreadable(something_else, digest, platform)]
        if digest in self._path.digests:
            raise LayersizeError(descriptor.where, "is an index that contains itself")
        try:
            self._path.refuse_contradiction(descriptor.where, platform)
            if platform is not None and descriptor.get("mediaType").text() in MANIFESTS:
                self._descriptors.setdefault(digest, descriptor)
                found = self._found(digest, platform)
                return [replace(found, has_odd_entry=something_else is not None)]
            document, node, is_nested = self._document(digest, descriptor)
        except (Unavailable, _TooManyDocuments):
            raise
        except LayersizeError as error:
            return [self._unreadable(something_else or error, digest, platform)]
        if not is_nested:
            image = self._image(document, node, platform, digest)
            problem = image.problem and (something_else or image.problem)
            return [replace(image, problem=problem, has_odd_entry=something_else is not None)]
        with self._path.within(digest, platform):
            return self._listed(node, depth + 1)

    def _found(self, digest: Digest, platform: str | None) -> DeclaredImage:
        """An image that is not read yet."""
        return DeclaredImage(
            names=self._names,
            manifest_digest=digest,
            platform=self._path.decided(platform),
            stated_platforms=self._path.stated_platforms(platform),
            index_digests=self._path.digests,
        )

    def _unreadable(
        self, problem: LayersizeError, digest: Digest | None = None, platform: str | None = None
    ) -> DeclaredImage:
        """`platform` is stated for it; raises what leaves open which image is for which one."""
        if isinstance(problem, AmbiguousDocument) and self._path.decided(platform) is None:
            raise problem
        found = self._found(digest, platform) if digest else DeclaredImage(names=self._names)
        return replace(found, problem=problem.to_keep())

    def _document(
        self, digest: Digest, descriptor: JsonNode
    ) -> tuple[RegistryDocument, JsonNode, bool]:
        """A manifest or an index, and whether it is an index."""
        self._fetched += 1
        if self._fetched > _MOST_FETCHED:
            cause = f"leads to over {_MOST_FETCHED} documents"
            raise _TooManyDocuments(descriptor.where, cause)
        where = f"manifest {digest}"
        document = self._client.manifest(digest)
        self._count.read(where, document.data)
        check_document(document.data, where, digest, descriptor)
        node = _parsed(document, where)
        return document, node, is_index(node, descriptor.get("mediaType").text())

    def _image(
        self,
        document: RegistryDocument,
        node: JsonNode,
        platform: str | None,
        digest: Digest | None = None,
    ) -> DeclaredImage:
        image = manifest_image(node, self._store, _DigestNames(), self._count)
        return replace(
            image,
            names=self._names,
            manifest_digest=digest,
            platform=completed_platform(self._path.decided(platform), image.platform),
            stated_platforms=self._path.stated_platforms(platform),
            index_digests=self._path.digests,
            manifest=document.data,
            manifest_media_type=node.get("mediaType").text() or document.media_type or None,
        )


def _parsed(document: RegistryDocument, where: str) -> JsonNode:
    """A manifest or an index."""
    node = JsonNode.parse(document.data, where)
    if node.get("schemaVersion").value == 1:
        raise schema_1(where)
    return node
