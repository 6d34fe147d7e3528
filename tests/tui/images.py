"""Images that the screens show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.measure import Settings, explore
from support.docker_archives import archive
from support.tar_writer import directory, file, hardlink, symlink, tar, whiteout

_SITE = Path(__file__).parents[2] / "sample_images" / "site"
_STEPS = ("COPY . /src", "RUN make", "RUN rm -r /src")


def named(image: AnalyzedImage, reference: str) -> AnalyzedImage:
    """The same image under a name that doesn't tell where this checkout is."""
    analysis = image.analysis
    facts = replace(analysis.image, reference=reference)
    return replace(image, analysis=replace(analysis, image=facts))


@cache
def single() -> AnalyzedImage:
    return named(explore(str(_SITE / "single.tar.xz")), "site/single.tar.xz")


@cache
def multi() -> AnalyzedImage:
    return named(explore(str(_SITE / "multi.tar.xz")), "site/multi.tar.xz")


def image_of(
    folder: Path, name: str, *layers: bytes, steps: Sequence[str] | None = None
) -> AnalyzedImage:
    path = folder / f"{name}.tar"
    path.write_bytes(archive(*layers, steps=steps))
    return named(explore(str(path)), f"{name}.tar")


LONG_STEPS = (
    "COPY . /src",
    "RUN apt-get update && apt-get install -y " + "package-with-a-name " * 40 + "FIRST-END",
    "RUN make && make install && rm -rf /var/lib/apt/lists " + "/and/a/path " * 40 + "LAST-END",
)


def long(folder: Path) -> AnalyzedImage:
    """Instructions of many lines, of which the second ships what the third deletes."""
    lists = [file(f"var/lib/apt/lists/f{at}", 1000 * b"l") for at in range(7)]
    base = tar(file("etc/motd", 50 * b"d"))
    layers = base, tar(file("usr/tool", b"t"), *lists), tar(whiteout("var/lib/apt/lists"))
    return image_of(folder, "long", *layers, steps=LONG_STEPS)


def old(folder: Path) -> AnalyzedImage:
    """Ships sources, builds from them, removes them; a program has two names."""
    sources = tar(
        directory("src/"),
        file("src/main.c", 3000 * b"a"),
        file("src/util.c", 2000 * b"b"),
        file("etc/settings", 100 * b"c"),
        file("etc/motd", 50 * b"d"),
    )
    built = tar(
        file("bin/tool", 9000 * b"e", mode=0o755, uid=7, mtime=86400),
        hardlink("bin/tool-1.0", "bin/tool"),
        symlink("bin/t", "tool"),
        file("etc/settings", 120 * b"f"),
        file("lib/a.so", 700 * b"g"),
        file("lib/deep/er/b.so", 600 * b"h"),
    )
    return image_of(folder, "old", sources, built, tar(whiteout("src")), steps=_STEPS)


STATUS = """Package: {name}
Status: install ok installed
Installed-Size: 12
Architecture: amd64
Version: {version}

"""
"""A paragraph of dpkg's database; `tests/packages` has databases that dpkg wrote."""


def packaged(folder: Path, version: str = "5.36", tool_bytes: int = 9000) -> AnalyzedImage:
    """A base image with two packages and a layer of one's own, with a package, a cache, a log."""
    info, lists = "var/lib/dpkg/info", "var/lib/apt/lists"
    names = {"libc6": "2.36", "perl": version}
    base = tar(
        file("var/lib/dpkg/status", _status(names)),
        file(f"{info}/libc6:amd64.list", b"/.\n/usr/lib/libc.so.6\n"),
        file(f"{info}/perl.list", b"/.\n/usr/bin/perl\n/usr/share/perl/x.pm\n"),
        file("usr/lib/libc.so.6", 6000 * b"c"),
        file("usr/bin/perl", 4000 * b"p"),
        file("usr/share/perl/x.pm", 700 * b"x"),
    )
    own = tar(
        file("var/lib/dpkg/status", _status({**names, "tool": "1.0"})),
        file(f"{info}/tool.list", b"/.\n/usr/bin/tool\n"),
        file("usr/bin/tool", tool_bytes * b"t"),
        file(f"{lists}/deb.debian.org_dists_bookworm_main_binary-amd64_Packages", 20_000 * b"l"),
        file("usr/share/perl/x.pm", 750 * b"y"),
    )
    steps = ("ADD rootfs.tar / # buildkit", "RUN /bin/sh -c apt-get install -y tool # buildkit")
    below, path = folder / "base.tar", folder / "packaged.tar"
    below.write_bytes(archive(base, steps=steps[:1]))
    path.write_bytes(archive(base, own, steps=steps))
    image = named(explore(str(path), Settings(base=str(below))), "packaged.tar")
    facts = image.analysis.base
    assert facts is not None
    known = replace(facts, reference="debian:12")
    return replace(image, analysis=replace(image.analysis, base=known))


def _status(packages: Mapping[str, str]) -> bytes:
    return "".join(
        STATUS.format(name=name, version=version) for name, version in packages.items()
    ).encode()


def new(folder: Path) -> AnalyzedImage:
    """The same program, larger, with another file and without one; one differs in its mode."""
    sources = tar(
        directory("src/"),
        file("src/main.c", 3500 * b"A"),
        file("etc/settings", 100 * b"c"),
        file("etc/motd", 50 * b"d", mode=0o600),
    )
    built = tar(
        file("bin/tool", 12000 * b"E", mode=0o755),
        hardlink("bin/tool-1.0", "bin/tool"),
        file("etc/settings", 120 * b"f"),
        file("lib/a.so", 700 * b"g"),
        file("share/manual", 5000 * b"m"),
    )
    return image_of(folder, "new", sources, built, tar(whiteout("src")), steps=_STEPS)


def many(folder: Path) -> AnalyzedImage:
    """200 files, `f000` the largest and first."""
    layer = tar(*(file(f"f{at:03}", (300 - at) * b"x") for at in range(200)))
    return image_of(folder, "many", layer)


HOSTILE_NAMES = (
    b"esc\x1b[31mred",
    b"osc\x1b]0;title\x07",
    b"[red]markup[@click=app.quit]",
    b"bidi\xe2\x80\xaefdp",
    b"two\nlines",
    b"\xff\xfe no text",
    "\N{FULLWIDTH LATIN SMALL LETTER W}".encode() * 30,
    b"x" * 90,
)
HOSTILE_STEPS = ("RUN \x1b[2J\x1b]0;x\x07 [bold]\u202e \n \u200b", "RUN rm [/] \x9b31m")


def hostile(folder: Path) -> AnalyzedImage:
    """Names and history that would act on a terminal, or as markup."""
    lower = tar(*(file(name, 100 * b"x") for name in HOSTILE_NAMES))
    upper = tar(whiteout("two\nlines"), hardlink("hard\x1b[1m", "not\x1b[2J here"))
    image = image_of(folder, "hostile", lower, upper, steps=HOSTILE_STEPS)
    return named(image, "ho\x1b[31mst[red]ile\u202e")
