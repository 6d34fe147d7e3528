"""Media types of the documents and blobs that images are made of.

Sources: https://github.com/opencontainers/image-spec/blob/main/media-types.md and
https://github.com/distribution/distribution/blob/main/docs/content/spec/manifest-v2-2.md
"""

from __future__ import annotations

import re

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar"
OCI_LAYER_GZIP = f"{OCI_LAYER}+gzip"
OCI_LAYER_ZSTD = f"{OCI_LAYER}+zstd"
DOCKER_MANIFEST_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
SCHEMA_1_PREFIX = "application/vnd.docker.distribution.manifest.v1+"
"""Of manifests, signed or not, that Docker has given up."""

MANIFESTS = (OCI_MANIFEST, DOCKER_MANIFEST)
"""Of one image each."""
INDEXES = (OCI_INDEX, DOCKER_MANIFEST_LIST)
"""Of several images, or platforms of one."""
CONFIGS = (OCI_CONFIG, DOCKER_CONFIG)
_TAR = re.compile(r"[.+/-]tar\b")
_DOCKER_PREFIX = "application/vnd.docker."


def is_tar_type(media_type: str) -> bool:
    """Whether it is the type of a layer's tar, compressed or not."""
    return _TAR.search(media_type) is not None


def is_docker_type(media_type: str | None) -> bool:
    """Whether it is one of Docker's own types, of before OCI."""
    return media_type is not None and media_type.startswith(_DOCKER_PREFIX)


def is_compressed_type(media_type: str | None) -> bool:
    """Whether it is the type of what is compressed."""
    return media_type is not None and re.search(r"[.+/-](gzip|zstd)$", media_type) is not None
