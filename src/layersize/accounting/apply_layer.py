"""Lays one layer over those below: its markers hide, its entries are added, its sums are taken.

A directory goes by its id in the file system; in the layer's own table it is called local.
Rules: https://github.com/opencontainers/image-spec/blob/main/layer.md, with literal paths.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

from layersize.accounting.engine_differences import warn_where_engines_differ
from layersize.accounting.layer_state import LayerState
from layersize.accounting.overlay import (
    DELETED,
    DUPLICATED,
    OVERWRITTEN,
    LayerEffect,
    LostName,
    Overlay,
)
from layersize.accounting.shown_name import shown_name_order
from layersize.layers.entries import (
    AUFS,
    DIRECTORY,
    FILE,
    HARDLINK,
    OPAQUE,
    ROOT,
    WHITEOUT,
    LayerEntries,
)

_IS_MARKER = bytes(kind in (WHITEOUT, OPAQUE) for kind in range(256))


def apply_layer(overlay: Overlay, entries: LayerEntries) -> None:
    """Lays one more layer on top; its effect is the last of `overlay.effects`."""
    lay_on_top(LayerState(overlay, entries))


def lay_on_top(state: LayerState) -> None:
    """Lays the layer of a state on top, as `apply_layer` does."""
    overlay, entries = state.overlay, state.entries
    if WHITEOUT in entries.kinds or OPAQUE in entries.kinds:
        apply_markers(state)
    add_entries(state)
    warn_where_engines_differ(state)
    overlay.effects.append(finish_layer(state))


def apply_markers(state: LayerState) -> None:
    """Hides what whiteouts and opaque markers name; their order makes no difference."""
    entries, directory_of = state.entries, state.directory_of
    for row in compress(range(len(entries)), entries.kinds.translate(_IS_MARKER)):
        local = entries.directories[row]
        known = directory_of[local]
        directory = known if known >= 0 else _marked_directory(state, local, row)
        if entries.kinds[row] == WHITEOUT:
            _apply_whiteout(state, row, directory)
        elif directory is not None:
            state.clear_directory(directory, DELETED)


def _apply_whiteout(state: LayerState, row: int, directory: int | None) -> None:
    name = state.entries.names[row]
    if directory is None or not (
        state.clear_path(directory, name, DELETED) or state.existed_below(directory, name)
    ):
        message = "the whiteout names nothing that exists below"
        state.warnings.add("absent-whiteout-target", state.tar_path(row), message)


def _marked_directory(state: LayerState, local: int, row: int) -> int | None:
    """The directory that a marker stands in; None if there is none: markers make no parents."""
    directory, missing = state.known_parent(local)
    for below in missing:
        name = state.entries.directory_names[below]
        child = state.tree.subdirectories[directory].get(name)
        if child is not None:
            state.remember(below, child)
        else:
            child = state.hidden_directories.get(directory, {}).get(name)
        if child is None:
            hidden = state.hidden_files.get(directory, {}).get(name)
            inode = state.tree.files[directory].get(name)
            state.warn_of_symlink(hidden if inode is None else inode, directory, name, row)
            state.warn_of_file_above(inode, directory, name, row)
            return None
        directory = child
    return directory


def add_entries(state: LayerState) -> None:
    """Adds all entries in the tar's order: the hot loop of the accounting."""
    entries, first_inode, directory_of = state.entries, state.first_inode, state.directory_of
    files, subdirectories = state.tree.files, state.tree.subdirectories
    hidden_files, hidden_directories = state.hidden_files, state.hidden_directories
    content_bytes, is_rewritten = state.content_bytes, state.is_rewritten
    rows = zip(entries.kinds, entries.directories, entries.names, strict=True)
    files_here: dict[bytes, int] = {}
    directories_here: dict[bytes, int] = {}
    known_local, directory, has_hidden = -1, ROOT, False
    for own_inode, (kind, local, name) in enumerate(rows, first_inode):
        if kind >= WHITEOUT:
            if kind == AUFS or content_bytes[own_inode]:
                _keep_pathless(state, own_inode)
            continue
        if local != known_local:
            directory = directory_of[local]
            if directory < 0:
                directory = _made_directory(state, local, own_inode)
            files_here, directories_here = files[directory], subdirectories[directory]
            has_hidden = directory in hidden_files or directory in hidden_directories
            known_local = local
        if kind == DIRECTORY:
            _add_directory(state, directory, name, own_inode)
            known_local = -1
            continue
        inode = own_inode
        if kind == HARDLINK:
            inode = _linked_inode(state, own_inode, directory, name)
        if name in files_here or name in directories_here:
            if files_here.get(name) == inode:
                continue
            state.clear_path(directory, name, OVERWRITTEN)
            known_local, has_hidden = -1, True
        if kind == FILE and has_hidden:
            is_rewritten[own_inode - first_inode] = state.existed_below(directory, name)
        files_here[name] = inode


