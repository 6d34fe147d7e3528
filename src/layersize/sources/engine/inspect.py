"""What an engine tells of an image.

Source: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TypedDict

from layersize.errors import LayersizeError, located_errors
from layersize.layers.image import EngineFacts
from layersize.oci.digest import Digest
from layersize.oci.json_node import JsonNode
from layersize.sources.context import NoSuchImage
from layersize.sources.engine.connection import Engine, pull_again
from layersize.values import dataclass

_SHA256 = "sha256:"
_ID = re.compile(r"[0-9a-f]{7,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundImage:
    """An image as the engine tells of it."""

    title: str
    """Of the engine."""
    name: str
    """What the engine is to be asked for."""
    manifest_id: str | None = None
    """Hexadecimal, of the one platform that is meant, if its id was given."""
    image_id: str
    """Hexadecimal."""
    layers: int
    stored_bytes: int
    """What the engine has stored of it; a save is longer than that."""
    facts: EngineFacts
    folders: tuple[str, ...] = ()
    """To which the layers of an image were unpacked, as the engine says, in no order."""


def find_image(engine: Engine, name: str) -> FoundImage:
    """Raises Unavailable if the engine does not have it, LayersizeError if it refuses to tell.

    `name` may also be the id of one platform, as `docker images --tree` shows it: an engine, which
    has the whole image by another id, does not know that by itself.
    """
    with located_errors(engine.title):
        try:
            return _found(engine, name, engine.inspect(name))
        except NoSuchImage:
            manifest = _manifest_of(engine, name)
            if manifest is None:
                raise
        image, manifest_id = manifest
        found = _found(engine, image, engine.inspect(image))
        return replace(found, manifest_id=manifest_id)


def _manifest_of(engine: Engine, name: str) -> tuple[str, str] | None:
    """The id of an image, and of its manifest whose id begins like that; the latter without sha256.

    Raises LayersizeError if several do.
    """
    digits = name.rpartition("@")[2].removeprefix(_SHA256)
    if not _ID.fullmatch(digits):
        return None
    found: dict[str, str] = {}
    for image in engine.all_listed().items():
        for row in image.get("Manifests").items():
            manifest_id = (row.get("ID").text() or "").removeprefix(_SHA256)
            if manifest_id.startswith(digits):
                found.setdefault(manifest_id, image.get("Id").text() or "")
    if len(found) > 1:
        cause = f"has several images whose ids begin with {digits}"
        raise LayersizeError("", cause, "give more digits")
    return next(((image, manifest_id) for manifest_id, image in found.items()), None)


def image_of_digest(engine: Engine, digest: Digest) -> str | None:
    """The id to ask for an image whose config, manifest or index has exactly that digest.

    None if the engine lists no such image, by its own ids or by the digests of registries. What a
    build left behind between two steps is not listed.
    """
    wanted = str(digest)
    for image in engine.all_listed().items():
        image_id = image.get("Id").text()
        names = [name.text() or "" for name in image.get("RepoDigests").items()]
        if wanted == image_id or wanted in (name.rpartition("@")[2] for name in names):
            return image_id
        if wanted in (row.get("ID").text() for row in image.get("Manifests").items()):
            return wanted
    return None


def layers_of_digest(engine: Engine, digest: Digest) -> tuple[str, tuple[Digest, ...]] | None:
    """A name of the image of exactly that digest, and its diff_ids, as the engine tells them.

    None if the engine lists no such image, or tells of no layers. Of an image of several platforms
    they are those of the one that the engine would run.
    """
    name = image_of_digest(engine, digest)
    if name is None:
        return None
    try:
        node = engine.inspect(name)
    except NoSuchImage:
        manifest = _manifest_of(engine, name)
        if manifest is None:
            raise
        node = engine.inspect(manifest[0])
    tags = (tag.text() for tag in node.get("RepoTags").items())
    diff_ids = tuple(item.digest() for item in node.get("RootFS").get("Layers").items())
    return (next(filter(None, tags), None) or name, diff_ids) if diff_ids else None


def refuse_without_layers(engine: Engine, name: str, platform: str | None) -> None:
    """Raises LayersizeError if the engine says that it lacks the layers of what would be saved.

    A containerd store keeps no layers that it unpacked before under another digest; its save of
    them ends well and holds none. Engines before API 1.48 can't be asked.
    """
    if not engine.tells_manifests:
        return
    rows = [
        row
        for row in engine.inspect(name, with_manifests=True).get("Manifests").items()
        if row.get("Kind").text() == "image"
    ]
    lacking = [row for row in rows if row.get("Available").value is False]
    wanted = [row for row in lacking if platform is None or _platform(row) in (None, platform)]
    if wanted and (platform is not None or len(lacking) == len(rows)):
        platforms = ", ".join(filter(None, map(_platform, wanted)))
        cause = f"knows {name!r} but does not have all of its layers"
        cause += f" ({platforms})" if platforms else ""
        raise LayersizeError("", cause, pull_again(name, platform))


def _platform(row: JsonNode) -> str | None:
    """`os/arch[/variant]` of a row of an image's manifests."""
    node = row.get("ImageData").get("Platform")
    parts = [node.get(key).text() for key in ("os", "architecture", "variant")]
    return "/".join(filter(None, parts)) or None


