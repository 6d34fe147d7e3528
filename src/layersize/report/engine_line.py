"""Why an engine's own size is another number than the content: one sentence."""

from __future__ import annotations

from layersize.model.analysis import ImageFacts
from layersize.model.engine_facts import EngineFacts
from layersize.report.numbers import docker_size_text, size_text


def engine_line(image: ImageFacts, units: str, longest: int) -> str:
    """`docker images says 613MB: content plus 12.0 kB of symlink targets`, or what it would say.

    `longest` is how many characters there is room for, if that can be.
    """
    if image.engine is None:
        return _what_docker_would_say(image, units, longest)
    command = "podman images" if image.engine.store == "podman" else "docker images"
    shown = docker_size_text(image.engine.image_bytes)
    return f"{command} says {shown}: {_reason(image, image.engine, units)}"


def _reason(image: ImageFacts, engine: EngineFacts, units: str) -> str:
    if engine.store == "containerd":
        return "blocks on disk plus the layers as stored"
    if engine.store == "podman":
        return "the lengths of the layers' tars"
    more = engine.image_bytes - image.content_bytes
    if more == 0:
        return "the content, as here"
    if 0 < more <= image.symlink_target_bytes:  # of layers that were built it leaves them out
        return f"content plus {size_text(more, units)} of symlink targets"
    return "as its storage driver counts"


def _what_docker_would_say(image: ImageFacts, units: str, longest: int) -> str:
    """The classic store counts symlink targets; the containerd store counts something else."""
    shown = docker_size_text(image.content_bytes + image.symlink_target_bytes)
    sentence = f"docker images: {shown}"
    if image.symlink_target_bytes:
        sentence += f", with {size_text(image.symlink_target_bytes, units)} of symlink targets"
    sentence += "; containerd store: "
    long = sentence + "disk blocks + compressed layers"
    return long if len(long) <= longest else sentence + "more"
