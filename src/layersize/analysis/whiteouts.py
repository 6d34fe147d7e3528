"""Whiteouts and opaque markers: they act on the layers below, wherever they stand in theirs."""

from __future__ import annotations

from layersize.analysis.layer_ground import LayerGround
from layersize.analysis.shadows import DELETED
from layersize.model.layer_entries import OPAQUE, WHITEOUT


def hide_below(ground: LayerGround) -> None:
    """Applies all markers of a layer; their order makes no difference."""
    entries, place_of = ground.entries, ground.place_of
    for row, (kind, local) in enumerate(zip(entries.kinds, entries.directories, strict=True)):
        if kind in (WHITEOUT, OPAQUE):
            known = place_of[local]
            directory = known if known >= 0 else _existing(ground, local, row)
            if kind == WHITEOUT:
                _hide_name(ground, row, directory)
            elif directory is not None:
                ground.bury(directory, DELETED)


def _hide_name(ground: LayerGround, row: int, directory: int | None) -> None:
    name = ground.entries.names[row]
    if directory is not None and (
        ground.take_away(directory, name, DELETED) or ground.existed_below(directory, name)
    ):
        return
    message = "the whiteout names nothing that exists below"
    ground.warnings.add("absent-whiteout-target", ground.marker_path(row), message)


def _existing(ground: LayerGround, local: int, row: int) -> int | None:
    """The tree's id of a directory of the layer, or None: markers make no parents."""
    directory = ground.place_of[local]
    chain = []
    while directory < 0:
        chain.append(local)
        local = ground.entries.directory_parents[local]
        directory = ground.place_of[local]
    for missing in reversed(chain):
        name = ground.entries.directory_names[missing]
        gone_files = ground.gone_files.get(directory, {})
        below = ground.tree.subdirectories[directory].get(name)
        if below is not None:
            ground.remember(missing, below)
        else:
            below = ground.gone_directories.get(directory, {}).get(name)
        if below is None:
            inode = ground.tree.files[directory].get(name, gone_files.get(name))
            ground.warn_symlinked_parent(inode, directory, name, ground.marker_path(row))
            return None
        directory = below
    return directory
