"""Archives in which one reader finds another image than the next."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence

from support.deceits.deceit import (
    BIG,
    BIG_LAYER,
    NAME,
    SMALL_LAYER,
    Deceit,
    archive,
    layers_at_most,
    refer,
)
from support.docker_archives import manifest_entry, repositories
from support.image_config import config_json, sha256_hex, to_json
from support.oci_layouts import OciLayout
from support.tar_writer import directory, file, hardlink, header, pax, symlink, tar

_SMALL_CONFIG, _BIG_CONFIG = config_json([SMALL_LAYER]), config_json([BIG_LAYER])
_SMALL = file("small.json", _SMALL_CONFIG) + file("small.tar", SMALL_LAYER)
_BIG = file("big.json", _BIG_CONFIG) + file("big.tar", BIG_LAYER)
_PARTS = _SMALL + _BIG
_SMALL_LIST = to_json([manifest_entry("small.json", [NAME], ["small.tar"])])
_BIG_LIST = to_json([manifest_entry("big.json", [NAME], ["big.tar"])])


def _members(name: str, why: str, *members: bytes) -> Deceit:
    return Deceit(name=name, why=why, build=lambda: tar(*members))


def _listing(layers: Sequence[str], config: str = "config.json") -> bytes:
    return file("manifest.json", to_json([manifest_entry(config, [NAME], layers)]))


def _with_big_config(*members: bytes, layers: Sequence[str] = ("layer.tar",)) -> bytes:
    return tar(file("config.json", _BIG_CONFIG), *members, _listing(layers))


TWICE = [
    _members(
        "manifest-twice-small-first",
        "Docker takes the last manifest.json.",
        _PARTS,
        file("manifest.json", _SMALL_LIST),
        file("manifest.json", _BIG_LIST),
    ),
    _members(
        "manifest-twice-small-last",
        "Podman and Skopeo take the first manifest.json.",
        _PARTS,
        file("manifest.json", _BIG_LIST),
        file("manifest.json", _SMALL_LIST),
    ),
    _members(
        "manifest-in-two-spellings",
        "A dot before a name makes no other file of it.",
        _PARTS,
        file("manifest.json", _SMALL_LIST),
        file("./manifest.json", _BIG_LIST),
    ),
    _members(
        "manifest-from-the-root",
        "A slash before a name makes no other file of it for Docker.",
        _PARTS,
        file("/manifest.json", _SMALL_LIST),
        file("manifest.json", _BIG_LIST),
    ),
    _members(
        "manifest-behind-a-folder-link",
        "A member below a symlink to the root is a member at the root for Docker.",
        _PARTS,
        file("manifest.json", _SMALL_LIST),
        symlink("d", "."),
        file("d/manifest.json", _BIG_LIST),
    ),
    _members(
        "manifest-of-an-odd-type-first",
        "Podman does not look at a member's type.",
        _PARTS,
        file("manifest.json", _BIG_LIST, kind=b"7"),
        file("manifest.json", _SMALL_LIST),
    ),
    _members(
        "manifest-of-an-unknown-type-first",
        "Podman does not look at a member's type.",
        _PARTS,
        file("manifest.json", _BIG_LIST, kind=b"Z"),
        file("manifest.json", _SMALL_LIST),
    ),
    _members(
        "manifest-and-a-link-of-its-name",
        "A link takes the place of a file of the same name.",
        _PARTS,
        file("m.json", _BIG_LIST),
        file("manifest.json", _SMALL_LIST),
        symlink("manifest.json", "m.json"),
    ),
    _members(
        "manifest-and-a-hardlink-of-its-name",
        "A hardlink takes the place of a file of the same name.",
        _PARTS,
        file("m.json", _BIG_LIST),
        file("manifest.json", _SMALL_LIST),
        hardlink("manifest.json", "m.json"),
    ),
    Deceit(
        name="config-twice",
        why="The layers of the last config are those of the big image.",
        build=lambda: tar(
            file("config.json", _SMALL_CONFIG),
            file("layer.tar", SMALL_LAYER),
            file("config.json", _BIG_CONFIG),
            file("layer.tar", BIG_LAYER),
            _listing(["layer.tar"]),
        ),
    ),
    Deceit(
        name="layer-twice-small-last",
        why="The first of two members of a name is the layer that the config states.",
        build=lambda: _with_big_config(
            file("layer.tar", BIG_LAYER), file("layer.tar", SMALL_LAYER)
        ),
    ),
    Deceit(
        name="layer-twice-small-first",
        why="The last of two members of a name is the layer that the config states.",
        build=lambda: _with_big_config(
            file("layer.tar", SMALL_LAYER), file("layer.tar", BIG_LAYER)
        ),
    ),
    Deceit(
        name="layer-behind-a-folder-link",
        why="Docker writes a member below a symlink to where that leads.",
        build=lambda: _with_big_config(
            directory("e/"),
            symlink("d", "e"),
            file("d/layer.tar", SMALL_LAYER),
            file("e/layer.tar", BIG_LAYER),
            layers=["d/layer.tar"],
        ),
    ),
]

LINKS = [
    Deceit(
        name="layer-by-symlink",
        why="A layer may be a symlink to another member.",
        build=lambda: _with_big_config(
            file("a/layer.tar", BIG_LAYER),
            symlink("b/layer.tar", "../a/layer.tar"),
            layers=["b/layer.tar"],
        ),
    ),
    Deceit(
        name="layer-by-hardlink",
        why="A layer may be a hardlink to another member.",
        build=lambda: _with_big_config(
            file("a/layer.tar", BIG_LAYER),
            hardlink("b/layer.tar", "a/layer.tar"),
            layers=["b/layer.tar"],
        ),
    ),
    Deceit(
        name="layer-behind-a-folder-link-alone",
        why="Docker finds a layer in a folder that is a symlink.",
        build=lambda: _with_big_config(
            file("e/layer.tar", BIG_LAYER), symlink("d", "e"), layers=["d/layer.tar"]
        ),
    ),
    Deceit(
        name="layer-by-a-name-that-no-text-has",
        why="Half a character of JSON is another name for Go than for Python.",
        build=lambda: tar(
            file("config.json", _BIG_CONFIG),
            file(b"\x80", SMALL_LAYER),
            file("\ufffd", BIG_LAYER),
            _listing(["\udc80"]),
        ),
    ),
    Deceit(
        name="config-by-a-name-that-no-text-has",
        why="The same for the name of the config.",
        build=lambda: tar(
            file(b"\x80", _SMALL_CONFIG),
            file("\ufffd", _BIG_CONFIG),
            file("layer.tar", BIG_LAYER),
            _listing(["layer.tar"], config="\udc80"),
        ),
    ),
    Deceit(
        name="layers-listed-often",
        why="A layer that is listed twice is a layer twice.",
        build=lambda: tar(
            file("config.json", config_json([SMALL_LAYER, SMALL_LAYER])),
            file("layer.tar", SMALL_LAYER),
            _listing(["layer.tar"] * 2),
        ),
        limit=layers_at_most(1),
    ),
]


def _sparse_member(name: str, data: bytes, hole: int) -> bytes:
    """A member of which the archive leaves out a hole at its end, in PAX 1.0."""
    sparse_map = b"1\n0\n%d\n" % len(data)
    records = [("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", name)]
    records.append(("GNU.sparse.realsize", str(len(data) + hole)))
    return pax(*records) + file(f"GNUSparseFile.0/{name}", sparse_map.ljust(512, b"\0") + data)


def _sparse_layer() -> bytes:
    """A tar whose zero blocks, of a file's data, are left out; then another file begins there."""
    hole = 2048
    inner = header("zeros", size=hole)
    rest = file("big", BIG) + bytes(1024)
    layer = inner + bytes(hole) + rest
    stored = inner + rest
    sparse_map = b"2\n0\n512\n%d\n%d\n" % (512 + hole, len(rest))
    records = [
        ("GNU.sparse.major", "1"),
        ("GNU.sparse.minor", "0"),
        ("GNU.sparse.name", "layer.tar"),
    ]
    records.append(("GNU.sparse.realsize", str(len(layer))))
    member = pax(*records) + file("GNUSparseFile.0/l", sparse_map.ljust(512, b"\0") + stored)
    return tar(file("config.json", config_json([layer])), member, _listing(["layer.tar"]))


