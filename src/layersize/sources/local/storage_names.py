"""Which image of containers/storage a name means, as Podman finds it without asking a registry.

Source: https://github.com/containers/common/blob/v0.59.0/libimage/runtime.go (`LookupImage`)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from layersize.errors import LayersizeError
from layersize.oci.digest import Digest
from layersize.sources.local.containers_storage import StoredImage

_SHA256 = "sha256:"
_SHORT_ID = re.compile("[0-9a-f]{3,64}")
_HOST = re.compile(r"[^/]*[.:][^/]*/|localhost/")
_AT_HOME = ("localhost/", "docker.io/library/", "docker.io/")
"""What stands before a short name, in the order in which it counts."""
_MOST_SHOWN = 5


def named_images(images: Sequence[StoredImage], name: str) -> list[StoredImage]:
    """The image of that name or id, or none; several only if they go by one digest.

    Raises LayersizeError if a short name or an id is of several images.
    """
    bare, at, text = name.rpartition("@")
    if at and not bare.strip(":"):
        return _with_id(images, text)
    if at:
        digest = _digest(text)
        return [image for image in images if digest in image.manifests]
    for candidate in _candidates(name):
        named = [image for image in images if candidate in image.names]
        if named:
            return named[:1]
    return _with_id(images, name) or _with_ending(images, name)


def asked_digest(name: str) -> Digest | None:
    """The digest of a manifest in a name."""
    bare, at, text = name.rpartition("@")
    return _digest(text) if at and bare.strip(":") else None


def _digest(text: str) -> Digest | None:
    try:
        return Digest.parse(text)
    except ValueError:
        return None


def _candidates(name: str) -> Iterator[str]:
    """The names in full that a name may stand for."""
    tagged = _tagged(name)
    if _HOST.match(name):
        yield tagged
        return
    yield from (before + tagged for before in _AT_HOME)
    yield tagged


def _tagged(name: str) -> str:
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def _with_id(images: Sequence[StoredImage], name: str) -> list[StoredImage]:
    digits = name.removeprefix(_SHA256)
    if not _SHORT_ID.fullmatch(digits):
        return []
    return _only(images, name, lambda image: image.image_id.startswith(digits))


def _with_ending(images: Sequence[StoredImage], name: str) -> list[StoredImage]:
    """Those of any registry that are called like that."""
    if _HOST.match(name):
        return []
    ending = f"/{_tagged(name)}"
    return _only(images, name, lambda image: any(full.endswith(ending) for full in image.names))


def _only(
    images: Sequence[StoredImage], name: str, is_meant: Callable[[StoredImage], bool]
) -> list[StoredImage]:
    by_id = {image.image_id: image for image in reversed(images) if is_meant(image)}
    if len(by_id) > 1:
        shown = [_label(image) for image in reversed(by_id.values())][:_MOST_SHOWN]
        raise LayersizeError("", f"has several images {name!r}", f"name one of: {', '.join(shown)}")
    return list(by_id.values())


def _label(image: StoredImage) -> str:
    return image.names[0] if image.names else image.image_id
