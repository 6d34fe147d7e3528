"""JSON that no builder writes: one line and exit code 2, never a traceback or another file."""

from __future__ import annotations

from dataclasses import replace

from support.cases import Case, error
from support.compressors import gzip_member
from support.docker_archives import archive, manifest_entry, named_layers
from support.image_config import config_json, digest_of, to_json
from support.oci_layouts import LAYOUT_VERSION, MANIFEST_TYPE, OciLayout, oci_layout
from support.tar_writer import file, tar

LAYER = tar(file("a", b"a" * 10))
CONFIG = config_json([LAYER])
DEEP = b"[" * 100_000 + b"]" * 100_000
LARGE = b'[{"Config":"' + b"x" * (5 << 20) + b'"}]'
TRAVERSAL = "sha256:../../../../etc/passwd"


def with_manifest(name: str, why: str, manifest: bytes) -> Case:
    return Case(
        name=f"json-{name}",
        why=why,
        content=gzip_member(
            tar(file("manifest.json", manifest), file("config.json", CONFIG), file("0.tar", LAYER))
        ),
        suffix=".tar.gz",
        expect=error("manifest.json"),
    )


def with_config(name: str, why: str, config: bytes) -> Case:
    return Case(
        name=f"json-{name}",
        why=why,
        content=gzip_member(named_layers({"0.tar": LAYER}, [LAYER], config=config)),
        suffix=".tar.gz",
        expect=error("config.json"),
    )


def with_digest(name: str, why: str, digest: object, size: object = None) -> Case:
    """An OCI folder whose only layer has this digest."""
    layout = OciLayout()
    wanted = layout.add_blob(LAYER, "application/vnd.oci.image.layer.v1.tar")
    wanted["digest"] = digest
    if size is not None:
        wanted.update(digest=digest_of(LAYER), size=size)
    layout.refer(layout.add_manifest([], CONFIG, layer_descriptors=[wanted]), "v1")
    return Case(name=f"json-{name}", why=why, content=layout.files(), suffix="", expect=error())


def oci_index(index: bytes) -> dict[str, bytes]:
    return {**oci_layout([LAYER], CONFIG).files(), "index.json": index}