def _second_archive() -> bytes:
    small = tar(_PARTS, file("manifest.json", _SMALL_LIST))
    return tar(_PARTS, file("manifest.json", _BIG_LIST)) + small


def _two_members() -> bytes:
    whole = archive(BIG_LAYER)
    return gzip.compress(whole[:1000], mtime=0) + gzip.compress(whole[1000:], mtime=0)


def _single_zero_block() -> bytes:
    return tar(
        _PARTS, file("manifest.json", _BIG_LIST), bytes(512), file("manifest.json", _SMALL_LIST)
    )


SHAPES = [
    Deceit(
        name="second-archive-behind-the-end",
        why="What follows the end of an archive is not read.",
        build=_second_archive,
    ),
    Deceit(
        name="zero-block-in-the-middle",
        why="One zero block ends no archive.",
        build=_single_zero_block,
    ),
    Deceit(
        name="archive-in-two-gzip-members",
        why="A gzip file may have several members, all of which count.",
        build=_two_members,
    ),
    Deceit(
        name="layer-with-a-hole",
        why="A member may be stored as a sparse file.",
        build=_sparse_layer,
    ),
    Deceit(
        name="manifest-with-a-hole",
        why="A manifest.json may be stored as a sparse file.",
        build=lambda: tar(
            _PARTS, _sparse_member("manifest.json", _BIG_LIST, 600), file("m.json", _SMALL_LIST)
        ),
    ),
    Deceit(
        name="older-list-beside-the-manifest",
        why="The repositories of an older archive say nothing beside a manifest.json.",
        build=lambda: tar(
            _PARTS,
            file("manifest.json", _BIG_LIST),
            file("s/json", b'{"id":"s"}'),
            file("s/layer.tar", SMALL_LAYER),
            repositories(NAME, "s"),
        ),
    ),
    Deceit(
        name="two-images-of-one-name",
        why="Docker gives a name to the last image that has it.",
        build=lambda: tar(
            _PARTS,
            file(
                "manifest.json",
                to_json(
                    [
                        manifest_entry("small.json", [NAME], ["small.tar"]),
                        manifest_entry("big.json", [NAME], ["big.tar"]),
                    ]
                ),
            ),
        ),
    ),
    Deceit(
        name="one-config-of-two-lists",
        why="Two entries of one config list other layers.",
        build=lambda: tar(
            _PARTS,
            file(
                "manifest.json",
                to_json(
                    [
                        manifest_entry("big.json", [NAME], ["small.tar"]),
                        manifest_entry("big.json", [NAME], ["big.tar"]),
                    ]
                ),
            ),
        ),
    ),
]


