"""Where an engine's own folders can be read, an image comes from there, without a save."""

from __future__ import annotations

from layersize.errors import LayersizeError
from layersize.sources.context import SourceContext
from layersize.sources.engine.connection import Engine
from layersize.sources.engine.inspect import FoundImage
from layersize.sources.local.docker_graph import graph_store
from layersize.sources.local.trusted_folder import NotUsable
from layersize.sources.stores import Store
from layersize.warning import Warning


def own_store(
    engine: Engine, found: FoundImage, context: SourceContext
) -> tuple[Store | None, tuple[Warning, ...]]:
    """The image in the engine's own folders; None where they can't be used.

    A warning says why where they hold the image, but disagree with themselves about it.
    """
    if not (context.use_stores and engine.is_local):
        return None, ()
    try:
        return _opened(engine, found, context), ()
    except NotUsable:
        return None, ()
    except LayersizeError as error:
        cause = f"{error.where}: {error.cause}" if error.where else error.cause
        message = f"the engine's own folder could not be used ({cause}); the image was saved"
        return None, (Warning(code="store-not-used", message=message),)


def _opened(engine: Engine, found: FoundImage, context: SourceContext) -> Store:
    root, driver = _place(engine)
    match found.facts.store:
        case "classic":
            return graph_store(
                found.title,
                root,
                driver,
                found.image_id,
                found.facts.repo_tags,
                context.walker,
            )
        case _:
            raise NotUsable("no store of a kind that is known")


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
