"""The layers of an image that an engine has unpacked, walked side by side where that pays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
from dataclasses import replace
from functools import partial

from layersize.errors import LayersizeError
from layersize.layers.unpacked import UnpackedLayer
from layersize.layers.walk import LayerWalk, WalkOutcome
from layersize.layers.walk_image import are_worth_processes
from layersize.layers.walker import LayerWalker
from layersize.oci.digest import Digest

_WORTH_PROCESSES_BYTES = 1 << 20
"""Tar-splits together: headers of some 30,000 entries."""


def walk_unpacked(layers: Mapping[str, UnpackedLayer], walker: LayerWalker) -> dict[str, LayerWalk]:
    """Each layer by the name it is given under; raises LayersizeError for one that is broken."""
    walks: dict[str, LayerWalk] = {}
    keys = {} if walker.reads_contents else _split_digests(layers)
    for name, key in keys.items():
        kept = walker.cache.header_walk(key)
        if kept is not None and layers[name].blob_bytes in (None, kept.tar_bytes):
            walks[name] = replace(kept, unpacked=layers[name])
            walker.progress.advance(kept.tar_bytes)
    rest = {name: layer for name, layer in layers.items() if name not in walks}
    if rest:
        _tell_next(walks, layers, walker)
    for name, outcome in _outcomes(rest, walker):
        if isinstance(outcome, LayersizeError):
            raise outcome.inside(f"layer {name}")
        walks[name] = outcome
        _tell_next(walks, layers, walker)
        if name in keys:
            walker.cache.keep_header_walk(keys[name], outcome)
    return walks


def _tell_next(walks: Sized, layers: Sized, walker: LayerWalker) -> None:
    """Which layer is being walked, as far as that is so of one."""
    if len(walks) < len(layers):
        walker.progress.phase(f"walking layer {len(walks) + 1} of {len(layers)}")


def _split_digests(layers: Mapping[str, UnpackedLayer]) -> dict[str, Digest]:
    return {name: layer.split_digest() for name, layer in layers.items()}


def _outcomes(
    layers: Mapping[str, UnpackedLayer], walker: LayerWalker
) -> Iterator[tuple[str, WalkOutcome]]:
    split_bytes = sum(layer.tar_split.blob_bytes for layer in layers.values())
    if split_bytes < _WORTH_PROCESSES_BYTES or not are_worth_processes(len(layers)):
        for name, layer in layers.items():
            yield name, _outcome(walker, layer)
        return
    from layersize.layers.parallel import Job, run_in_processes  # slow to load

    with walker.kept.shared_out() as kept:
        alone = walker.alone(walker.request, kept)
        names = {
            Job(partial(_outcome, alone, layer), layer.tar_split.blob_bytes): name
            for name, layer in layers.items()
        }
        for job, outcome in run_in_processes(list(names)):
            walker.progress.advance(0)
            if isinstance(outcome, LayerWalk):
                walker.progress.advance(outcome.tar_bytes)
            yield names[job], outcome


def _outcome(walker: LayerWalker, layer: UnpackedLayer) -> WalkOutcome:
    try:
        return walker.walk_unpacked(layer)
    except LayersizeError as error:
        return error.to_keep()
