"""Images in containers/storage, read without any service: those of Podman, Buildah and CRI-O."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.errors import LayersizeError, located_errors
from layersize.layers.image import Image
from layersize.sources.context import (
    NoSuchImage,
    NotHere,
    NotPermitted,
    SourceContext,
    Unavailable,
)
from layersize.sources.declared_image import DeclaredImage, to_image
from layersize.sources.local.containers_storage import REMEDY, StorageRoot, StoredImage
from layersize.sources.local.storage_conf import storage_conf
from layersize.sources.local.storage_image import StorageImage, storage_image
from layersize.sources.local.storage_names import asked_digest, named_images
from layersize.sources.local.trusted_folder import NotUsable
from layersize.sources.reference import ImageReference
from layersize.sources.similar import similar_images
from layersize.sources.stores import Store
from layersize.streams.folder import HAS_SAFE_OPEN

_TITLE = "containers/storage"
_WHERE_ELSE = "set CONTAINERS_STORAGE_CONF, or name an engine: podman:NAME"


def open_image(reference: ImageReference, context: SourceContext) -> Image:
    """The image of that name, with its layers walked.

    Raises NoSuchImage if there is none, Unavailable if the store can't be read, LayersizeError if
    it disagrees with itself.
    """
    where, found = _find(reference, context)
    try:
        with located_errors(where):
            store = found.walked(where, context.walker)
    except LayersizeError as error:
        _find(reference, context)  # which raises NoSuchImage if it was removed meanwhile
        raise LayersizeError(error.where, error.cause, error.remedy or REMEDY) from None
    return _image(found.declared, store, reference)


def open_to_copy(reference: ImageReference, context: SourceContext) -> Image:
    """The image with layers whose tars are put together when they are read; raises the same."""
    where, found = _find(reference, context)
    with located_errors(where):
        declared, store = found.to_copy(where)
    return _image(declared, store, reference)


def similar(reference: ImageReference, context: SourceContext) -> list[str]:  # noqa: ARG001 - as every source has it
    """Names of images that are like one; raises as `open_image` does."""
    return similar_images(
        reference.name, (name for image in _images(_roots()) for name in image.names)
    )


def names(context: SourceContext) -> list[str]:  # noqa: ARG001 - as every source has it
    """The names of its images; raises as `open_image` does."""
    return [name for image in _images(_roots()) for name in image.names]


def _image(declared: DeclaredImage, store: Store, reference: ImageReference) -> Image:
    with located_errors(store.where):
        return to_image(
            declared,
            store,
            reference=reference.text,
            source="containers-storage",
            as_pushed=False,
        )


def _find(reference: ImageReference, context: SourceContext) -> tuple[str, StorageImage]:
    """The image, and where it is; a store that is just being changed is looked at twice."""
    try:
        return _found(reference, context)
    except Unavailable:
        raise
    except LayersizeError:
        return _found(reference, context)


def _found(reference: ImageReference, context: SourceContext) -> tuple[str, StorageImage]:
    roots = _roots()
    with located_errors(roots[0].where):
        images = _images(roots)
        named = named_images(images, reference.name)
    if not named:
        cause = f"has no image {reference.name!r}"
        raise NoSuchImage(roots[0].where, cause, "check the spelling, or pull or build it")
    where, digest = named[0].root.where, asked_digest(reference.name)
    try:
        with located_errors(where):
            return where, storage_image(named[0], digest, images, roots, context.platform)
    except NotUsable as error:
        raise LayersizeError(where, str(error), "pull the image again") from None


def _images(roots: Sequence[StorageRoot]) -> list[StoredImage]:
    return [image for root in roots for image in root.images]


def _roots() -> list[StorageRoot]:
    """The folders that can be read; raises Unavailable if there are none."""
    if not HAS_SAFE_OPEN:
        raise NotHere(_TITLE, "is not read on this platform", _WHERE_ELSE)
    conf = storage_conf()
    problems: list[Unavailable] = []
    found = []
    for root in conf.roots:
        try:
            storage = StorageRoot(root, conf.driver)
            with located_errors(storage.where):
                storage.images  # noqa: B018 - read here
            found.append(storage)
        except NotUsable as error:
            problems.append(_problem(root, error))
    if not found:
        raise problems[0]
    return found


def _problem(root: str, error: NotUsable) -> Unavailable:
    where = f"{_TITLE} at {root}"
    match error.__cause__:
        case FileNotFoundError() | NotADirectoryError():
            return NotHere(where, "has no images of Podman, Buildah or CRI-O", _WHERE_ELSE)
        case PermissionError():
            remedy = "run layersize as its owner, or name an engine: podman:NAME"
            return NotPermitted(where, "you may not read it (permission denied)", remedy)
    return NotPermitted(where, f"can't be used ({error})", _WHERE_ELSE)
