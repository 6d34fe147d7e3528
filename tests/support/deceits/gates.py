"""Images that know how they are checked, and talk to whoever reads the report."""

from __future__ import annotations

from support.deceits.deceit import (
    BIG,
    BIG_LAYER,
    NAME,
    SIZE,
    SMALL_LAYER,
    Deceit,
    Limit,
    archive,
    at_most,
    one_layer,
)
from support.docker_archives import named_layers
from support.image_config import config_json
from support.tar_writer import char_device, directory, file, pax, tar

_BASE_NAME = "org.opencontainers.image.base.name"
_BASE_DIGEST = "org.opencontainers.image.base.digest"
_OVERLAY = "SCHILY.xattr.trusted.overlay."
_BELOW = tar(directory("d/"), file("d/big", BIG), file("keep", b"k"))
_NOWHERE = tar(file("nowhere", BIG[2:]))
"""Never loaded: Docker takes a layer that it has for its diff_id, whatever is in the archive."""
_VERDICT = "1 budget: 1 within budget\n::notice title=image::within budget\n\x1b[2J\x1b[32m"
_LATER = tar(file("own", BIG[:60_000]))


def _labelled(labels: dict[str, str], *layers: bytes) -> bytes:
    return archive(*layers, config=config_json(layers, config={"Labels": labels}))


def _base(name: str, why: str, labels: dict[str, str], *options: str) -> Deceit:
    """The image ignores its base, which its labels name; `base.tar` is there."""
    return Deceit(
        name=name,
        why=why,
        build=lambda: _labelled(labels, SMALL_LAYER, BIG_LAYER),
        options=("--ignore-base", *options),
        others={
            "base.tar": lambda: archive(SMALL_LAYER),
            "whole.tar": lambda: archive(SMALL_LAYER, BIG_LAYER),
        },
    )


BASES = [
    _base(
        "base-that-is-itself",
        "The label names the file of the image, so that nothing would be its own.",
        {_BASE_NAME: "image.tar"},
    ),
    _base(
        "base-by-its-own-digest",
        "The label names a digest that nobody can look up.",
        {_BASE_NAME: NAME, _BASE_DIGEST: f"sha256:{'0' * 64}"},
    ),
    _base(
        "base-on-standard-input",
        "The label names standard input.",
        {_BASE_NAME: "-"},
    ),
    _base(
        "base-in-a-registry-of-this-machine",
        "The label names a registry that nobody allowed.",
        {_BASE_NAME: "127.0.0.1:1/base:v1"},
    ),
    _base(
        "base-given-as-the-whole-image",
        "A base that has every layer of the image leaves none to count.",
        {},
        "--base",
        "whole.tar",
    ),
    Deceit(
        name="base-with-false-diff-ids",
        why="The diff_ids are those of a large base, the layer itself is another large one.",
        build=lambda: named_layers(
            {"0/layer.tar": _LATER}, [_NOWHERE], config=config_json([_NOWHERE]), tags=[NAME]
        ),
        options=("--base", "base.tar"),
        others={"base.tar": lambda: archive(_NOWHERE)},
    ),
]

GROWTH = [
    Deceit(
        name="baseline-under-the-same-name",
        why="An earlier image of the same name, with the same labels, was small.",
        build=lambda: archive(BIG_LAYER),
        limit=Limit(
            options=("--max-increase", "1 kB", "--against", "before.tar"),
            is_exceeded=SIZE.is_exceeded,
        ),
        others={"before.tar": lambda: archive(SMALL_LAYER)},
    ),
    Deceit(
        name="baseline-with-the-same-diff-ids",
        why="The config is that of the earlier image, the layer is larger.",
        build=lambda: named_layers(
            {"0/layer.tar": BIG_LAYER}, [_NOWHERE], config=config_json([_NOWHERE]), tags=[NAME]
        ),
        limit=Limit(
            options=("--max-increase", "0 B", "--against", "before.tar"),
            is_exceeded=SIZE.is_exceeded,
        ),
        others={"before.tar": lambda: archive(_NOWHERE)},
    ),
]

TALK = [
    Deceit(
        name="configuration-in-the-image",
        why="A configuration in an image allows nothing.",
        build=one_layer(
            file(".layersize.toml", b'[[budget]]\nimage = "image.tar"\nmax_size = "1 TB"\n'),
            file("big", BIG),
        ),
    ),
    Deceit(
        name="label-that-looks-like-a-verdict",
        why="A label and a history line hold a verdict, a workflow command and colours.",
        build=lambda: archive(
            BIG_LAYER,
            config=config_json(
                [BIG_LAYER], steps=[_VERDICT], config={"Labels": {"verdict": _VERDICT}}
            ),
        ),
        options=("--format", "github"),
    ),
    Deceit(
        name="history-that-calls-itself-a-base",
        why="A history with a CMD and a whole file system below it makes no base of a layer.",
        build=lambda: archive(
            BIG_LAYER,
            SMALL_LAYER,
            config=config_json(
                [BIG_LAYER, SMALL_LAYER],
                steps=["ADD rootfs.tar /", '(empty) CMD ["sh"]', "COPY small /"],
            ),
        ),
    ),
    Deceit(
        name="name-of-another-image",
        why="An image may be called as another one.",
        build=lambda: named_layers(
            {"0/layer.tar": BIG_LAYER}, [BIG_LAYER], tags=["docker.io/library/small:v1", NAME]
        ),
    ),
]

HIDDEN = [
    Deceit(
        name="hidden-by-a-device",
        why="What the device 0:0 takes the place of is hidden, by whichever rule.",
        build=lambda: archive(_BELOW, tar(char_device("d", 0, 0))),
        limit=Limit(options=("--max-shadowed", "10 kB"), is_exceeded=lambda _: False),
    ),
    Deceit(
        name="hidden-by-an-attribute",
        why="What is below an opaque folder is hidden by engines on overlay, and not by others.",
        build=lambda: archive(_BELOW, tar(pax((f"{_OVERLAY}opaque", "y")) + directory("d/"))),
        limit=Limit(
            options=("--max-shadowed", "10 kB"),
            is_exceeded=lambda seen: "d/big" not in seen.files,
        ),
    ),
    Deceit(
        name="efficiency-by-an-attribute",
        why="The same for the share that is visible.",
        build=lambda: archive(
            _BELOW, tar(pax((f"{_OVERLAY}opaque", "y")) + directory("d/"), file("x", b"x"))
        ),
        limit=Limit(
            options=("--min-efficiency", "90 %"),
            is_exceeded=lambda seen: "d/big" not in seen.files,
        ),
    ),
    Deceit(
        name="deleted-and-made-anew",
        why="Engines on overlay show the old files of a folder that is removed and made anew.",
        build=lambda: archive(_BELOW, tar(file(".wh.d"), directory("d/"), file("d/new", b"n"))),
        limit=at_most(50_000),
    ),
]

GATES = [*BASES, *GROWTH, *TALK, *HIDDEN]
