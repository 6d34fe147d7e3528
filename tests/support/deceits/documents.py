"""JSON that one reader takes for another image than the next."""

from __future__ import annotations

from collections.abc import Callable

from support.deceits.deceit import BIG_LAYER, NAME, SMALL_LAYER, Deceit, layers_at_most, refer
from support.image_config import config_json, digest_of, to_json
from support.oci_layouts import OciLayout
from support.tar_writer import file, tar

_SMALL_CONFIG, _BIG_CONFIG = config_json([SMALL_LAYER]), config_json([BIG_LAYER])
_PARTS = (
    file("small.json", _SMALL_CONFIG)
    + file("small.tar", SMALL_LAYER)
    + file("big.json", _BIG_CONFIG)
    + file("big.tar", BIG_LAYER)
)
_NAMED = f'"RepoTags":["{NAME}"]'
_SMALL = '"Config":"small.json","Layers":["small.tar"]'


def _listed(name: str, why: str, manifest: str) -> Deceit:
    return Deceit(
        name=name,
        why=why,
        build=lambda: tar(_PARTS, file("manifest.json", manifest.encode("utf-8", "surrogatepass"))),
    )


def _list_of(*members: str) -> str:
    """A manifest.json of one image with these members."""
    return f"[{{{','.join(members)}}}]"


def _with_config(config: bytes, layer: str = "big.tar") -> Callable[[], bytes]:
    manifest = f'[{{"Config":"c.json",{_NAMED},"Layers":["{layer}"]}}]'
    return lambda: tar(_PARTS, file("c.json", config), file("manifest.json", manifest))


def _of_index(index: Callable[[dict[str, object], dict[str, object]], str]) -> Callable[[], bytes]:
    """An OCI layout whose index.json is written from the descriptors of two images."""

    def build() -> bytes:
        layout = OciLayout()
        for layer in (SMALL_LAYER, BIG_LAYER):
            refer(layout, layout.add_manifest([layer], config_json([layer])))
        small, big = layout.references
        members = [member for member in layout.members() if not member.startswith(b"index.json")]
        return tar(*members, file("index.json", index(small, big)))

    return build


def _text(value: object) -> str:
    return to_json(value).decode()


def _of_manifest(spoil: Callable[[str], str]) -> Callable[[], bytes]:
    """An OCI layout of the big image whose manifest is written anew; `small` is there, too."""

    def build() -> bytes:
        layout = OciLayout()
        layout.add_manifest([SMALL_LAYER], _SMALL_CONFIG)
        found = layout.add_manifest([BIG_LAYER], _BIG_CONFIG)
        text = layout.blobs.pop(found["digest"].partition(":")[2]).decode()
        refer(layout, layout.add_blob(spoil(text).encode(), found["mediaType"]))
        return layout.archive()

    return build


_SMALL_PARTS = _text(
    {
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": digest_of(_SMALL_CONFIG),
            "size": len(_SMALL_CONFIG),
        },
        "layers": [
            {
                "mediaType": "application/vnd.oci.image.layer.v1.tar",
                "digest": digest_of(SMALL_LAYER),
                "size": len(SMALL_LAYER),
            }
        ],
    }
)[1:-1]

