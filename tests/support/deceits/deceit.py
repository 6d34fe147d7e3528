"""What one deceiving image is, and the honest parts that all of them are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from support.docker_archives import named_layers
from support.image_config import config_json
from support.oci_layouts import Descriptor, OciLayout
from support.tar_writer import file, tar

NAME = "docker.io/library/layersize-deceit:v1"
"""What every one of the images is called, where it has a name."""
SECRET = "root/secret"  # noqa: S105 - a path
"""What is forbidden."""
HARMLESS = "usr/share/doc/notes"
BIG = b"b" * 100_000
ALLOWED_BYTES = 50_000
"""Less than `BIG` has."""
BIG_LAYER = tar(file("big", BIG))
SMALL_LAYER = tar(file("small", b"s"))


class Seen(NamedTuple):
    """What an engine has of an image that it loaded."""

    files: Mapping[str, int]
    """Paths of a container's file system, with their bytes, of a hardlink none."""
    layers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What the image must not keep: options for `check`, and the same for an engine's reading."""

    options: tuple[str, ...]
    is_exceeded: Callable[[Seen], bool]


def forbids(path: str) -> Limit:
    return Limit(options=("--forbid", f"/{path}"), is_exceeded=lambda seen: path in seen.files)


def at_most(size: int) -> Limit:
    return Limit(
        options=("--max-size", f"{size} B"),
        is_exceeded=lambda seen: sum(seen.files.values()) > size,
    )


def at_most_in_a_file(size: int) -> Limit:
    return Limit(
        options=("--max-entry", f"{size} B"),
        is_exceeded=lambda seen: max(seen.files.values(), default=0) > size,
    )


def layers_at_most(count: int) -> Limit:
    return Limit(options=("--max-layers", f"{count}"), is_exceeded=lambda seen: seen.layers > count)


NO_SECRET = forbids(SECRET)
SIZE = at_most(ALLOWED_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deceit:
    """One image, and a limit that its honest reading exceeds; `table.py` says who finds that."""

    name: str
    why: str
    build: Callable[[], bytes]
    """Gives an archive: what `docker save` writes, or an OCI layout."""
    limit: Limit = SIZE
    others: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    """Files beside the image, which further options name."""
    options: tuple[str, ...] = ()


def archive(*layers: bytes, **more: object) -> bytes:
    """A docker-archive of these layers, with the name that all the images have."""
    blobs = {f"{index}/layer.tar": layer for index, layer in enumerate(layers)}
    return named_layers(blobs, layers, tags=[NAME], **more)  # type: ignore[arg-type]  # the caller knows them


def one_layer(*entries: bytes) -> Callable[[], bytes]:
    """Builds an archive of one layer with these entries."""
    return lambda: archive(tar(*entries))


def refer(layout: OciLayout, target: Descriptor, **more: object) -> None:
    """Lists an image in index.json by the name that all the images have."""
    names = {"io.containerd.image.name": NAME, "org.opencontainers.image.ref.name": NAME}
    layout.references.append({**target, "annotations": names, **more})


def layout_of(*blobs: bytes, tars: tuple[bytes, ...] | None = None, **more: object) -> bytes:
    """An OCI layout as a tar: layers as stored, and the tars that the diff_ids are of."""
    layout = OciLayout()
    config = config_json(blobs if tars is None else tars)
    refer(layout, layout.add_manifest(blobs, config, **more))  # type: ignore[arg-type]  # the caller knows them
    return layout.archive()
