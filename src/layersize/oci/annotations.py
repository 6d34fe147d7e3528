"""Keys of annotations, and of labels of the same names.

Sources: https://github.com/opencontainers/image-spec/blob/main/annotations.md and
https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md
"""

from __future__ import annotations

CONTAINERD_NAME = "io.containerd.image.name"
"""A full name of the image."""
REF_NAME = "org.opencontainers.image.ref.name"
"""A tag, or a reference of any kind."""
BASE_NAME = "org.opencontainers.image.base.name"
"""The reference of the base image."""
BASE_DIGEST = "org.opencontainers.image.base.digest"
"""The digest of the base image's manifest."""
ATTESTATION = "vnd.docker.reference.type"
"""What an entry of an index is about another entry."""
ATTESTATION_MANIFEST = "attestation-manifest"
"""The one value that BuildKit writes there; no engine hides an entry for any other."""
ATTESTED = "vnd.docker.reference.digest"
"""Beside it: the digest of the image."""
