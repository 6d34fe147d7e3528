"""Images whose documents say what is not so: what is told of them, and what can't be judged."""

from __future__ import annotations

from collections.abc import Iterator

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.result import ImageAnalysis
from layersize.errors import LayersizeError
from layersize.warning import Warning

_PULL_AGAIN = "pull or build the image again: Docker refuses it, Podman runs it"
_BY_DIGEST = "name the image that is meant by its digest"
_REMEDIES = {
    "diff-id-mismatch": _PULL_AGAIN,
    "diff-id-not-checked": "save the image to a file and check that",
    "layer-order-disagrees": "save or pull the image again",
    "same-platform": _BY_DIGEST,
    "ambiguous-platform": _BY_DIGEST,
    "contradicting-platforms": "build the image again, with the platform that is meant",
    "store-not-used": "if that stays so, pull the image again",
    "unread-files": "run layersize as their owner: in podman unshare, or as root",
}
"""Codes of warnings that are told wherever images are judged or compared, and what helps."""


def doubts(image: ImageAnalysis) -> Iterator[LayersizeError]:
    """What contradicts itself in an image, though it can be measured; nothing is raised."""
    for warning in image.warnings:
        if warning.code in _REMEDIES:
            where = _place(image, warning)
            yield LayersizeError(where, warning.message, _REMEDIES[warning.code])


def refuse_ambiguous(image: ImageAnalysis) -> None:
    """Raises LayersizeError for an image in whose place some engines take another."""
    for warning in image.warnings:
        if warning.code == "ambiguous-platform":
            raise LayersizeError(_place(image, warning), warning.message, _BY_DIGEST)


def refuse_false_diff_ids(image: ImageAnalysis, layers: int | None = None) -> None:
    """Raises LayersizeError if a layer is not what its diff_id says, on which a verdict rests.

    `layers` is how many are looked at, from the lowest; `None`: all.
    """
    looked_at = range(len(image.layers))[:layers]
    for warning in image.warnings:
        if warning.code == "diff-id-mismatch" and warning.layer in looked_at:
            cause = f"{warning.message}, on which the verdict rests"
            raise LayersizeError(_place(image, warning), cause, _PULL_AGAIN)


def refuse_unproven_layers(image: AnalyzedImage, base_layers: int) -> None:
    """Raises LayersizeError unless the layers of the base image were hashed to their diff_ids.

    They do not count because they are the base image's, which their diff_ids say.
    """
    refuse_false_diff_ids(image.analysis, base_layers)
    layers = image.analysis.layers[:base_layers]
    for layer, walk in zip(layers, image.walks, strict=False):
        if layer.diff_id not in walk.tar_digests:
            where = f"{image.analysis.image.reference}: layer {layer.index}"
            cause = (
                f"could not be hashed to its diff_id {layer.diff_id}, on which the verdict rests"
            )
            raise LayersizeError(where, cause, _REMEDIES["diff-id-not-checked"])


def _place(image: ImageAnalysis, warning: Warning) -> str:
    reference = image.image.reference
    return reference if warning.layer is None else f"{reference}: layer {warning.layer}"