def _keep_pathless(state: LayerState, own_inode: int) -> None:
    """Notes AUFS bookkeeping, or the payload of another entry that makes no path."""
    row = own_inode - state.first_inode
    if state.entries.kinds[row] == AUFS:
        state.bookkeeping[state.entries.path(row)] = own_inode
    else:
        state.pathless.append((own_inode, state.tar_path(row)))


def _add_directory(state: LayerState, parent: int, name: bytes, own_inode: int) -> None:
    directory = state.tree.subdirectories[parent].get(name) if name else ROOT
    if directory is None:
        replaced = state.tree.files[parent].get(name)
        if replaced is not None:
            state.warn_of_replaced_symlink(replaced, parent, name)
        directory = _new_directory(state, parent, name)
    state.describe_directory(directory, own_inode)


def _made_directory(state: LayerState, local: int, own_inode: int) -> int:
    """The directory that an entry stands in, made with its parents where there is none."""
    directory, missing = state.known_parent(local)
    for below in missing:
        name = state.entries.directory_names[below]
        child = state.tree.subdirectories[directory].get(name)
        if child is None:
            inode, row = state.tree.files[directory].get(name), own_inode - state.first_inode
            state.warn_of_symlink(inode, directory, name, row)
            state.warn_of_file_above(inode, directory, name, row)
            child = _new_directory(state, directory, name)
        state.remember(below, child)
        directory = child
    return directory


def _new_directory(state: LayerState, parent: int, name: bytes) -> int:
    """A directory in place of a file or of nothing."""
    tree = state.tree
    if name in tree.files[parent]:
        state.clear_path(parent, name, OVERWRITTEN)
    hidden = state.hidden_directories.get(parent, {}).get(name)
    if hidden is None:
        return tree.add_directory(parent, name, state.layer)
    tree.subdirectories[parent][name] = hidden
    tree.directory_entry.pop(hidden, None)
    state.recreated[hidden] = None
    return hidden


def _linked_inode(state: LayerState, own_inode: int, directory: int, name: bytes) -> int:
    """The inode that a hardlink names; its own, of 0 bytes, if the target is missing."""
    tree, first_inode = state.tree, state.first_inode
    target_path = state.entries.link_targets[own_inode - first_inode]
    target = state.bookkeeping.get(target_path)
    names_so_far = 1 if target is None else 0
    if target is None:
        target = tree.find_file(target_path)
    if target is None:
        message = "a hardlink to nothing: 0 bytes; engines refuse the image or leave the link out"
        state.warnings.add("hardlink-target-missing", tree.path(directory, name), message)
        return own_inode
    state.note_link(directory, name, own_inode, target)
    if target < first_inode:
        message = (
            "engines on overlay refuse this hardlink to a file of a lower layer; put the file"
            " itself into the layer, too. Elsewhere it keeps that file's bytes alive"
        )
        state.warnings.add("hardlink-to-lower-layer", tree.path(directory, name), message)
    if tree.files[directory].get(name) != target:
        tree.links[target] = tree.links.get(target, names_so_far) + 1
        if target >= first_inode:
            state.own_links.setdefault(target, []).append((directory, name))
        elif tree.files[directory].get(name, first_inode) >= first_inode:
            state.lower_links.add((directory, name))
    return target


