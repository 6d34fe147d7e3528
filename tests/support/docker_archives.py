"""Docker archives in the dialects of their producers, as tar bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from support.image_config import config_json, sha256_hex, to_json
from support.oci_layouts import OciLayout
from support.tar_writer import directory, file, symlink, tar

V1_LAYER_JSON_VERSION = b"1.0"


def v1_id(*parts: bytes) -> str:
    """Any stable 64 hex digits do: engines hash other things."""
    return sha256_hex(b"v1".join(parts))


def manifest_entry(
    config_name: str, tags: Sequence[str] | None, layers: Sequence[str]
) -> dict[str, object]:
    return {"Config": config_name, "RepoTags": tags, "Layers": list(layers)}


def docker_24_members(layers: Sequence[bytes], config: bytes) -> tuple[list[bytes], str, list[str]]:
    """The folders of a `docker save` up to version 24, the config's name and the layers' names.

    A layer whose bytes came before is a symlink to the folder where they are."""
    members: list[bytes] = []
    layer_names: list[str] = []
    folder_of_tar: dict[bytes, str] = {}
    parent = ""
    for index, layer in enumerate(layers):
        folder = v1_id(layer, parent.encode(), b"%d" % index)
        members += [
            directory(f"{folder}/"),
            file(f"{folder}/VERSION", V1_LAYER_JSON_VERSION),
            file(
                f"{folder}/json", to_json({"id": folder, **({"parent": parent} if parent else {})})
            ),
        ]
        if layer in folder_of_tar:
            members.append(symlink(f"{folder}/layer.tar", f"../{folder_of_tar[layer]}/layer.tar"))
        else:
            folder_of_tar[layer] = folder
            members.append(file(f"{folder}/layer.tar", layer))
        layer_names.append(f"{folder}/layer.tar")
        parent = folder
    config_name = f"{sha256_hex(config)}.json"
    members.append(file(config_name, config))
    return members, config_name, layer_names


def repositories(tag: str, top_folder: str) -> bytes:
    repository, _, version = tag.rpartition(":")
    return file("repositories", to_json({repository: {version: top_folder}}))


def docker_24(
    layers: Sequence[bytes], *, tag: str = "app:v1", config: bytes | None = None
) -> bytes:
    """`docker save` up to version 24."""
    config = config_json(layers) if config is None else config
    members, config_name, layer_names = docker_24_members(layers, config)
    members.append(
        file("manifest.json", to_json([manifest_entry(config_name, [tag], layer_names)]))
    )
    if layer_names:
        members.append(repositories(tag, layer_names[-1].partition("/")[0]))
    return tar(*members)


def archive(*layers: bytes, steps: Sequence[str] | None = None) -> bytes:
    """The smallest image of these layers: one archive, one tag, `app:v1`."""
    return named_layers(
        {f"{index}/layer.tar": layer for index, layer in enumerate(layers)}, layers, steps=steps
    )


def named_layers(
    blobs: Mapping[str, bytes],
    layer_tars: Sequence[bytes],
    *,
    layer_names: Sequence[str] | None = None,
    steps: Sequence[str] | None = None,
    config: bytes | None = None,
    tags: Sequence[str] | None = ("app:v1",),
) -> bytes:
    """A docker archive whose layers have these names and bytes, as several builders write it;
    `layer_tars` are the uncompressed layers that the config's diff_ids tell, `layer_names` what
    manifest.json lists, by default the blobs in order."""
    config = config_json(layer_tars, steps=steps) if config is None else config
    manifest = [manifest_entry("config.json", tags, layer_names or list(blobs))]
    return tar(
        file("manifest.json", to_json(manifest)),
        file("config.json", config),
        *(file(name, blob) for name, blob in blobs.items()),
    )


def docker_25(
    layers: Sequence[bytes],
    *,
    tag: str = "app:v1",
    blobs: Sequence[bytes] | None = None,
    oci_layer_order: Sequence[int] | None = None,
    containerd_store: bool = False,
) -> bytes:
    """`docker save` from version 25 on: an OCI layout and a manifest.json over the same blobs.

    `blobs` are the layers as stored (compressed, in the containerd store), `oci_layer_order` is
    the order in which the OCI manifest lists them."""
    layout = OciLayout()
    stored = layers if blobs is None else blobs
    manifest = layout.add_manifest(stored, config_json(layers), layer_order=oci_layer_order)
    repository, _, version = tag.rpartition(":")
    manifest["annotations"] = {"org.opencontainers.image.ref.name": version}
    if containerd_store:
        manifest["annotations"]["io.containerd.image.name"] = (
            f"docker.io/library/{repository}:{version}"
        )
    layout.references.append(manifest)
    entry = manifest_entry(
        f"blobs/sha256/{sha256_hex(config_json(layers))}",
        [tag],
        [f"blobs/sha256/{sha256_hex(blob)}" for blob in stored],
    )
    return tar(*layout.members(), file("manifest.json", to_json([entry])))
