"""Which of several names a file is shown under: one that people know it by.

Some tools keep a copy of each file in a store of their own and hardlink it to where it is used:
ostree (https://ostreedev.github.io/ostree/repo/), uv and other tools with a cache in the home
folder (https://docs.astral.sh/uv/reference/settings/#link-mode), pnpm
(https://pnpm.io/settings#storedir), Nix (https://nix.dev/manual/nix/latest/command-ref/conf-file#conf-auto-optimise-store).
"""

from __future__ import annotations

import re

from layersize.layers.entries import FILE, HARDLINK, LayerEntries, directory_prefixes

_STORES = re.compile(
    rb"(?:(?:sysroot/)?ostree/repo/objects"
    rb"|(?:root|home/[^/]+)/(?:\.cache|\.local/share/pnpm/store)"
    rb"|nix/store/\.links"
    rb")/"
)
_STORE_ANYWHERE = b"/.pnpm-store/"


def is_store_of_copies(directory: bytes) -> bool:
    """Whether a directory, its path with a slash at the end, is such a store or in one."""
    return _STORES.match(directory) is not None or _STORE_ANYWHERE in b"/" + directory


def shown_name_order(path: bytes) -> tuple[bool, bytes]:
    """The smallest of these stands for the name that a file is shown under.

    Names outside the stores come first, each kind in the order of their bytes.
    """
    return is_store_of_copies(path[: path.rfind(b"/") + 1]), path


def rows_shown_elsewhere(entries: LayerEntries) -> dict[int, int]:
    """Rows of files in a store of copies, to the row of the layer's hardlink that shows each.

    Only where a link stands outside the stores: what a layer alone says of its files.
    """
    links = [
        (row, target)
        for row, target in entries.link_targets.items()
        if entries.kinds[row] == HARDLINK
        and is_store_of_copies(target[: target.rfind(b"/") + 1])
        and not is_store_of_copies(entries.directory_path(entries.directories[row]) + b"/")
    ]
    if not links:
        return {}
    row_of = _rows_in_stores(entries)
    shown: dict[int, int] = {}
    for row, target in links:
        file_row = row_of.get(target)
        if file_row is not None:
            shown[file_row] = min(shown.get(file_row, row), row, key=entries.path)
    return shown


def _rows_in_stores(entries: LayerEntries) -> dict[bytes, int]:
    """Paths of the files in stores of copies, to their rows; of a path twice, the last."""
    prefixes = directory_prefixes(entries)
    is_store = bytes(map(is_store_of_copies, prefixes))
    return {
        prefixes[directory] + name: row
        for row, (kind, directory, name) in enumerate(
            zip(entries.kinds, entries.directories, entries.names, strict=True)
        )
        if kind == FILE and is_store[directory]
    }