def _found(engine: Engine, name: str, node: JsonNode) -> FoundImage:
    image_id = (node.get("Id").text() or "").removeprefix("sha256:")
    if not image_id:
        raise node.get("Id").wrong("the id of an image")
    tags = [tag.text() for tag in node.get("RepoTags").items()]
    return FoundImage(
        title=engine.title,
        name=name,
        image_id=image_id,
        layers=len(node.get("RootFS").get("Layers").items()),
        stored_bytes=node.get("Size").whole_number() or 0,
        facts=EngineFacts(
            engine=f"{engine.title} {engine.version}",
            store=_store_kind(engine, node),
            repo_tags=tuple(tag for tag in tags if tag),
            **_sizes(engine, name, node),
        ),
        folders=tuple(_folders(node.get("GraphDriver").get("Data"))),
    )


def _folders(data: JsonNode) -> list[str]:
    """Of a graph driver's own facts those that tell of folders."""
    if not isinstance(data.value, dict):
        return []
    texts = [data.value.get(key) for key in ("UpperDir", "LowerDir")]
    return [path for text in texts if isinstance(text, str) for path in text.split(":") if path]


class _Sizes(TypedDict):
    """Members of EngineFacts."""

    image_bytes: int
    stored_bytes: int | None
    platforms: int


def _sizes(engine: Engine, name: str, node: JsonNode) -> _Sizes:
    """What the engine's list of images shows, which a containerd store counts in its own way.

    It counts all platforms that are there; an engine before API 1.47 tells of one how much of
    that are its layers as stored.
    """
    own_bytes = node.get("Size").whole_number() or 0
    if _store_kind(engine, node) != "containerd":
        return _Sizes(image_bytes=own_bytes, stored_bytes=None, platforms=1)
    for row in engine.listed(name).items():
        if row.get("Id").text() == node.get("Id").text():
            listed_bytes = row.get("Size").whole_number() or 0
            images = [
                manifest
                for manifest in row.get("Manifests").items()
                if manifest.get("Kind").text() == "image"
            ]
            if not images:
                return _Sizes(image_bytes=listed_bytes, stored_bytes=own_bytes, platforms=1)
            stored = [image.get("Size").get("Content").whole_number() or 0 for image in images]
            there = [image for image in images if image.get("Available").value is not False]
            return _Sizes(
                image_bytes=listed_bytes, stored_bytes=sum(stored), platforms=max(1, len(there))
            )
    return _Sizes(image_bytes=own_bytes, stored_bytes=None, platforms=1)


def _store_kind(engine: Engine, node: JsonNode) -> str:
    if engine.title == "Podman":
        return "podman"
    driver = node.get("GraphDriver").get("Name").text()
    is_containerd = node.get("Descriptor").value is not None or driver in (None, "", "overlayfs")
    return "containerd" if is_containerd else "classic"
