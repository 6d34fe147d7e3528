"""Documents as Go's encoding/json reads them, and so every engine: the same image, or none.

Where Go is installed, its own reader sees the same generated documents; elsewhere, and as well,
the cases by name are held against what it said of them.
"""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layersize.errors import LayersizeError
from layersize.oci.config import parse_config
from layersize.oci.json_node import JsonNode
from layersize.sources.artifacts import NotAnImage
from layersize.sources.declared_image import DeclaredImage, DeclaredLayer
from layersize.sources.docker_archive import docker_images
from layersize.sources.oci_layout import LayoutNames, layout_images, manifest_image
from support.documents_in_memory import DocumentsInMemory
from support.go_programs import go_program
from support.image_config import config_json, digest_of
from support.oci_layouts import CONFIG_TYPE, MANIFEST_TYPE, TAR_TYPE
from support.odd_json import odd_json
from support.run_layersize import inspect_report
from support.tar_writer import file, tar

DOCUMENTS = 2500
"""Of each kind."""
_MAIN = Path(__file__).parent / "go_json/main.go"
_FIRST, _SECOND, _THIRD = (digest_of(bytes([number])) for number in range(3))
_CONFIG, _OTHER_CONFIG = config_json([b"a"]), config_json([b"b"], platform="windows/arm64")
_COMPARED = "User", "WorkingDir"
_NAMES = "org.opencontainers.image.ref.name", "io.containerd.image.name"


def _blob(digest: str) -> str:
    return f"blobs/{digest.replace(':', '/')}"


def _descriptor(digest: str, **more: Any) -> dict[str, Any]:
    return {"mediaType": f"{TAR_TYPE}+gzip", "digest": digest, "size": 7, **more}


_MANIFEST = {
    "schemaVersion": 2,
    "mediaType": MANIFEST_TYPE,
    "config": {
        "mediaType": CONFIG_TYPE,
        "digest": digest_of(_CONFIG),
        "size": len(_CONFIG),
    },
    "layers": [_descriptor(_FIRST), _descriptor(_SECOND, size=8, urls=["https://example.com"])],
    "annotations": {"a": "b"},
}
_STORE = DocumentsInMemory(
    {
        _blob(digest_of(_CONFIG)): _CONFIG,
        _blob(digest_of(_OTHER_CONFIG)): _OTHER_CONFIG,
        "config.json": _CONFIG,
        "Config.json": _OTHER_CONFIG,
        "\ufffd": _OTHER_CONFIG,
        "\ufffdx.tar": _OTHER_CONFIG,
        "x": _CONFIG,
    }
)
_INDEX = {
    "schemaVersion": 2,
    "manifests": [
        _descriptor(
            _FIRST,
            mediaType=MANIFEST_TYPE,
            platform={"os": "linux", "architecture": "amd64"},
            annotations={_NAMES[0]: "v1", _NAMES[1]: "docker.io/library/app:v1", "k": "s"},
        ),
        _descriptor(
            _SECOND,
            mediaType=MANIFEST_TYPE,
            platform={
                "os": "windows",
                "architecture": "arm64",
                "variant": "v8",
                "os.version": "10.0",
            },
            annotations={_NAMES[0]: "app:v2"},
        ),
    ],
}
_SAVED = [
    {
        "Config": "config.json",
        "RepoTags": ["app:v1", "app:v2"],
        "Layers": ["0.tar", _blob(_FIRST)],
        "LayerSources": {_FIRST: _descriptor(_FIRST), _SECOND: _descriptor(_SECOND)},
    },
    {"Config": "Config.json", "RepoTags": None, "Layers": ["1.tar"]},
]
_WHOLE_CONFIG = {
    **json.loads(config_json([b"a", b"b", b"c"], platform="linux/arm/v7")),
    "os.version": "10.0.1",
    "config": {"User": "u", "Env": ["A=s"], "Cmd": ["sh"], "WorkingDir": "/", "Labels": {"k": "s"}},
    "history": [
        {"created_by": "RUN a"},
        {"created_by": "ENV a=b", "empty_layer": True},
        {"created_by": "RUN b", "empty_layer": False, "comment": "buildkit.dockerfile.v0"},
        {"created_by": "RUN c"},
    ],
}


def manifest_by_us(data: bytes) -> object:
    """Digest of the config, and the layers; `None`: refused."""
    found = manifest_image(JsonNode.parse(data, "manifest"), _STORE, LayoutNames())
    if found.problem is not None or found.config is None:
        return None
    return str(found.config.digest), [_layer(layer) for layer in found.layers]


def _layer(layer: DeclaredLayer) -> tuple[object, ...]:
    return str(layer.digest), layer.media_type or "", layer.blob_bytes or 0, layer.is_foreign