def _both(listed: bytes, indexed: bytes) -> bytes:
    """An archive whose manifest.json lists one layer, and whose index.json an image of another."""
    layout = OciLayout()
    refer(layout, layout.add_manifest([indexed], config_json([indexed])))
    config = config_json([listed])
    layout.add_blob(config, "")
    layout.add_blob(listed, "")
    entry = manifest_entry(
        f"blobs/sha256/{sha256_hex(config)}", [NAME], [f"blobs/sha256/{sha256_hex(listed)}"]
    )
    return tar(*layout.members(), file("manifest.json", to_json([entry])))


def _same_config() -> bytes:
    """manifest.json and index.json list different layers for one config."""
    layout = OciLayout()
    config = config_json([BIG_LAYER])
    refer(layout, layout.add_manifest([BIG_LAYER], config))
    layout.add_blob(SMALL_LAYER, "")
    entry = manifest_entry(
        f"blobs/sha256/{sha256_hex(config)}", [NAME], [f"blobs/sha256/{sha256_hex(SMALL_LAYER)}"]
    )
    return tar(*layout.members(), file("manifest.json", to_json([entry])))


def _unread_index(spoil: Callable[[OciLayout], None]) -> Callable[[], bytes]:
    """manifest.json lists the small image; the index the big one, with something odd in it."""

    def build() -> bytes:
        layout = OciLayout()
        refer(layout, layout.add_manifest([BIG_LAYER], config_json([BIG_LAYER])))
        spoil(layout)
        config = config_json([SMALL_LAYER])
        layout.add_blob(config, "")
        layout.add_blob(SMALL_LAYER, "")
        entry = manifest_entry(
            f"blobs/sha256/{sha256_hex(config)}",
            [NAME],
            [f"blobs/sha256/{sha256_hex(SMALL_LAYER)}"],
        )
        return tar(*layout.members(), file("manifest.json", to_json([entry])))

    return build


def _nested_deeply(layout: OciLayout) -> None:
    found = layout.references[0]
    found = {key: found[key] for key in ("mediaType", "digest", "size")}
    for _ in range(10):
        found = layout.add_index([found])
    layout.references.clear()
    refer(layout, found)


def _odd_neighbour(layout: OciLayout) -> None:
    layout.references.append({"mediaType": 5})


def _missing_neighbour(layout: OciLayout) -> None:
    found = layout.add_manifest([SMALL_LAYER], config_json([SMALL_LAYER], platform="linux/s390x"))
    del layout.blobs[found["digest"].partition(":")[2]]
    layout.references.append(found)


INDEXES = [
    Deceit(
        name="manifest-small-index-big",
        why="containerd takes what index.json lists, others what manifest.json does.",
        build=lambda: _both(SMALL_LAYER, BIG_LAYER),
    ),
    Deceit(
        name="manifest-big-index-small",
        why="Docker's classic store takes what manifest.json lists, Podman what index.json does.",
        build=lambda: _both(BIG_LAYER, SMALL_LAYER),
    ),
    Deceit(
        name="one-config-in-manifest-and-index",
        why="manifest.json and index.json list different layers for one config.",
        build=_same_config,
    ),
    Deceit(
        name="index-nested-deeply",
        why="An index that is nested too deeply is not read beside a manifest.json.",
        build=_unread_index(_nested_deeply),
    ),
    Deceit(
        name="index-with-an-odd-entry",
        why="An index with an entry that is none leads to the big image all the same.",
        build=_unread_index(_odd_neighbour),
    ),
    Deceit(
        name="index-with-a-missing-image",
        why="An index may list an image that is not there beside the one that is.",
        build=_unread_index(_missing_neighbour),
    ),
]

ARCHIVES = [*TWICE, *LINKS, *SHAPES, *INDEXES]
