"""Whether a document is a manifest or an index, and what those describe that describe no image.

Engines refuse what is both: https://github.com/advisories/GHSA-77vh-xpmg-72qh. Other sources:
https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage,
https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md and
https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md; types of artifacts: see each
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from layersize.errors import LayersizeError
from layersize.oci.annotations import ATTESTATION, ATTESTATION_MANIFEST, ATTESTED
from layersize.oci.config import platform_of
from layersize.oci.json_node import AmbiguousDocument, JsonNode
from layersize.oci.media_types import (
    CONFIGS,
    INDEXES,
    MANIFESTS,
    SCHEMA_1_PREFIX,
    is_tar_type,
)
from layersize.oci.platform import UNKNOWN
from layersize.sources.declared_image import MOST_LAYERS
from layersize.streams import bounds

_INDEX, _MANIFEST, _SCHEMA_1 = "an index", "a manifest", "a manifest of schema 1"
_KIND_OF_KEY = {
    "manifests": _INDEX,
    "layers": _MANIFEST,
    "config": _MANIFEST,
    "fsLayers": _SCHEMA_1,
}
_KIND_OF_TYPE = {**dict.fromkeys(INDEXES, _INDEX), **dict.fromkeys(MANIFESTS, _MANIFEST)}
_BUILD_CACHE = "a build cache of BuildKit"
_KINDS = {
    r"\.buildkit\.cacheconfig\.": _BUILD_CACHE,
    r"\.docker\.attestation\.|in-toto": "an attestation",
    r"\.dsse\.": "a signed attestation",
    r"\.dev\.(cosign|sigstore)\.|\.cncf\.notary\.": "a signature",
    r"\bspdx|cyclonedx|\bsyft": "a list of software (SBOM)",
    r"\.cncf\.helm\.": "a Helm chart",
    r"\.cncf\.model\.|\.docker\.ai\.|ollama|kitops|gguf|safetensors|huggingface": "a model",
    r"\.amazon\.soci\.": "an index for lazy loading (SOCI)",
    r"\bwasm\b": "a WebAssembly module",
    r"\.docker\.plugin\.": "a plugin of Docker",
    r"\.docker\.compose\.": "a Compose project",
    r"\.docker\.volume\.": "a volume of Docker",
    r"\.sylabs\.sif": "a Singularity image (SIF)",
    r"\.cncf\.flux\.": "a source of Flux",
    r"\.devcontainers\b": "a part of a dev container",
    r"openpolicyagent|\.cncf\.kyverno\.|\.falco\.": "a set of policies",
    r"opentofu|hashicorp|terraform": "a module of OpenTofu or Terraform",
    r"\.nydus\.": "a Nydus image",
    r"\.overlaybd\.": "an overlaybd image",
    r"\.erofs\b": "an EROFS image",
}
"""What a media type that matches tells, the first that does."""
_LAZY_ANNOTATIONS = {
    "containerd.io/snapshot/nydus-": "a Nydus image",
    "containerd.io/snapshot/overlaybd/": "an overlaybd image",
}
"""Of layers whose media types are those of tars; https://github.com/dragonflyoss/nydus and
https://github.com/containerd/accelerated-container-image"""
_ATTESTING = re.compile(r"\b(attestation|signature)\b")
"""In the words for what is about an image and names it in its layers."""
_NO_TYPE = re.compile(r"application/vnd\.(oci\.empty|unknown)\.")
"""Stands where a type must, and tells none."""
_UNTYPED = (None, "", "application/json", "application/octet-stream")
"""Types of entries that may lead to a manifest all the same."""
_DOCUMENT = re.compile(r"^text/|\b(json|xml|yaml|pdf|html)$")
"""In the type of what is no tar, whatever its bytes are."""
_MOST_SHOWN = 100
"""Characters of a media type."""
_NAME_AN_IMAGE = "name an image"
_NAME_THE_IMAGE = "name the image itself"
_NAME_THE_ORIGINAL = "name the image that it was made from"
_NAME_THE_BUILT = "name the image that was built with it"


class NotAnImage(LayersizeError):  # noqa: N818 - what was asked for is sound, and something else
    """What a manifest or an entry of an index describes is something else than an image."""


def is_index(document: JsonNode, stated_type: str | None = None) -> bool:
    """Whether it lists manifests; else it is one.

    `stated_type` is the media type that leads to it. Raises AmbiguousDocument if it also lists
    layers, or if a media type says that it is of the other kind.
    """
    keys = {kind: key for key, kind in _KIND_OF_KEY.items() if document.get(key).value is not None}
    if len(keys) > 1:
        one, other = sorted(keys.values())[:2]
        cause = f"has {one!r} and {other!r}, so that readers differ on what it is"
        raise AmbiguousDocument(document.where, cause, document.remedy)
    kind = next(iter(keys), None)
    types = ("its descriptor", stated_type), ("its mediaType", document.get("mediaType").text())
    for who, media_type in types:
        said = _KIND_OF_TYPE.get(media_type or "", kind)
        if kind is not None and said is not None and said != kind:
            raise AmbiguousDocument(
                document.where, f"is {kind}, {who} says {said}", document.remedy
            )
    return kind == _INDEX


def cache_in(index: JsonNode) -> NotAnImage | None:
    """The error for an index that is a build cache: it lists layers as if they were manifests."""
    for descriptor in index.get("manifests").items(bounds.MANIFESTS):
        if ".buildkit.cacheconfig." in (descriptor.get("mediaType").text() or ""):
            return _not_an_image(index.where, _BUILD_CACHE)
    return None


