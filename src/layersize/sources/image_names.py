"""The names and ids that the images of a store go by."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.errors import LayersizeError
from layersize.oci.digest import ALGORITHMS, Digest
from layersize.sources.declared_image import DeclaredImage
from layersize.sources.named_file import find_file
from layersize.sources.reference import FILE_SOURCES, parse_reference
from layersize.text.escape import is_plain_word

_SHORTEST_ID = 7
_SHOWN_ID = 12
"""Digits, as engines show them."""


def images_called(images: Sequence[DeclaredImage], name: str) -> list[DeclaredImage]:
    """Those that go by a name; its plainest meaning counts, wherever an image has that."""
    for goes_by in (_is_called, _is_called_at_home, _has_tag, _has_id):
        named = [image for image in images if goes_by(image, name)]
        if named:
            return named
    return []


def _is_called(image: DeclaredImage, name: str) -> bool:
    return name_in_full(name) in full_names(image)


def _is_called_at_home(image: DeclaredImage, name: str) -> bool:
    """Podman puts `localhost/` before the name of what it builds, others nothing."""
    return _familiar(name) in map(_familiar, image.names)


def _has_tag(image: DeclaredImage, name: str) -> bool:
    return any(
        name.removeprefix(":") == known.rpartition("/")[2].rpartition(":")[2]
        for known in image.names
    )


def _has_id(image: DeclaredImage, name: str) -> bool:
    """An id may be cut, and have the image's name or its algorithm before it."""
    digits = name.rpartition("@")[2]
    for algorithm in ALGORITHMS:
        digits = digits.removeprefix(f"{algorithm}:")
    return len(digits) >= _SHORTEST_ID and any(known.startswith(digits) for known in _ids(image))


def refuse_another(images: Sequence[DeclaredImage], image_id: str) -> None:
    """Raises LayersizeError if none of them has that id, in hexadecimal digits.

    An engine tells the id when it is asked for a name, which may be another image's a moment later.
    """
    if not any(_has_id(image, image_id) for image in images):
        cause = f"saved another image than {image_id[:_SHOWN_ID]}, which it had named"
        raise LayersizeError("", cause, "try again, in case the name has just been given away")


def full_names(image: DeclaredImage) -> list[str]:
    """All its names, each in the form that tells it from others."""
    return [name_in_full(name) for name in image.names]


def name_in_full(name: str) -> str:
    """`docker.io/library/app:latest` for `app`; what is no name stays as it is."""
    from layersize.oci.image_name import full_name  # slow to load

    return full_name(name) or full_name(f"{name}:latest") or name


def name_one_image(one: str, other: str) -> bool:
    """Whether two references mean the same file, or the same name in a source that both are of."""
    references = parse_reference(one), parse_reference(other)
    files = [
        find_file(reference) if reference.source in (None, *FILE_SOURCES) else None
        for reference in references
    ]
    if files[0] and files[1]:
        return files[0][0].samefile(files[1][0]) and files[0][1] == files[1][1]
    names = {name_in_full(reference.name) for reference in references}
    return files == [None, None] and len(names) == 1


def _familiar(name: str) -> str:
    """A name with its tag, and without what stands for this machine or Docker Hub."""
    from layersize.oci.image_name import familiar_name  # slow to load

    return familiar_name(name_in_full(name)).removeprefix("localhost/")


def _ids(image: DeclaredImage) -> list[str]:
    """What it may be called by, in hexadecimal digits."""
    known = [digest.hexadecimal for digest in digests_of(image)]
    return known if image.v1_id is None else [*known, image.v1_id]


def digests_of(image: DeclaredImage) -> list[Digest]:
    """Of its manifest, its config, and the indexes that list it."""
    config = image.config.digest if image.config else None
    known = (image.manifest_digest, config, *image.index_digests)
    return [digest for digest in known if digest is not None]


def own_id(image: DeclaredImage) -> str | None:
    """What makes it another image than its neighbours, however its layers are compressed."""
    if image.config is not None and image.config.digest is not None:
        return image.config.digest.hexadecimal
    return image.v1_id


def shown_id(image: DeclaredImage) -> str:
    """A short form of its id, by which it can be chosen."""
    if image.v1_id is not None:
        return image.v1_id[:_SHOWN_ID]
    shown = (f"{known.algorithm}:{known.hexadecimal[:_SHOWN_ID]}" for known in digests_of(image))
    return next(shown, "without an id")


def label_of(image: DeclaredImage) -> str:
    """What to call an image in a list of choices: a name that can be typed, else its id."""
    plain = next(filter(is_plain_word, image.names), None)
    if plain is not None:
        return plain
    label = shown_id(image) if _ids(image) else "an image without a name or an id"
    platform = image.platform or ""
    return f"{label} ({platform})" if is_plain_word(platform) else label
