"""Which of a store's images is meant: by name, then by platform."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.errors import LayersizeError
from layersize.oci.digest import Digest
from layersize.oci.platform import host_platform, same_platform
from layersize.sources.declared_image import DeclaredImage

_MOST_SHOWN = 20
_SHORTEST_ID = 7


def choose_image(
    images: Sequence[DeclaredImage], *, name: str | None, platform: str | None
) -> DeclaredImage:
    """The image that a user means; raises LayersizeError with the choices where that is open.

    Where no platform is asked for, Linux on this machine's architecture is preferred.
    """
    if not images:
        raise LayersizeError("index.json", "lists no image", "save or pull the image again")
    if name is not None:
        named = [image for image in images if _goes_by(image, name)]
        if not named:
            raise _choices(f"has no image {name!r}", images, "name one of")
        images = named
    readable = [image for image in images if image.problem is None]
    candidates = readable or list(images)
    if name is None and _are_several(readable):
        raise _choices("holds several images", readable, "put a colon and one of these behind it")
    return _of_platform(candidates, platform)


def _of_platform(images: Sequence[DeclaredImage], platform: str | None) -> DeclaredImage:
    wanted = platform or host_platform()
    fitting = [image for image in images if same_platform(wanted, image.platform or "")]
    if fitting:
        return fitting[0]
    platforms = list(dict.fromkeys(image.platform or "unknown" for image in images))
    if platform is None and len(platforms) == 1:
        return images[0]
    cause = f"has no image for {wanted}"
    raise LayersizeError("", cause, f"choose --platform {' or '.join(platforms[:_MOST_SHOWN])}")


def _are_several(images: Sequence[DeclaredImage]) -> bool:
    """Whether there is more to choose than the platform of one image."""
    names = {image.names for image in images}
    platforms = [image.platform for image in images]
    return len(names) > 1 or (names == {()} and len(set(platforms)) < len(platforms))


def _goes_by(image: DeclaredImage, name: str) -> bool:
    """A name may be given in full, without its default domain, or as a tag or id only."""
    from layersize.oci.image_name import familiar_name  # slow to load

    wanted = {name, name.lstrip(":"), f"{name}:latest"}
    for known in image.names:
        tail = known.rsplit("/", 1)[-1]
        forms = {known, familiar_name(known), tail.partition(":")[2] or known}
        if wanted & forms:
            return True
    identifier = name.removeprefix("@").removeprefix("sha256:")
    return len(identifier) >= _SHORTEST_ID and any(
        digest is not None and digest.hexadecimal.startswith(identifier)
        for digest in _digests(image)
    )


def _digests(image: DeclaredImage) -> tuple[Digest | None, ...]:
    return image.manifest_digest, image.config.digest if image.config else None


def _choices(cause: str, images: Sequence[DeclaredImage], remedy: str) -> LayersizeError:
    shown = list(dict.fromkeys(_label(image) for image in images))
    more = len(shown) - _MOST_SHOWN
    listed = ", ".join(shown[:_MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")
    return LayersizeError("", cause, f"{remedy}: {listed}" if shown else "")


def _label(image: DeclaredImage) -> str:
    if image.names:
        return image.names[0]
    digest = next((digest for digest in _digests(image) if digest is not None), None)
    label = str(digest)[:19] if digest else "an image without a name"
    return f"{label} ({image.platform})" if image.platform else label