def entry_without_image(descriptor: JsonNode) -> NotAnImage | None:
    """The error for an entry of an index that says that it is no image, if it is none."""
    annotations = descriptor.get("annotations")
    if annotations.entry(ATTESTATION).text() == ATTESTATION_MANIFEST:
        subject = annotations.entry(ATTESTED).text()
        return _not_an_image(descriptor.where, "an attestation", subject)
    media_type = descriptor.get("mediaType").text()
    is_manifest = media_type in (*_UNTYPED, *MANIFESTS, *INDEXES)
    if media_type is None or is_manifest or media_type.startswith(SCHEMA_1_PREFIX):
        return None
    return _not_an_image(descriptor.where, _typed([media_type]))


def must_be_read(descriptor: JsonNode) -> bool:
    """Whether an entry that says that it is no image may be one all the same.

    Engines go by the platform alone: only an attestation for `unknown/unknown` is never taken.
    """
    platform = platform_of(descriptor.get("platform"))
    is_manifest = descriptor.get("mediaType").text() in MANIFESTS
    return platform != UNKNOWN and (platform is not None or is_manifest)


def refuse_artifact(manifest: JsonNode, blob: Callable[[JsonNode], bytes]) -> None:
    """Raises NotAnImage for a manifest of something else; LayersizeError for encrypted layers.

    `blob` gives what a descriptor leads to; what is attested says of which image it is. Types that
    say nothing are no reason to refuse what has the config of an image.
    """
    layers = manifest.get("layers").items(MOST_LAYERS)
    layer_types = [layer.get("mediaType").text() or None for layer in layers]
    config_type = manifest.get("config").get("mediaType").text() or None
    others = [kind for kind in layer_types if kind is not None and not is_tar_type(kind)]
    lazy = next((words for layer in layers if (words := _lazy(layer)) is not None), None)
    if lazy is not None:
        raise _not_an_image(manifest.where, lazy)
    for index, kind in enumerate(layer_types):
        if kind is not None and kind.endswith("+encrypted"):
            raise LayersizeError(f"layer {index}", "is encrypted", "decrypt the image first")
    artifact_type = manifest.get("artifactType").text()
    is_without_config = artifact_type is not None and manifest.get("config").value is None
    if others or is_without_config or config_type not in (None, *CONFIGS):
        types = [artifact_type, config_type, *others]
        if artifact_type is None and _is_image_by_content(manifest, others, config_type, blob):
            return
        words = _typed([kind for kind in types if kind and kind not in CONFIGS])
        subject = manifest.get("subject").get("digest").text()
        if subject is None and _ATTESTING.search(words):
            subject = next(_attested(layers, blob), None)
        raise _not_an_image(manifest.where, words, subject)


def _is_image_by_content(
    manifest: JsonNode,
    layer_types: list[str],
    config_type: str | None,
    blob: Callable[[JsonNode], bytes],
) -> bool:
    """Whether no type tells of anything else, and the config has a diff_id for each layer."""
    odd_types = [*layer_types, config_type or ""]
    if any(re.search(pattern, kind) for kind in odd_types for pattern in _KINDS):
        return False
    if any(_DOCUMENT.search(kind) for kind in layer_types):
        return False
    try:
        rootfs = JsonNode.parse(blob(manifest.get("config")), "").get("rootfs")
        diff_ids, layers = rootfs.get("diff_ids").items(), manifest.get("layers").items()
        of_layers = rootfs.get("type").text() in (None, "layers")
    except LayersizeError:
        return False
    return of_layers and 0 < len(diff_ids) == len(layers)


def _lazy(layer: JsonNode) -> str | None:
    keys = layer.get("annotations").key_names()
    for prefix, words in _LAZY_ANNOTATIONS.items():
        if any(key.startswith(prefix) for key in keys):
            return words
    return None


def _typed(media_types: list[str]) -> str:
    """What the types of a manifest tell, the most telling one first."""
    for media_type in media_types:
        for pattern, words in _KINDS.items():
            if re.search(pattern, media_type):
                return f"{words} ({_cut(media_type)})"
    told = [kind for kind in media_types if not _NO_TYPE.match(kind)]
    return f"an artifact ({_cut(told[0])})" if told else "an artifact without a type"


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…"


def _attested(layers: list[JsonNode], blob: Callable[[JsonNode], bytes]) -> Iterator[str]:
    """The digests that statements are about; what can't be read tells none."""
    for layer in layers:
        try:
            statement = JsonNode.parse(blob(layer), "")
            envelope = statement.get("dsseEnvelope").get("payload").text()
            payload = envelope or statement.get("payload").text()
            if payload is not None:
                import base64  # slow to load

                statement = JsonNode.parse(base64.b64decode(payload), "")
            signed = statement.get("critical").get("image").get("docker-manifest-digest").text()
            if signed is not None:
                yield signed
            for subject in statement.get("subject").items():
                digests = subject.get("digest")
                for algorithm in digests.key_names():
                    yield f"{algorithm}:{digests.entry(algorithm).text()}"
        except (LayersizeError, ValueError):
            continue


def _not_an_image(where: str, words: str, subject: str | None = None) -> NotAnImage:
    remedy = _NAME_AN_IMAGE
    if subject is not None or _ATTESTING.search(words):
        remedy = _NAME_THE_IMAGE
    elif words.startswith(_BUILD_CACHE):
        remedy = _NAME_THE_BUILT
    elif any(words.startswith(lazy) for lazy in _LAZY_ANNOTATIONS.values()):
        remedy = _NAME_THE_ORIGINAL
    of = f" of {_cut(subject)}" if subject else ""
    but = "whose layers are not tars" if " image" in words else "not an image"
    return NotAnImage(where, f"is {words}{of}, {but}", remedy)
