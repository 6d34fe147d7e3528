"""What two images have in common and where they differ, in words and signs."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.comparison.result import (
    Comparison,
    FoldedDelta,
    LayerPair,
    LayerStatus,
    PathDelta,
    PathStatus,
    differing_in_size,
)
from layersize.oci.masking import shown_instruction
from layersize.text.sizes import count_text

LAYER_SIGNS = {
    LayerStatus.SHARED: "=",
    LayerStatus.SAME_INSTRUCTION: "~",
    LayerStatus.ONLY_BASE: "<",
    LayerStatus.ONLY_OTHER: ">",
}
PATH_SIGNS = {
    PathStatus.ADDED: "+",
    PathStatus.REMOVED: "-",
    PathStatus.CHANGED: "~",
    PathStatus.METADATA_ONLY: "m",
}
_NOT_FOR_SURE = (
    "symlinked-parent",
    "hardlink-to-lower-layer",
    "hardlink-target-missing",
    "recreated-folder",
    "whiteout-after-entry",
    "whiteout-above-entry",
    "entry-below-file",
    "absent-whiteout-target",
)
"""Codes of warnings about what engines unpack in different ways, or other than the rules say."""


def pair_instruction(comparison: Comparison, pair: LayerPair) -> str:
    """The instruction that both layers of the pair have, or the one layer there is."""
    if pair.other is not None:
        return shown_instruction(comparison.other.layers[pair.other].created_by)
    return shown_instruction(comparison.base.layers[pair.base or 0].created_by)


def nothing_differs(comparison: Comparison) -> str:
    """What can be said where no path has a row: `No path differs: …`."""
    folders = folder_times(comparison.paths)
    settings = settings_that_differ(comparison)
    if folders:
        times = "time of one folder" if folders == 1 else f"times of {folders:,} folders"
        return f"No path differs but for the {times}.{settings}"
    shared = [layer.diff_id for layer in comparison.base.layers]
    is_sure = shared == [layer.diff_id for layer in comparison.other.layers] or not any(
        warning.code in _NOT_FOR_SURE
        for image in (comparison.base, comparison.other)
        for warning in image.warnings
    )
    platforms = [image.image.platform or "unknown" for image in (comparison.base, comparison.other)]
    if platforms[0] != platforms[1]:
        settings = f" The platforms do: {platforms[0]} and {platforms[1]}.{settings}"
    if settings or not is_sure:
        return f"No path differs.{settings}"
    return "No path differs: what a container sees is the same."


def settings_that_differ(comparison: Comparison) -> str:
    """` Env and User are not the same.` of two configs; empty if all settings are."""
    base = dict(comparison.base.image.run_settings)
    other = dict(comparison.other.image.run_settings)
    names = sorted(name for name in {**base, **other} if base.get(name) != other.get(name))
    if not names:
        return ""
    *first, last = names
    listed = f"{', '.join(first)} and {last}" if first else last
    return f" In the images' settings, {listed} {'differs' if not first else 'differ'}."


def folder_times(paths: Sequence[PathDelta]) -> int:
    """Of how many folders nothing but the time differs; they have no row."""
    return sum(delta.is_folder_time for delta in paths)


def differing(paths: Sequence[PathDelta]) -> str:
    """`12 paths differ`, `1 path differs, not in size`."""
    count = len(paths) - folder_times(paths)
    text = f"{count_text(count, 'path')} {'differs' if count == 1 else 'differ'}"
    return text if differing_in_size(paths) else f"{text}, not in size"


def further_differences(comparison: Comparison, shown: Sequence[FoldedDelta]) -> str:
    """How many paths differ that are not in the rows shown; empty if none does."""
    in_size = differing_in_size(comparison.paths)
    sized = in_size - sum(row.files for row in shown if row.delta_bytes)
    folders = folder_times(comparison.paths)
    same = len(comparison.paths) - in_size - folders
    same -= sum(1 for row in shown if not row.delta_bytes)
    more = []
    if sized:
        more.append(f"{sized:,} more that {_differ(sized)} in size")
    if same:
        more.append(
            f"{same:,} that {_do_not(same)}"
            if sized
            else f"{same:,} more that {_do_not(same)} differ in size"
        )
    if folders:
        alone = (
            "of which only the time differs" if folders == 1 else "of which only the times differ"
        )
        more.append(f"{count_text(folders, 'folder')} {alone}")
    return f"and {', '.join(more)}" if more else ""


def _differ(count: int) -> str:
    return "differs" if count == 1 else "differ"


def _do_not(count: int) -> str:
    return "doesn't" if count == 1 else "don't"
