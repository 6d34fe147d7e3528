"""Lives of paths, made by hand, as the renderers get them."""

from __future__ import annotations

from dataclasses import replace

from layersize.explore.history.path_changes import Change, PathEvent
from layersize.explore.history.path_history import PathHistory
from layersize.explore.removal import Removal
from report import sample_analyses as samples


def event(layer: int, change: Change, shipped: int, hidden: int, files: int) -> PathEvent:
    return PathEvent(
        layer=layer, change=change, shipped_bytes=shipped, hidden_bytes=hidden, files=files
    )


def history(**changes: object) -> PathHistory:
    """A file of the base layer, save for what is given."""
    plain = PathHistory(
        image=samples.hello_c(),
        path=b"usr/bin/gcc-12",
        links=(),
        is_folder=False,
        is_visible=True,
        live_bytes=1_200_000,
        hidden_bytes=0,
        events=(event(0, Change.ADDED, 1_200_000, 0, 1),),
        left_out=Removal(paths=1, saved_bytes=1_200_000, kept_bytes=0),
        counted_at=None,
    )
    return replace(plain, **changes)  # type: ignore[arg-type] - the caller knows the fields


def deleted_folder() -> PathHistory:
    """What apt-get update fetched, and the last RUN deletes."""
    return history(
        path=b"var/lib/apt/lists",
        is_folder=True,
        is_visible=False,
        live_bytes=0,
        hidden_bytes=108_100_000,
        events=(
            event(0, Change.ADDED, 0, 0, 0),
            event(1, Change.ADDED, 108_100_000, 0, 12),
            event(5, Change.DELETED, 0, 108_100_000, 12),
        ),
        left_out=Removal(paths=1, saved_bytes=108_100_000, kept_bytes=0),
    )


def every_change() -> PathHistory:
    """A folder in which everything happens that can, through a link."""
    return history(
        path=b"var/lib",
        links=((b"lib", b"var/lib"), (b"var/lib", b"/var/real/lib")),
        is_folder=True,
        live_bytes=2_000_000,
        hidden_bytes=1_512_034,
        events=(
            event(0, Change.ADDED, 2_500_000, 0, 1204),
            event(1, Change.OVERWRITTEN, 0, 500_000, 3),
            event(1, Change.METADATA_ONLY, 12_000, 12_000, 7),
            event(1, Change.DUPLICATE_ENTRY, 34, 34, 1),
            event(1, Change.REWRITTEN, 1_000_000, 0, 3),
            event(1, Change.LINKED, 0, 0, 40),
            event(5, Change.DELETED, 0, 1_000_000, 2),
        ),
        left_out=Removal(paths=1, saved_bytes=3_400_000, kept_bytes=112_034),
    )


def other_name() -> PathHistory:
    """A hardlink whose bytes count at another name."""
    return history(
        live_bytes=0,
        events=(event(0, Change.LINKED, 0, 0, 1),),
        left_out=Removal(paths=1, saved_bytes=0, kept_bytes=1_200_000),
        counted_at=b"usr/bin/gcc",
    )


def hostile() -> PathHistory:
    """Names that would do something to a terminal, and instructions likewise."""
    path = samples.HOSTILE_PATH * 3
    return history(
        image=samples.hostile_image(),
        path=path,
        links=((path, path),) * 5,
        counted_at=path,
        live_bytes=0,
    )