def manifest_by_go(found: Any) -> object:
    layers = [
        (item["digest"], item["mediaType"], item["size"], bool(item.get("urls")))
        for item in found["layers"] or ()
    ]
    return found["config"]["digest"], layers


def index_by_us(data: bytes) -> object:
    """Digest, platform and names of each image; `None`: refused, one of them too."""
    found = layout_images(JsonNode.parse(data, "index.json"), _STORE)
    if any(
        image.manifest_digest is None or isinstance(image.problem, NotAnImage) for image in found
    ):
        return None
    return {(str(image.manifest_digest), image.platform): set(image.names) for image in found}


def index_by_go(found: Any) -> object:
    images: dict[tuple[str, str | None], set[str]] = {}
    for item in found["manifests"] or ():
        annotations = item.get("annotations") or {}
        names = [name for key in reversed(_NAMES) if (name := annotations.get(key))]
        if len(names) == 2 and names[1] == names[0].rpartition(":")[2]:
            names.pop()
        key = item["digest"], _platform(item.get("platform") or {})
        images.setdefault(key, set()).update(names)
    return images


def _platform(told: Any) -> str | None:
    if not told.get("os") or not told.get("architecture"):
        return None
    parts = (told["os"], told["architecture"], told.get("variant"))
    version = f":{told['os.version']}" if told.get("os.version") else ""
    return "/".join(part for part in parts if part) + version


def config_by_us(data: bytes) -> object:
    """Platform, diff_ids, how many layers the history has, and what a container sees."""
    found = parse_config(data, "config")
    settings = {name: json.loads(value) for name, value in found.run_settings}
    compared = [settings.get(key) for key in _COMPARED]
    layers = len(found.layer_history)
    return found.platform, [str(digest) for digest in found.diff_ids], layers, compared


def config_by_go(found: Any) -> object:
    layers = sum(not step["empty_layer"] for step in found["history"] or ())
    compared = [found["config"][key] or None for key in _COMPARED]
    return _platform(found), found["rootfs"]["diff_ids"] or [], layers, compared


def saved_by_us(data: bytes) -> object:
    """Names, config and layers of each image; `None`: refused, one of them too."""
    found = docker_images(JsonNode.parse(data, "manifest.json"), _STORE)
    if any(image.problem is not None for image in found):
        return None
    return [_saved(image) for image in found]


def _saved(image: DeclaredImage) -> object:
    assert image.config is not None
    layers = [(layer.name, layer.media_type or "") for layer in image.layers]
    return list(image.names), image.config.document, layers


def saved_by_go(found: Any) -> object:
    return [
        (
            [name for name in item["RepoTags"] or () if name],
            _STORE.document(item["Config"]),
            [
                (
                    name,
                    ((item["LayerSources"] or {}).get(_digest_in(name)) or {}).get("mediaType", ""),
                )
                for name in item["Layers"] or ()
            ],
        )
        for item in found or ()
    ]


def _digest_in(name: str) -> str:
    return name.removeprefix("blobs/").replace("/", ":")


Kind = tuple[str, Any, Callable[[bytes], object], Callable[[Any], object]]
KINDS: dict[str, Kind] = {
    "manifest": ("m", _MANIFEST, manifest_by_us, manifest_by_go),
    "index": ("i", _INDEX, index_by_us, index_by_go),
    "config": ("c", _WHOLE_CONFIG, config_by_us, config_by_go),
    "manifest.json": ("s", _SAVED, saved_by_us, saved_by_go),
}
"""The letter that the program in Go knows the kind by, a sound document, and the two readers."""


def by_us(read: Callable[[bytes], object], data: bytes) -> object:
    """`None`: refused."""
    try:
        return read(data)
    except LayersizeError:
        return None


