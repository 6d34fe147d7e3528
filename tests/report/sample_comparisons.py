"""Comparisons made by hand, as the renderers get them."""

from __future__ import annotations

from dataclasses import replace

from layersize.accounting.result import ImageAnalysis
from layersize.comparison.result import (
    Comparison,
    Delta,
    FoldedDelta,
    LayerPair,
    LayerStatus,
    MarginalCost,
    PathDelta,
    PathStatus,
    SharedLayers,
)
from report.sample_analyses import (
    HOSTILE_PATH,
    empty_image,
    hello_c,
    hello_c_again,
    hello_scratch,
    hostile_image,
)


def hello_comparison() -> Comparison:
    """Nothing in common."""
    base, other = hello_c(), hello_scratch()
    layers = tuple(
        LayerPair(
            status=LayerStatus.ONLY_BASE,
            base=facts.index,
            other=None,
            delta_bytes=-facts.content_bytes,
        )
        for facts in base.layers
    )
    only_other = LayerPair(status=LayerStatus.ONLY_OTHER, base=None, other=0, delta_bytes=762_000)
    return _comparison(
        base,
        other,
        shared=SharedLayers(layers=0, tar_bytes=0, content_bytes=0),
        marginal=MarginalCost(
            layers=1, content_bytes=762_000, tar_bytes=763_904, transfer_bytes=331_204
        ),
        layers=(*layers, only_other),
        paths=(
            *_removed(b"usr/lib/gcc/x86_64-linux-gnu/12/", 144_200_000, 3),
            *_removed(b"usr/lib/x86_64-linux-gnu/", 29_600_000, 4),
            PathDelta(path=b"hello", status=PathStatus.ADDED, base_bytes=None, other_bytes=762_000),
        ),
        folded=(
            _folded(b"usr/lib/gcc/x86_64-linux-gnu/12/", PathStatus.REMOVED, -144_200_000, 3),
            _folded(b"usr/lib/x86_64-linux-gnu/", PathStatus.REMOVED, -29_600_000, 4),
            _folded(b"hello", PathStatus.ADDED, 762_000, 1),
        ),
    )


def many_comparison() -> Comparison:
    """As `hello_comparison`, with so many files that their extensions tell something."""
    folders = ((b"usr/lib/gcc/", 9_000_000, 17), (b"usr/lib/", 640_000, 6))
    added = {b"opt/hello": 762_000, b"opt/hello.so.6": 20_000, b"opt/it.o": 3_000, b"opt/c.H": 1}
    paths = [
        *(delta for folder in folders for delta in _removed(*folder)),
        *(
            PathDelta(path=path, status=PathStatus.ADDED, base_bytes=None, other_bytes=other_bytes)
            for path, other_bytes in added.items()
        ),
    ]
    folded = (
        _folded(b"usr/lib/", PathStatus.REMOVED, -9_640_000, 23),
        _folded(b"opt/", PathStatus.ADDED, 785_001, 4),
    )
    return replace(hello_comparison(), paths=tuple(paths), folded=folded)


def rebuilt_comparison() -> Comparison:
    """All four layer and path statuses."""
    base, other = hello_c(), hello_c_again()
    shared = [
        LayerPair(status=LayerStatus.SHARED, base=index, other=index, delta_bytes=0)
        for index in (0, 1, 3, 4, 5)
    ]
    changed = LayerPair(status=LayerStatus.SAME_INSTRUCTION, base=2, other=2, delta_bytes=8_000_000)
    return _comparison(
        base,
        other,
        shared=SharedLayers(layers=5, tar_bytes=310_650_000, content_bytes=310_588_122),
        marginal=MarginalCost(
            layers=1, content_bytes=310_048_981, tar_bytes=310_059_221, transfer_bytes=None
        ),
        layers=(*shared[:2], changed, *shared[2:]),
        paths=(
            PathDelta(
                path=b"usr/bin/gcc",
                status=PathStatus.CHANGED,
                base_bytes=1,
                other_bytes=8_000_001,
            ),
            PathDelta(
                path=b"etc/group", status=PathStatus.METADATA_ONLY, base_bytes=400, other_bytes=400
            ),
        ),
        folded=(
            _folded(b"usr/bin/gcc", PathStatus.CHANGED, 8_000_000, 1),
            _folded(b"etc/group", PathStatus.METADATA_ONLY, 0, 1),
        ),
    )


def hostile_comparison() -> Comparison:
    """A hostile image against itself under other names."""
    image = hostile_image()
    return _comparison(
        image,
        image,
        shared=SharedLayers(layers=1, tar_bytes=40, content_bytes=30),
        marginal=MarginalCost(layers=0, content_bytes=0, tar_bytes=0, transfer_bytes=None),
        layers=(
            LayerPair(status=LayerStatus.SHARED, base=0, other=0, delta_bytes=0),
            LayerPair(status=LayerStatus.SAME_INSTRUCTION, base=1, other=1, delta_bytes=0),
        ),
        paths=(
            PathDelta(path=HOSTILE_PATH, status=PathStatus.CHANGED, base_bytes=1, other_bytes=1),
        ),
        folded=(_folded(HOSTILE_PATH, PathStatus.CHANGED, 0, 1),),
    )


def empty_comparison() -> Comparison:
    """Two images without a layer."""
    nothing = SharedLayers(layers=0, tar_bytes=0, content_bytes=0)
    no_cost = MarginalCost(layers=0, content_bytes=0, tar_bytes=0, transfer_bytes=0)
    return _comparison(
        empty_image(),
        empty_image(),
        shared=nothing,
        marginal=no_cost,
        layers=(),
        paths=(),
        folded=(),
    )


def _removed(folder: bytes, content_bytes: int, files: int) -> list[PathDelta]:
    """Nearly all bytes in the first file."""
    least = 1_000
    return [
        PathDelta(
            path=folder + b"%d.o" % number,
            status=PathStatus.REMOVED,
            base_bytes=least if number else content_bytes - least * (files - 1),
            other_bytes=None,
        )
        for number in range(files)
    ]


def _folded(path: bytes, status: PathStatus, delta_bytes: int, files: int) -> FoldedDelta:
    return FoldedDelta(path=path, status=status, delta_bytes=delta_bytes, files=files)


def _comparison(base: ImageAnalysis, other: ImageAnalysis, **parts: object) -> Comparison:
    before, after = base.image, other.image
    transfer = None
    if before.transfer_bytes is not None and after.transfer_bytes is not None:
        transfer = after.transfer_bytes - before.transfer_bytes
    delta = Delta(
        transfer_bytes=transfer,
        tar_bytes=after.tar_bytes - before.tar_bytes,
        content_bytes=after.content_bytes - before.content_bytes,
        live_bytes=after.live_bytes - before.live_bytes,
        shadowed_bytes=after.shadowed_bytes - before.shadowed_bytes,
    )
    return Comparison(base=base, other=other, delta=delta, **parts)  # type: ignore[arg-type] - as above