DOCUMENTS = [
    _listed(
        "keys-twice",
        "Of two equal keys the last one counts for most readers.",
        _list_of(_NAMED, _SMALL, '"Config":"big.json","Layers":["big.tar"]'),
    ),
    _listed(
        "keys-twice-in-small-letters",
        "Go takes the last of keys that differ in their case only.",
        _list_of(_NAMED, _SMALL, '"config":"big.json","layers":["big.tar"]'),
    ),
    _listed(
        "keys-with-a-long-s",
        "Go takes a long s for an s.",
        _list_of(_NAMED, _SMALL, '"Config":"big.json","Layer\u017f":["big.tar"]'),
    ),
    _listed(
        "keys-in-odd-case-alone",
        "A key in odd case counts where it is the only one.",
        f'[{{"rePOtags":["{NAME}"],"cONFIG":"big.json","lAyErs":["big.tar"]}}]',
    ),
    _listed(
        "keys-by-escapes",
        "A key may be written in escapes.",
        _list_of(
            _NAMED,
            r'"Con\u0066ig":"big.json","\u004cayers":["\u0062ig.tar"],"Layers ":["small.tar"]',
        ),
    ),
    _listed(
        "second-document",
        "Docker reads the first value of a document only.",
        f'[{{"Config":"big.json",{_NAMED},"Layers":["big.tar"]}}] [{{{_NAMED},{_SMALL}}}]',
    ),
    _listed(
        "null-among-the-images",
        "An image that is null is an image without anything.",
        f'[null,{{"Config":"big.json",{_NAMED},"Layers":["big.tar"]}}]',
    ),
    Deceit(
        name="rootfs-twice",
        why="Of two lists of diff_ids the last one counts.",
        build=_with_config(_BIG_CONFIG[:-1] + b',"Rootfs":{"type":"layers","diff_ids":[]}}'),
    ),
    Deceit(
        name="diff-ids-are-null",
        why="A config without diff_ids has no layers to engines.",
        build=_with_config(config_json([BIG_LAYER], rootfs={"type": "layers", "diff_ids": None})),
    ),
    Deceit(
        name="more-diff-ids-than-layers",
        why="A config that states one layer more.",
        build=_with_config(config_json([BIG_LAYER, SMALL_LAYER])),
    ),
    Deceit(
        name="rootfs-of-another-type",
        why="A config whose file system is not made of layers, it says.",
        build=_with_config(
            config_json([BIG_LAYER], rootfs={"type": "none", "diff_ids": [digest_of(BIG_LAYER)]})
        ),
    ),
    Deceit(
        name="index-with-keys-twice",
        why="Of two lists of manifests the last one counts.",
        build=_of_index(
            lambda small, big: (
                f'{{"schemaVersion":2,"manifests":[{_text(small)}],"Manifests":[{_text(big)}]}}'
            )
        ),
    ),
    Deceit(
        name="manifest-with-keys-twice",
        why="Of two lists of layers the last one counts.",
        build=_of_manifest(lambda text: f"{{{_SMALL_PARTS},{text[1:]}"),
    ),
    Deceit(
        name="manifest-with-keys-in-capitals",
        why="Go takes the last of keys that differ in their case only.",
        build=_of_manifest(
            lambda text: "{{{},{}".format(
                _SMALL_PARTS,
                text[1:].replace('"layers"', '"LAYERS"').replace('"config"', '"CONFIG"'),
            )
        ),
    ),
    Deceit(
        name="manifest-that-is-an-index-too",
        why="A document with layers and manifests is an image to some readers, an index to others.",
        build=_of_index(
            lambda _, big: (
                f'{{"schemaVersion":2,"manifests":[{_text(big)}],"layers":[],"config":{{}}}}'
            )
        ),
    ),
    Deceit(
        name="size-that-is-no-whole-number",
        why="A size of 1e3 bytes.",
        build=_of_manifest(lambda text: text.replace('"size":', '"size":1e3,"was":', 1)),
    ),
    Deceit(
        name="size-beyond-all-numbers",
        why="A size that no 64 bits hold.",
        build=_of_manifest(
            lambda text: text.replace('"size":', '"size":99999999999999999999,"was":', 1)
        ),
    ),
    Deceit(
        name="history-of-no-layers",
        why="A history that calls every layer empty takes none away.",
        build=_with_config(
            config_json([BIG_LAYER], history=[{"created_by": "RUN true", "empty_layer": True}] * 3)
        ),
    ),
    Deceit(
        name="history-of-more-layers",
        why="A history of other layers than the image has.",
        build=_with_config(
            config_json([BIG_LAYER], steps=["CMD x", "FROM base", "CMD y", "RUN z"])
        ),
        limit=layers_at_most(0),
    ),
]