@pytest.fixture(scope="module")
def go_json(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return go_program(tmp_path_factory.mktemp("go"), _MAIN)


def seen_by_go(letter: str, documents: list[bytes], program: Path) -> list[Any]:
    framed = [letter.encode() + len(data).to_bytes(8) + data for data in documents]
    done = subprocess.run([str(program)], input=b"".join(framed), capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("kind", KINDS)
def test_generated_documents_against_go(kind: str, go_json: Path) -> None:
    letter, sound, read, of_go = KINDS[kind]
    choose = random.Random(kind)
    documents = [odd_json(sound, choose) for _ in range(DOCUMENTS)]
    alike = 0
    for data, found in zip(documents, seen_by_go(letter, documents, go_json), strict=True):
        ours = by_us(read, data)
        if ours is not None and not found["failed"]:
            assert ours == of_go(found["found"]), data
            alike += 1
    assert alike > DOCUMENTS // 4


_LINUX = b'"os":"linux","architecture":"amd64"'
_AS_LINUX: tuple[str | None, list[str]] = ("linux/amd64", [])
_DIFF_IDS = b'{"diff_ids":["%s"]}' % _FIRST.encode()
SAID: tuple[tuple[bytes, tuple[str | None, list[str]] | None, bool], ...] = (
    (b"{%s}" % _LINUX, _AS_LINUX, True),
    (b'{"OS":"linux","Architecture":"amd64"}', _AS_LINUX, True),
    ('{"o\u017f":"linux","architecture":"amd64"}'.encode(), _AS_LINUX, True),
    (b'{"\\u006fs":"linux","architecture":"amd64"}', _AS_LINUX, True),
    (b'{%s,"os":null}' % _LINUX, _AS_LINUX, False),
    (b'{"os":null,"architecture":"amd64"}', (None, []), True),
    (b'{%s,"OS":"windows"}' % _LINUX, ("windows/amd64", []), False),
    (b'{"OS":"windows",%s}' % _LINUX, _AS_LINUX, False),
    (b'{%s,"os":"windows"}' % _LINUX, ("windows/amd64", []), False),
    (b'{%s,"rootfs":%s}' % (_LINUX, _DIFF_IDS), ("linux/amd64", [_FIRST]), True),
    ('{"root\u017fs":{}}'.encode(), (None, []), True),
    (b'{"rootfs":%s}' % _DIFF_IDS.replace(b"diff", "di\ufb00".encode()), (None, []), True),
    (b'{"rootfs":%s,"RootFS":{"Diff_Ids":[]}}' % _DIFF_IDS, (None, []), False),
    (b'{%s,"config":{"Labels":{"a":"b","A":"c","a":"d"}}}' % _LINUX, _AS_LINUX, True),
    (b'{%s,"unknown":{"a":1,"a":2,"A":[]}}' % _LINUX, _AS_LINUX, True),
    (b'{"os":"\\ud800","architecture":"amd64"}', ("\ufffd/amd64", []), True),
    (b'{"os":"\\udc00\\ud800\\udc00","architecture":"a"}', ("\ufffd\U00010000/a", []), True),
    (b'{"os":"\xff","architecture":"amd64"}', ("\ufffd/amd64", []), False),
    (b'{%s,"unknown":"\xed\xa0\x80"}' % _LINUX, _AS_LINUX, False),
    (b'{%s,"unknown":1e400}' % _LINUX, _AS_LINUX, True),
    (b'{%s,"unknown":%s1%s}' % (_LINUX, b"[" * 5000, b"]" * 5000), _AS_LINUX, False),
    (b'{%s,"unknown":%s1%s}' % (_LINUX, b"[" * 20_000, b"]" * 20_000), None, False),
    (b'{%s,"unknown":NaN}' % _LINUX, None, False),
    (b'{%s,"unknown":-Infinity}' % _LINUX, None, False),
    (b"\xef\xbb\xbf{%s}" % _LINUX, None, False),
    ('{"os":"linux","architecture":"amd64"}'.encode("utf-16"), None, False),
    ('{"os":"linux","architecture":"amd64"}'.encode("utf-16-le"), None, False),
    (b"{%s}{}" % _LINUX, None, False),
    (b"{%s} \n" % _LINUX, _AS_LINUX, True),
    (b'{"os":1,"architecture":"amd64"}', None, False),
    (b"", None, False),
    (b"null", (None, []), True),
    (b"[]", None, False),
)
"""A config, what Go reads of it (`None`: refused), and whether it is not refused here."""


@pytest.mark.parametrize(("document", "says", "reads"), SAID, ids=range(len(SAID)))
def test_what_go_says_of_it(
    document: bytes, says: tuple[str | None, list[str]] | None, *, reads: bool
) -> None:
    found: Any = by_us(config_by_us, document)
    assert (None if found is None else found[:2]) == (says if reads else None)


def test_go_says_so(go_json: Path) -> None:
    found = seen_by_go("c", [document for document, _, _ in SAID], go_json)
    for seen, (document, says, _) in zip(found, SAID, strict=True):
        read: Any = None if seen["failed"] else config_by_go(seen["found"])
        assert (read and read[:2]) == says, document


def test_a_name_that_is_half_a_character_is_that_of_another_file(tmp_path: Path) -> None:
    """Python would find the file whose name is a byte of no UTF-8; Go finds the other one."""
    small, large = tar(file("a", b"x")), tar(file("a", b"x" * 900))
    document = b'[{"Config":"config.json","Layers":["\\udcff"]}]'
    archive = tar(
        file("manifest.json", document),
        file("config.json", config_json([large])),
        file(b"\xff", small),
        file("\ufffd", large),
    )
    path = tmp_path / "image.tar"
    path.write_bytes(archive)
    assert inspect_report(str(path))["image"]["content_bytes"] == 900
