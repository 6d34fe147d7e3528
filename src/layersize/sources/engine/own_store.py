"""Where an engine's own folders can be read, an image comes from there, without a save."""

from __future__ import annotations

import re
from dataclasses import replace

from layersize.errors import LayersizeError
from layersize.oci.digest import Digest
from layersize.sources.context import SourceContext
from layersize.sources.declared_image import DeclaredImage
from layersize.sources.engine.connection import Engine
from layersize.sources.engine.inspect import FoundImage
from layersize.sources.local.containers_storage import StorageRoot
from layersize.sources.local.content_store import ContentStore, StoredBlobs
from layersize.sources.local.docker_graph import graph_store
from layersize.sources.local.storage_image import StorageImage, storage_image
from layersize.sources.local.trusted_folder import NotUsable
from layersize.sources.stores import Store

_LAYER_FOLDER = re.compile("(?P<root>/.*)/(?P<driver>overlay)/[0-9a-f]{64}/diff")
_CONTAINERD_ROOT = "/var/lib/containerd"
"""Of a containerd that does not belong to Docker."""


def own_store(
    engine: Engine, found: FoundImage, context: SourceContext
) -> tuple[Store, list[DeclaredImage]]:
    """The image in the engine's own folders, declared unless it is so as in a saved one.

    Raises NotUsable where they can't be read or don't hold it, LayersizeError where they hold it
    but disagree with themselves about it.
    """
    if not (context.use_stores and engine.is_local):
        raise NotUsable("only the folders of an engine on this machine are read")
    match found.facts.store:
        case "classic":
            root, driver = _place(engine)
            return graph_store(
                found.title, root, driver, found.image_id, found.facts.repo_tags, context.walker
            ), []
        case "containerd":
            root, _ = _place(engine)
            return _content_store(found, (f"{root}/containerd/daemon", _CONTAINERD_ROOT)), []
        case "podman":
            try:
                image = _podman_image(engine, found)
            except (NotUsable, LayersizeError):
                image = _podman_image(engine, found)  # it may just have been changed
            if context.walker.reads_contents and any(x.files is None for x in image.layers):
                raise NotUsable("where its driver keeps files is not known")
            declared = replace(image.declared, names=found.facts.repo_tags)
            return image.walked(found.title, context.walker), [declared]
        case kind:
            raise NotUsable(f"a store of kind {kind} is not known")


def _content_store(found: FoundImage, roots: tuple[str, ...]) -> ContentStore:
    reasons = []
    for root in roots:
        try:
            target = Digest.parse(f"sha256:{found.image_id}")
            return ContentStore(found.title, StoredBlobs(root), target, found.name)
        except (NotUsable, ValueError) as error:
            reasons.append(str(error))
    raise NotUsable("; ".join(reasons))


def _podman_image(engine: Engine, found: FoundImage) -> StorageImage:
    """What Podman's folders hold of it, as they are now."""
    folders = filter(None, map(_LAYER_FOLDER.fullmatch, found.folders))
    places = dict.fromkeys((folder["root"], folder["driver"]) for folder in folders)
    roots = [StorageRoot(root, driver) for root, driver in places or [_place(engine)]]
    images = [image for root in roots for image in root.images]
    stored = next((image for image in images if image.image_id == found.image_id), None)
    if stored is None:
        raise NotUsable(f"image {found.image_id} is not there")
    image = storage_image(stored, None, images, roots, None)
    config = image.declared.config
    if config is None or config.digest != Digest("sha256", found.image_id):
        raise NotUsable(f"image {found.image_id} is a list of others")
    return image


def _place(engine: Engine) -> tuple[str, str]:
    """The engine's folder, and its graph driver or snapshotter."""
    try:
        about = engine.info()
        root, driver = about.get("DockerRootDir").text(), about.get("Driver").text()
    except LayersizeError as error:
        raise NotUsable(str(error)) from None
    if not root or not driver or not root.startswith("/") or "\0" in root:
        raise NotUsable("the engine does not say where its folder is")
    return root, driver