def finish_layer(state: LayerState) -> LayerEffect:
    """Completes the layer's shadows, and sums up what it did."""
    shadows, own_bytes = state.shadows, state.entries.content_bytes
    _note_replacements(state)
    _shadow_linked(state)
    for inode, path in state.pathless:
        shadows.marker_paths[len(shadows)] = path
        shadows.add(inode, state.layer, ROOT, b"", DUPLICATED)
    _judge_linked(state)
    rows = range(state.first_shadow, len(shadows))
    wasted = [shadows.inodes[row] for row in rows if shadows.causes[row] == DUPLICATED]
    for inode in wasted:
        state.is_rewritten[inode - state.first_inode] = False
    return LayerEffect(
        content_bytes=sum(own_bytes) - _uncounted_bytes(state),
        rewritten_bytes=sum(compress(own_bytes, state.is_rewritten)),
        in_layer_waste_bytes=sum(map(state.content_bytes.__getitem__, wasted)),
        is_rewritten=state.is_rewritten,
        warnings=state.warnings.collected(),
    )


def _note_replacements(state: LayerState) -> None:
    """Notes for files with one name by what of their length they were replaced."""
    shadows = state.shadows
    for row in range(state.first_shadow, len(shadows)):
        if shadows.causes[row] == OVERWRITTEN:
            place = shadows.directories[row], shadows.names[row]
            inode = _replacement(state, shadows.inodes[row], *place)
            if inode >= 0:
                shadows.replaced_rows.append(row)
                shadows.replaced_by.append(inode)


def _shadow_linked(state: LayerState) -> None:
    """Adds the inodes with several names that have lost the last of them."""
    for inode, names in state.lost_links.items():
        if state.tree.links[inode] == 0:
            lost = [
                name._replace(replaced_by=_replacement(state, inode, name.directory, name.name))
                if name.cause == OVERWRITTEN
                else name
                for name in _net_losses(state, inode, names)
            ]
            state.shadows.add_linked(inode, state.layer, lost)


def _net_losses(state: LayerState, inode: int, names: Sequence[LostName]) -> Sequence[LostName]:
    """Of an inode from below, only the names that it had there, each once, in order.

    A name that was lost twice went with the last loss, but was deleted if a whiteout took it.
    """
    if inode >= state.first_inode:
        return names
    net: dict[tuple[int, bytes], LostName] = {}
    for lost in names:
        if state.hidden_files.get(lost.directory, {}).get(lost.name) == inode:
            earlier = net.pop((lost.directory, lost.name), lost)
            cause = DELETED if earlier.cause == DELETED else lost.cause
            net[lost.directory, lost.name] = lost._replace(cause=cause)
    return list(net.values())


def _replacement(state: LayerState, inode: int, directory: int, name: bytes) -> int:
    """What the layer put in place of an inode, if it may be its content again; or -1."""
    new = state.tree.files[directory].get(name, -1)
    content_bytes = state.content_bytes
    return new if new >= state.first_inode and content_bytes[new] == content_bytes[inode] else -1


def _judge_linked(state: LayerState) -> None:
    """An inode with several names is rewritten if the path that shows it existed below."""
    tree, entries = state.tree, state.entries
    for inode, links in state.own_links.items():
        row = inode - state.first_inode
        own_name = state.directory_of[entries.directories[row]], entries.names[row]
        living = [
            (directory, name)
            for directory, name in (own_name, *links)
            if directory >= 0 and tree.files[directory].get(name) == inode
        ]
        if living:
            shown = min(living, key=lambda place: shown_name_order(tree.path(*place)))
            state.is_rewritten[row] = state.existed_below(*shown)


def _uncounted_bytes(state: LayerState) -> int:
    """Payload of AUFS bookkeeping that no hardlink names."""
    if not state.bookkeeping:
        return 0
    links, content_bytes = state.tree.links, state.content_bytes
    return sum(
        content_bytes[inode]
        for inode, kind in enumerate(state.entries.kinds, state.first_inode)
        if kind == AUFS and inode not in links
    )
