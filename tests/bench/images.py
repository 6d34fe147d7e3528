"""The entries of the benchmark's images, layer by layer."""

import random
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from trees import (
    FileSizes,
    LayerPaths,
    distribution,
    node_modules,
    rewrites,
    whiteout_of,
    whiteouts,
)

from layers import DIRECTORY, FILE, Entry

_REAL_SIZES = FileSizes(mu=7.3, sigma=1.82)
"""A mean of about 7.5 KB, a median of 1.5 KB."""
_SMALL_SIZES = FileSizes(mu=4.8, sigma=1.0)
"""A mean of about 200 B."""


def big_layers() -> Iterator[list[Entry]]:
    """224,820 entries: a distribution, an application's dependencies, a clean-up."""
    rng = random.Random("big")
    base_paths, install_paths, cleanup_paths = LayerPaths(), LayerPaths(), LayerPaths()
    base = list(islice(distribution(rng, _REAL_SIZES, base_paths), 120_000))
    yield base
    rewritten = rewrites(rng, _REAL_SIZES, install_paths, _files(base))
    installed = node_modules(rng, _REAL_SIZES, install_paths, "srv/app")
    install = list(chain(islice(rewritten, 10_000), islice(installed, 80_000)))
    yield install
    deleted = whiteouts(rng, cleanup_paths, _files(base + install), folder_share=0.3)
    built = node_modules(rng, _REAL_SIZES, cleanup_paths, "srv/web")
    yield list(chain(islice(deleted, 6_000), islice(built, 8_820)))


def variant_layers() -> Iterator[list[Entry]]:
    """`big` after a change: of its installed files 4 % are rewritten, 2 % gone, 3,000 are new."""
    rng = random.Random("variant")
    base, install, cleanup = big_layers()
    yield base
    changed = []
    for entry in install:
        chance = rng.random() if entry.typeflag == FILE else 1.0
        if chance < 0.02 and entry.path.endswith(".map"):
            continue
        if chance < 0.06:
            entry = entry._replace(size=_REAL_SIZES.draw(rng), version=entry.version + 1)
        changed.append(entry)
    added = node_modules(rng, _REAL_SIZES, LayerPaths(), "srv/more")
    yield [*changed, *islice(added, 3_000)]
    yield cleanup


def flat_layers() -> Iterator[list[Entry]]:
    """60,000 files in one directory, of which a second layer rewrites each tenth."""
    rng = random.Random("flat")
    files = [Entry(f"spool/file{number}", FILE, _SMALL_SIZES.draw(rng)) for number in range(60_000)]
    yield [Entry("spool", DIRECTORY), *files]
    yield [file._replace(version=1) for file in files[::10]]


def tiny_file_layer() -> list[Entry]:
    """60,000 files of a line each, as a folder of JavaScript modules has them."""
    rng = random.Random("tiny")
    return [Entry(f"app/f{number}.js", FILE, rng.randint(20, 60)) for number in range(60_000)]


def small_layers() -> Iterator[list[Entry]]:
    """16 MB in 9 layers: some 2,000 entries, with rewrites and whiteouts of the layer below."""
    rng = random.Random("small")
    below: list[Entry] = []
    for index in range(9):
        paths = LayerPaths()
        entries = list(islice(node_modules(rng, _REAL_SIZES, paths, f"srv/app{index}"), 230))
        if index:
            entries += islice(rewrites(rng, _REAL_SIZES, paths, _files(below)), 30)
            entries += islice(whiteouts(rng, paths, _files(below), folder_share=0.2), 8)
        below = entries[:230]
        yield entries


def million_layers() -> Iterator[list[Entry]]:
    """1,000,000 entries in 30 layers, about 60 % of them at new paths."""
    rng = random.Random("million")
    live_files: dict[str, Entry] = {}
    for index in range(30):
        count = 33_334 if index < 10 else 33_333
        paths = LayerPaths()
        if index % 3:
            new = node_modules(rng, _SMALL_SIZES, paths, f"srv/app{index // 3}")
        else:
            new = distribution(rng, _SMALL_SIZES, paths)
        below = list(live_files.values())
        old_count = count * 2 // 5 if below else 0
        whiteout_count = old_count // 4
        entries = list(islice(new, count - old_count))
        if below:
            rewritten = rewrites(rng, _SMALL_SIZES, paths, below)
            entries += islice(rewritten, old_count - whiteout_count)
            entries += islice(whiteouts(rng, paths, below, folder_share=0.0), whiteout_count)
        _apply(entries, live_files)
        yield entries


def whiteout_layers(*, with_markers: bool) -> Iterator[list[Entry]]:
    """60,000 files, then one more and, if asked for, 20,000 markers that delete a third of them."""
    rng = random.Random("whiteouts")
    base: list[Entry] = []
    file_count = 0
    for entry in distribution(rng, _SMALL_SIZES, LayerPaths()):
        base.append(entry)
        file_count += entry.typeflag == FILE
        if file_count == 60_000:
            break
    yield base
    deleted = rng.sample(_files(base), 20_000) if with_markers else []
    yield [Entry("hello", FILE, 64), *(whiteout_of(entry.path) for entry in deleted)]


def _files(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.typeflag == FILE]


def _apply(entries: Sequence[Entry], live_files: dict[str, Entry]) -> None:
    for entry in _files(entries):
        folder, slash, name = entry.path.rpartition("/")
        if name.startswith(".wh."):
            live_files.pop(f"{folder}{slash}{name.removeprefix('.wh.')}", None)
        else:
            live_files[entry.path] = entry
