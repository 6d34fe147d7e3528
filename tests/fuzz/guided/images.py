"""Saved images from a fuzzer's choices: in every form, documents damaged, digests right."""

from __future__ import annotations

from collections.abc import Callable

from fuzz.guided.blobs import COMPRESSORS, compressed, damaged
from fuzz.guided.choices import Choices
from fuzz.guided.json_text import mutated
from fuzz.guided.layers import layers
from support.docker_archives import docker_24_members, manifest_entry, repositories
from support.image_config import config_json, digest_of, sha256_hex, to_json
from support.oci_layouts import OciLayout, layer_media_type
from support.tar_writer import file, hardlink, symlink, tar

Files = dict[str, bytes]
_STEPS = (
    *("RUN a", "(empty) ENV A=b", "", "/bin/sh -c #(nop) COPY file:0 in /", "COPY a b # buildkit"),
    *("|1 A=b /bin/sh -c make", '/bin/sh -c #(nop)  CMD ["sh"]', "RUN\n\x1b[2J", "bash", "\u202e"),
)


def _config(choices: Choices, tars: list[bytes]) -> bytes:
    steps = [choices.pick(_STEPS) for _ in range(len(tars) + choices.below(3))]
    platform = choices.pick(("linux/amd64", "linux/amd64", "linux/arm/v7", "windows/amd64"))
    return mutated(choices, config_json(tars, steps=steps, platform=platform))


def _layout(choices: Choices) -> OciLayout:
    layout = OciLayout()
    for _ in range(1 + choices.one_in(4)):
        tars = layers(choices)
        blobs = [damaged(choices, compressed(choices, data)) for data in tars]
        manifest = layout.add_manifest(blobs, _config(choices, tars))
        data = mutated(choices, layout.blobs.pop(manifest["digest"].partition(":")[2]))
        described = layout.add_blob(data, manifest["mediaType"])
        if choices.one_in(4):
            described = layout.add_index([described] * (1 + choices.below(2)))
        layout.refer(described, choices.pick(("v1", "app:v1", None)))
    return layout


def _layout_files(choices: Choices) -> Files:
    files = _layout(choices).files()
    return {**files, "index.json": mutated(choices, files["index.json"])}


def _docker_25_files(choices: Choices) -> Files:
    files = _layout_files(choices)
    blobs = [name for name in files if name.startswith("blobs/")]
    configs = [name for name in blobs if b'"rootfs"' in files[name]] or blobs
    listed = [name for name in blobs if b'"' not in files[name][:2]]
    entry = manifest_entry(choices.pick(configs), ["app:v1"], listed)
    return {**files, "manifest.json": mutated(choices, to_json([entry]))}


def _docker_files(choices: Choices) -> Files:
    tars = layers(choices)
    named = {f"{at}/layer.tar": compressed(choices, data) for at, data in enumerate(tars)}
    entry = manifest_entry("config.json", ["app:v1"], [*named])
    manifest = mutated(choices, to_json([entry]))
    return {"manifest.json": manifest, "config.json": _config(choices, tars), **named}


def _legacy_files(choices: Choices) -> Files:
    files: Files = {}
    parent = ""
    for data in layers(choices):
        name = sha256_hex(data + parent.encode())
        told = {"id": name, "os": "linux", "architecture": "amd64"}
        parents = {"parent": parent} if parent else {}
        files[f"{name}/json"] = mutated(choices, to_json({**told, **parents}))
        files[f"{name}/layer.tar"] = data
        parent = name
    return {**files, "repositories": mutated(choices, to_json({"app": {"v1": parent}}))}


def _skopeo_files(choices: Choices) -> Files:
    tars = layers(choices)
    blobs = [compressed(choices, data) for data in tars]
    config = _config(choices, tars)
    told = [
        {"mediaType": layer_media_type(data), "digest": digest_of(data), "size": len(data)}
        for data in blobs
    ]
    about = {"digest": digest_of(config), "size": len(config)}
    manifest = mutated(choices, to_json({"schemaVersion": 2, "config": about, "layers": told}))
    named = {sha256_hex(data): data for data in (config, *blobs)}
    return {"manifest.json": manifest, "version": b"Directory Transport Version: 1.1\n", **named}


def _docker_24_archive(choices: Choices) -> bytes:
    """With links between members, and what was there before manifest.json."""
    config = _config(choices, tars := layers(choices))
    members, config_name, names = docker_24_members(tars, config)
    manifest = to_json([manifest_entry(config_name, ["app:v1"], names)])
    members.append(file("manifest.json", mutated(choices, manifest)))
    members.append(repositories("app:v1", names[-1].partition("/")[0]))
    for _ in range(choices.below(3)):
        link = choices.pick((symlink, hardlink))
        members.append(link(choices.pick(_LINKS), choices.pick(_LINKS)))
    return tar(*members)


_LINKS = ("manifest.json", "config.json", "0/layer.tar", "../x", "/etc/passwd", "index.json", "a")
FORMS: tuple[Callable[[Choices], Files], ...] = (
    _layout_files,
    _docker_25_files,
    _docker_files,
    _legacy_files,
    _skopeo_files,
)


def image(choices: Choices) -> Files | bytes:
    """The files of a folder, or an archive, which may be compressed as a whole."""
    form = choices.below(len(FORMS) + 1)
    if form == len(FORMS):
        archive = _docker_24_archive(choices)
    else:
        files = FORMS[form](choices)
        if choices.one_in(3):
            return files
        archive = tar(*(file(name, data) for name, data in files.items()))
    if choices.one_in(4):
        archive = choices.pick(COMPRESSORS)(archive)
    return damaged(choices, archive)