CASES = [
    replace(with_manifest("manifest-deep", "JSON has a bound of depth.", DEEP), is_harmful=True),
    with_manifest("manifest-large", "JSON has a bound of 4 MiB.", LARGE),
    with_manifest("manifest-null", "A manifest.json of null lists no image.", b"null"),
    with_manifest("manifest-empty-list", "A manifest.json without images.", b"[]"),
    with_manifest("manifest-of-null", "A list of null.", b"[null]"),
    with_manifest("manifest-of-numbers", "A list of numbers.", b"[1,2.5]"),
    with_manifest("manifest-cut", "JSON that ends too early.", b'[{"Config":"config.json"'),
    with_manifest("manifest-not-utf8", "Bytes that are no UTF-8.", b'[{"Config":"\xff\xfe"}]'),
    with_manifest(
        "manifest-layers-string",
        "Layers as a string.",
        b'[{"Config":"config.json","Layers":"0.tar"}]',
    ),
    with_manifest(
        "manifest-layers-numbers", "Layers as numbers.", b'[{"Config":"config.json","Layers":[0]}]'
    ),
    with_manifest(
        "manifest-config-number", "Config as a number.", b'[{"Config":7,"Layers":["0.tar"]}]'
    ),
    with_manifest(
        "manifest-tags-object",
        "RepoTags as an object.",
        b'[{"Config":"config.json","RepoTags":{"a":1},"Layers":["0.tar"]}]',
    ),
    replace(with_config("config-deep", "A config is bounded in depth.", DEEP), is_harmful=True),
    with_config("config-list", "A config that is a list.", b"[]"),
    with_config(
        "config-diff-ids-object", "diff_ids as an object.", b'{"rootfs":{"diff_ids":{"0":"x"}}}'
    ),
    with_config("config-diff-ids-numbers", "diff_ids as numbers.", b'{"rootfs":{"diff_ids":[1]}}'),
    with_config(
        "config-diff-ids-traversal",
        "A diff_id that is a path.",
        to_json({"rootfs": {"diff_ids": [TRAVERSAL]}}),
    ),
    with_config("config-rootfs-string", "rootfs as a string.", b'{"rootfs":"layers"}'),
    with_config(
        "config-huge-number", "A number of 100,000 digits.", b'{"rootfs":' + b"9" * 100_000 + b"}"
    ),
    with_digest("digest-traversal", "A digest is never a path (CVE-2024-3727).", TRAVERSAL),
    with_digest("digest-absolute", "A digest with an absolute path.", "sha256:/etc/passwd"),
    with_digest("digest-unknown-algorithm", "An algorithm that nobody knows.", "md5:" + "0" * 32),
    with_digest(
        "digest-upper-case", "Digits in upper case are no valid digest.", digest_of(LAYER).upper()
    ),
    with_digest("digest-null", "A digest of null.", None),
    with_digest("digest-algorithm-traversal", "An algorithm that is a path.", "../../etc:passwd"),
    with_digest("descriptor-size-negative", "A negative descriptor size.", None, size=-1),
    with_digest("descriptor-size-float", "A descriptor size with a fraction.", None, size=2048.5),
    with_digest("descriptor-size-string", "A descriptor size as a string.", None, size="2048"),
    with_digest(
        "descriptor-size-20-digits", "A descriptor size of 20 digits.", None, size=10**20 - 1
    ),
    Case(
        name="json-duplicate-keys",
        why="A key that stands twice makes two images of one, as readers differ on it.",
        content=tar(
            file("0.tar", LAYER),
            file("config.json", CONFIG),
            file(
                "manifest.json",
                b'[{"Config":"none.json","Config":"config.json","Layers":["x"],"Layers":["0.tar"]}]',
            ),
        ),
        expect=error("manifest.json[0]", "more than once"),
    ),
    Case(
        name="json-surrogate",
        why="A lone surrogate in a name can't be encoded: the error shows it escaped.",
        content=tar(
            file("0.tar", LAYER),
            file("config.json", CONFIG),
            file("manifest.json", b'[{"Config":"config.json","Layers":["\\ud800"]}]'),
        ),
        expect=error("layer 0"),
    ),
    Case(
        name="json-hostile-names",
        why="Case 39: a layer's name in an error is one inert line.",
        content=named_layers({}, [LAYER], layer_names=["\x1b[2J\x1b]8;;x\x07\nlayer 9\u202e.tar"]),
        expect=error("layer 9"),
    ),
    Case(
        name="json-hostile-tags",
        why="Case 39: tags that a terminal or a shell would run are not offered, but ids.",
        content=tar(
            file("0.tar", LAYER),
            file("config.json", CONFIG),
            file("other.json", config_json([LAYER], steps=["other"])),
            file(
                "manifest.json",
                to_json(
                    [
                        manifest_entry("config.json", ["a:\x1b[31m\nv1"], ["0.tar"]),
                        manifest_entry("other.json", ["b:\u202ev2"], ["0.tar"]),
                    ]
                ),
            ),
        ),
        expect=error("sha256:0dc66b0a98dc", "sha256:db8b379285b5"),
    ),
    Case(
        name="json-index-null",
        why="An index.json of null.",
        content=oci_index(b"null"),
        suffix="",
        expect=error("index.json"),
    ),
    Case(
        name="json-index-deep",
        why="index.json is bounded in depth.",
        content=gzip_member(tar(file("oci-layout", LAYOUT_VERSION), file("index.json", DEEP))),
        suffix=".tar.gz",
        expect=error("index.json"),
        is_harmful=True,
    ),
    Case(
        name="json-index-traversal",
        why="A manifest's digest is never a path either.",
        content=oci_index(
            to_json({"manifests": [{"mediaType": MANIFEST_TYPE, "digest": TRAVERSAL, "size": 10}]})
        ),
        suffix="",
        expect=error(),
    ),
    Case(
        name="json-index-empty",
        why="A layout without images.",
        content=oci_index(b'{"manifests":[]}'),
        suffix="",
        expect=error(),
    ),
    Case(
        name="not-an-image-tar",
        why="A tar that is no image is an error that says so.",
        content=tar(file("hello", b"hello")),
        expect=error("image"),
    ),
    Case(
        name="not-a-tar",
        why="A file of text is no image.",
        content=b"hello\n" * 400,
        suffix=".tar",
        expect=error(),
    ),
    Case(
        name="empty-file",
        why="An empty file is no image.",
        content=b"",
        suffix=".tar",
        expect=error(),
    ),
    Case(
        name="empty-folder",
        why="A folder without index.json and manifest.json is no image.",
        content={"readme": b"hello"},
        suffix="",
        expect=error(),
    ),
    Case(
        name="outer-truncated",
        why="An archive that is cut off inside a layer is an error.",
        content=archive(LAYER, LAYER)[:-1600],
        expect=error(),
    ),
]
