"""Which of a store's images is meant: by name, then by platform."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from layersize.errors import LayersizeError
from layersize.oci.platform import (
    host_platform,
    same_platform,
    version_of,
)
from layersize.sources.artifacts import NotAnImage
from layersize.sources.context import Unavailable
from layersize.sources.declared_image import DeclaredImage
from layersize.sources.image_names import (
    full_names,
    images_called,
    label_of,
    name_in_full,
    own_id,
    shown_id,
)

_MOST_SHOWN = 20
_MOST_TWINS = 10
"""Images for one platform that are looked at: builders make two."""


def choose_image(
    images: Sequence[DeclaredImage],
    *,
    name: str | None,
    platform: str | None,
    read: Callable[[DeclaredImage], DeclaredImage] = lambda image: image,
    how_to_name: str = "name one of",
) -> DeclaredImage:
    """The image that a user means; raises LayersizeError with the choices where that is open.

    Where no platform is asked for, Linux on this machine's architecture is preferred. `read` fills
    in what a store does not yet tell of an image, and may raise LayersizeError; `how_to_name` says
    how to choose among several images.
    """
    if not images:
        raise LayersizeError("index.json", "lists no image", "save or pull the image again")
    if name is not None:
        images = _named(images, name)
    readable = [image for image in images if image.problem is None]
    if not readable:
        return _most_telling(images)
    if _are_several(readable):
        raise _choices("holds several images", readable, how_to_name)
    chosen = _of_platform(images, platform, read)
    if chosen.problem is not None and len(images) > 1 and chosen.platform is not None:
        raise chosen.problem.inside(chosen.platform)
    return chosen


def _of_platform(
    images: Sequence[DeclaredImage],
    platform: str | None,
    read: Callable[[DeclaredImage], DeclaredImage],
) -> DeclaredImage:
    wanted = platform or host_platform()
    readable = [image for image in images if image.problem is None]
    fitting = [image for image in readable if same_platform(wanted, image.platform or "")]
    broken = [
        image
        for image in images
        if image.problem is not None and same_platform(wanted, image.platform or "")
    ]
    if not fitting:
        if broken and platform is not None:
            return _most_telling(broken)
        fitting, broken = _only_platform(readable, wanted, is_asked_for=platform is not None), []
    offered = list(dict.fromkeys(image.platform or "" for image in fitting))
    if len(set(map(version_of, offered))) > 1:
        cause = f"has {len(offered)} versions for {wanted}"
        raise LayersizeError("", cause, _choose_platform(offered))
    candidates = _different([*fitting, *broken])
    return read(fitting[0]) if len(candidates) == 1 else _one_of(candidates, read)


def _different(images: Sequence[DeclaredImage]) -> list[DeclaredImage]:
    """The first few of images that an index may list more than once."""
    by_manifest = {image.manifest_digest or index: image for index, image in enumerate(images)}
    return list(by_manifest.values())[:_MOST_TWINS]


def _only_platform(
    images: list[DeclaredImage], wanted: str, *, is_asked_for: bool
) -> list[DeclaredImage]:
    """All images, if they are for one platform, and no other is asked for."""
    platforms = list(dict.fromkeys(image.platform or "unknown" for image in images))
    if len(platforms) == 1 and not is_asked_for:
        return images
    raise LayersizeError("", f"has no image for {wanted}", _choose_platform(platforms))


def _choose_platform(platforms: Sequence[str]) -> str:
    return f"choose --platform {' or '.join(platforms[:_MOST_SHOWN])}"


def _one_of(
    images: Sequence[DeclaredImage], read: Callable[[DeclaredImage], DeclaredImage]
) -> DeclaredImage:
    """Of images for one platform the one that engines pull; the others are mentioned."""
    tried = [_tried(image, read) for image in images]
    readable = [image for image in tried if image.problem is None]
    if not readable:
        return _most_telling(tried)
    first = readable[0]
    same = [image for image in readable if _diff_ids(image) == _diff_ids(first)]
    chosen = next((image for image in same if not _is_zstd(image)), first)
    return replace(chosen, remarks=tuple(_remarks(chosen, tried)))


def _tried(image: DeclaredImage, read: Callable[[DeclaredImage], DeclaredImage]) -> DeclaredImage:
    try:
        return read(image)
    except Unavailable:
        raise
    except LayersizeError as error:
        return replace(image, problem=error)


def _remarks(chosen: DeclaredImage, images: Sequence[DeclaredImage]) -> Iterable[str]:
    """A line for each other image of the same platform; what is no image is no choice."""
    for image in images:
        if image is chosen or isinstance(image.problem, NotAnImage):
            continue
        shown = shown_id(image)
        if image.problem is not None:
            why = f"{image.problem.where}: {image.problem.cause}"
            yield f"{shown} is a second image for {image.platform}, and can't be read ({why})"
        elif _diff_ids(image) == _diff_ids(chosen) and _is_zstd(image) != _is_zstd(chosen):
            yield f"{shown} is the same image in zstd; docker pull takes the one measured here"
        else:
            also = "docker pull takes the first, too"
            yield f"{shown} is a second image for {image.platform}; {also}"


def _is_zstd(image: DeclaredImage) -> bool:
    return any("zstd" in (layer.media_type or "") for layer in image.layers)


def _diff_ids(image: DeclaredImage) -> object:
    return image.config.diff_ids if image.config else None


def _most_telling(images: Sequence[DeclaredImage]) -> DeclaredImage:
    """Of images that can't be read the one that says most of why."""
    broken = [image for image in images if not isinstance(image.problem, NotAnImage)]
    return (broken or images)[0]


def _are_several(images: Sequence[DeclaredImage]) -> bool:
    """Whether there is more to choose than the platform of one image."""
    if len(images) == 1:
        return False
    if set.intersection(*({*image.index_digests} for image in images)):
        return False
    is_one_name = bool(set.intersection(*({*full_names(image)} for image in images)))
    if not is_one_name and any(image.names for image in images):
        return True
    distinct = dict.fromkeys((image.platform, own_id(image)) for image in images)
    return len({platform for platform, _ in distinct}) < len(distinct)


def _named(images: Sequence[DeclaredImage], name: str) -> list[DeclaredImage]:
    """The platforms of the one image that goes by a name."""
    named = images_called(images, name)
    if not named:
        raise _choices(f"has no image {name!r}", images, "name one of")
    readable = [image for image in named if image.problem is None]
    if _are_several(readable or named):
        raise _choices(f"has several images {name!r}", named, "name one of")
    return named


def _choices(cause: str, images: Sequence[DeclaredImage], remedy: str) -> LayersizeError:
    offered = [image for image in images if not isinstance(image.problem, NotAnImage)]
    labels: dict[str, str] = {}
    for image in offered:
        label = label_of(image)
        if image.names and _are_several(images_called(offered, label)):
            label = shown_id(image)
        labels.setdefault(name_in_full(label) if image.names else label, label)
    shown = list(labels.values())
    more = len(shown) - _MOST_SHOWN
    listed = ", ".join(shown[:_MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")
    return LayersizeError("", cause, f"{remedy}: {listed}" if shown else "")
