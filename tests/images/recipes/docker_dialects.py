"""Docker archives as their producers write them (formats table of the documentation)."""

from __future__ import annotations

from images.recipes.example_image import (
    CONFIG,
    CREATED_BY,
    GZIP_TRANSFER,
    GZIPPED,
    LAYERS,
    example_report,
)
from support.cases import Case, error, layer, report, warning
from support.docker_archives import (
    V1_LAYER_JSON_VERSION,
    docker_24,
    docker_25,
    manifest_entry,
    named_layers,
    v1_id,
)
from support.image_config import config_json, digest_of, sha256_hex, to_json
from support.tar_writer import directory, file, symlink, tar

IDENTITY = {"image_id": digest_of(CONFIG), "platform": "linux/amd64"}
V1_IDS = [v1_id(bytes([index])) for index in range(len(LAYERS))]
NIX_LAYERS = [
    tar(directory("/nix"), directory("/nix/store"), file("/nix/store/a/bin", b"a" * 20)),
    tar(directory("/nix"), directory("/nix/store"), file("/nix/store/b/bin", b"b" * 30)),
]


def podman() -> bytes:
    """Blobs by diff_id, a folder of symlinks for each layer, manifest.json last."""
    members = [file(f"{sha256_hex(blob)}.tar", blob) for blob in LAYERS]
    for index, blob in enumerate(LAYERS):
        members += [
            directory(f"{V1_IDS[index]}/"),
            symlink(f"{V1_IDS[index]}/layer.tar", f"../{sha256_hex(blob)}.tar"),
            file(f"{V1_IDS[index]}/VERSION", V1_LAYER_JSON_VERSION),
            file(f"{V1_IDS[index]}/json", to_json({"id": V1_IDS[index]})),
        ]
    names = [f"{sha256_hex(blob)}.tar" for blob in LAYERS]
    config_name = f"{sha256_hex(CONFIG)}.json"
    entry = manifest_entry(config_name, ["docker.io/library/app:v1"], names)
    members += [
        file(config_name, CONFIG),
        file("repositories", to_json({"docker.io/library/app": {"v1": V1_IDS[-1]}})),
        file("manifest.json", to_json([entry])),
    ]
    return tar(*members)


def pre_1_10(parents: dict[int, int | None]) -> bytes:
    """No manifest.json and no config: folders with their parent in their `json`."""
    members = []
    for index in (2, 0, 1):
        parent = parents[index]
        v1 = {
            "id": V1_IDS[index],
            **({} if parent is None else {"parent": V1_IDS[parent]}),
            "created": "2015-01-01T00:00:00Z",
            "container_config": {"Cmd": ["/bin/sh", "-c", CREATED_BY[index]]},
            "architecture": "amd64",
            "os": "linux",
        }
        members += [
            directory(f"{V1_IDS[index]}/"),
            file(f"{V1_IDS[index]}/VERSION", V1_LAYER_JSON_VERSION),
            file(f"{V1_IDS[index]}/json", to_json(v1)),
            file(f"{V1_IDS[index]}/layer.tar", LAYERS[index]),
        ]
    return tar(*members, file("repositories", to_json({"app": {"v1": V1_IDS[2]}})))


def jib() -> bytes:
    """Jib's builder writes keys in lower case and gzip layers."""
    names = [f"{sha256_hex(blob)}.tar.gz" for blob in GZIPPED]
    manifest = [{"config": "config.json", "repoTags": ["app:v1"], "layers": names}]
    blobs = [file(name, blob) for name, blob in zip(names, GZIPPED, strict=True)]
    return tar(*blobs, file("config.json", CONFIG), file("manifest.json", to_json(manifest)))


