"""Members of docker archives: links among them, odd names, missing ones, none at all."""

from __future__ import annotations

from images.recipes.example_image import LAYERS
from support.cases import Case, error, hidden, layer, report
from support.docker_archives import docker_24, manifest_entry, named_layers
from support.image_config import config_json, to_json
from support.tar_writer import directory, file, symlink, tar


def symlinked(*links: tuple[str, str]) -> bytes:
    """Layers 1.. are symlinks to other members."""
    manifest = manifest_entry(
        "config.json", ["app:v1"], ["0/layer.tar", *(name for name, _ in links)]
    )
    return tar(
        file("0/layer.tar", LAYERS[0]),
        *(symlink(name, target) for name, target in links),
        file("config.json", config_json([LAYERS[0]] * (len(links) + 1))),
        file("manifest.json", to_json([manifest])),
    )


def cut_after_first_layer(saved: bytes) -> bytes:
    return saved[: saved.index(LAYERS[0]) + len(LAYERS[0])]


TWICE = report(
    layer(added=710, shadowed=710),
    layer(rewritten=710, overwritten=710),
    shadowed=[
        hidden("bin/sh", 700, 0, 1, "metadata-only"),
        hidden("etc/conf", 10, 0, 1, "metadata-only"),
    ],
)

CASES = [
    Case(
        name="docker-24-repeated-layer",
        why="Case 34: a layer that came before is a symlink to its first copy.",
        content=docker_24([LAYERS[0], LAYERS[0]]),
        expect=TWICE,
    ),
    Case(
        name="docker-24-cut-between-members",
        why="A save that breaks off before manifest.json is not a whole image of fewer layers.",
        content=cut_after_first_layer(docker_24(LAYERS)),
        expect=error(),
    ),
    Case(
        name="docker-24-symlink-chain",
        why="Case 34: a symlink to a symlink is resolved as well.",
        content=symlinked(("1/layer.tar", "../2/layer.tar"), ("2/layer.tar", "../0/layer.tar")),
        expect={
            "layers": [{"content_bytes": 710}] * 3,
            "image": {"live_bytes": 710},
            "warnings": [],
        },
    ),
    Case(
        name="docker-24-symlink-cycle",
        why="Case 34: symlinks in a circle are an error.",
        content=symlinked(("1/layer.tar", "../2/layer.tar"), ("2/layer.tar", "../1/layer.tar")),
        expect=error("1/layer.tar"),
    ),
    Case(
        name="docker-24-symlink-outside",
        why="A layer that is a symlink out of the archive is an error, never a file of this "
        "machine.",
        content=symlinked(("1/layer.tar", "../../../../../../etc/hostname")),
        expect=error("1/layer.tar"),
    ),
    Case(
        name="untagged",
        why="An archive of one image needs no TAG, even if it has no name at all.",
        content=named_layers({"0.tar": LAYERS[0]}, [LAYERS[0]], tags=None),
        expect=report(layer(added=710), entries=4),
    ),
    Case(
        name="leading-dot-slash",
        why="Members called ./manifest.json are the archive's members.",
        content=tar(
            directory("./"),
            file("./0/layer.tar", LAYERS[0]),
            file("./config.json", config_json([LAYERS[0]])),
            file(
                "./manifest.json",
                to_json([manifest_entry("config.json", ["app:v1"], ["0/layer.tar"])]),
            ),
        ),
        expect=report(layer(added=710), entries=4),
    ),
    Case(
        name="layer-missing",
        why="A layer that manifest.json lists and the archive lacks is an error.",
        content=named_layers({"0.tar": LAYERS[0]}, LAYERS[:2], layer_names=["0.tar", "1.tar"]),
        expect=error("1.tar"),
    ),
    Case(
        name="config-missing",
        why="A config that manifest.json names and the archive lacks is an error.",
        content=tar(
            file("0.tar", LAYERS[0]),
            file("manifest.json", to_json([manifest_entry("config.json", ["app:v1"], ["0.tar"])])),
        ),
        expect=error("config.json"),
    ),
    Case(
        name="more-layers-than-diff-ids",
        why="The layers and the diff_ids must be equally many.",
        content=named_layers({"0.tar": LAYERS[0], "1.tar": LAYERS[1]}, LAYERS[:1]),
        expect=error("diff_ids"),
    ),
    Case(
        name="zero-layers",
        why="An image without layers has nothing, efficiently: 1.0.",
        content=named_layers({}, [], config=config_json([], steps=["(empty) ENV A=1"])),
        expect=report(entries=0, image={"efficiency": 1.0, "tar_bytes": 0}, pairs=[], biggest=[]),
    ),
    Case(
        name="null-layers",
        why="Go writes an empty list as null.",
        content=tar(
            file("config.json", config_json([], rootfs={"type": "layers", "diff_ids": None})),
            file("manifest.json", b'[{"Config":"config.json","RepoTags":null,"Layers":null}]'),
        ),
        expect=report(entries=0, image={"efficiency": 1.0}),
    ),
]
