"""Which of several names a file is shown under: one that people know it by.

Some tools keep a copy of each file in a store of their own and hardlink it to where it is used:
ostree (https://ostreedev.github.io/ostree/repo/), uv and other tools with a cache in the home
folder (https://docs.astral.sh/uv/reference/settings/#link-mode), pnpm
(https://pnpm.io/settings#storedir), Nix (https://nix.dev/manual/nix/latest/command-ref/conf-file#conf-auto-optimise-store).
"""

from __future__ import annotations

import re

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