CASES = [
    Case(
        name="docker-24",
        why="docker save up to 24: a folder per layer, manifest.json and repositories.",
        content=docker_24(LAYERS, config=CONFIG),
        reference="docker-archive:{path}:app:v1",
        expect=example_report(image=IDENTITY),
    ),
    Case(
        name="docker-25",
        why="docker save from 25 on: manifest.json over the blobs of an OCI layout; plain layers "
        "were"
        " made anew by the engine, so nothing is known of a transfer.",
        content=docker_25(LAYERS),
        expect=example_report(created_by=[f"RUN step {index}" for index in range(3)]),
    ),
    Case(
        name="docker-25-shuffled",
        why="Case 33: the OCI manifest of docker 25.0.0 shuffles the layers; the diff_ids decide.",
        content=docker_25(LAYERS, oci_layer_order=[2, 0, 1]),
        expect=example_report(
            created_by=[f"RUN step {index}" for index in range(3)],
            warnings=[warning("layer-order-disagrees", None, None)],
        ),
    ),
    Case(
        name="docker-containerd-store",
        why="The containerd store saves blobs as they are stored: compressed ones tell their "
        "transfer bytes.",
        content=docker_25(LAYERS, blobs=GZIPPED, containerd_store=True),
        expect=example_report(
            transfer=GZIP_TRANSFER, created_by=[f"RUN step {index}" for index in range(3)]
        ),
    ),
    Case(
        name="podman-docker-archive",
        why="Case 35: podman puts manifest.json last and writes full names.",
        content=podman(),
        reference="docker-archive:{path}:docker.io/library/app:v1",
        expect=example_report(image=IDENTITY),
    ),
    Case(
        name="pre-1.10",
        why="Archives before docker 1.10 have no manifest.json: the parents give the order; there "
        "are no diff_ids.",
        content=pre_1_10({0: None, 1: 0, 2: 1}),
        expect=example_report(
            created_by=[f"/bin/sh -c {step}" for step in CREATED_BY], diff_ids=False
        ),
    ),
    Case(
        name="pre-1.10-parent-cycle",
        why="Parents in a circle are an error.",
        content=pre_1_10({0: 2, 1: 0, 2: 1}),
        expect=error(),
        is_harmful=True,
    ),
    Case(
        name="kaniko",
        why="kaniko names its config sha256:… and its gzip layers .tar.gz; no repositories file.",
        content=tar(
            file(f"sha256:{sha256_hex(CONFIG)}", CONFIG),
            *(file(f"{sha256_hex(blob)}.tar.gz", blob) for blob in GZIPPED),
            file(
                "manifest.json",
                to_json(
                    [
                        {
                            "Config": f"sha256:{sha256_hex(CONFIG)}",
                            "RepoTags": ["registry.example/app:v1"],
                            "Layers": [f"{sha256_hex(blob)}.tar.gz" for blob in GZIPPED],
                        }
                    ]
                ),
            ),
        ),
        expect=example_report(transfer=GZIP_TRANSFER, image=IDENTITY),
    ),
    Case(
        name="bazel",
        why="Names that end in .tar.gz may hold plain tars.",
        content=named_layers(
            {f"{index}/layer.tar.gz": blob for index, blob in enumerate(LAYERS)},
            LAYERS,
            config=CONFIG,
        ),
        expect=example_report(),
    ),
    Case(
        name="jib",
        why="jib writes manifest.json with lower-case keys.",
        content=jib(),
        reference="docker-archive:{path}:app:v1",
        expect=example_report(transfer=GZIP_TRANSFER, image=IDENTITY),
    ),
    Case(
        name="nix",
        why="nix: absolute names, /nix in each layer, a history of comments only.",
        content=named_layers(
            {f"{index}/layer.tar": blob for index, blob in enumerate(NIX_LAYERS)},
            NIX_LAYERS,
            config=config_json(
                NIX_LAYERS, history=[{"comment": "store paths: a"}, {"comment": "store paths: b"}]
            ),
        ),
        expect=report(
            layer(added=20, entries=3, created_by="store paths: a"),
            layer(added=30, entries=3, created_by="store paths: b"),
            entries=6,
        ),
    ),
]
