"""What the cache holds, for a terminal."""

from __future__ import annotations

from layersize.cache.folder import CacheInfo
from layersize.report.style import OutputStyle
from layersize.text.escape import inert_text
from layersize.text.sizes import count_text, share_text, size_text


def render(info: CacheInfo, style: OutputStyle) -> str:
    """Where the cache is, what it holds, and how much of its limit that is."""
    limit = size_text(info.most_bytes, style.units)
    share = share_text(info.stored_bytes, info.most_bytes)
    return (
        f"folder  {inert_text(str(info.folder))}\n"
        f"holds   {held_text(info, style.units)}\n"
        f"limit   {limit}, {share} of it used\n"
    )


def held_text(info: CacheInfo, units: str) -> str:
    """`2 layers, 1 saved image, 3.4 kB`."""
    layers, images = count_text(info.walks, "layer"), count_text(info.records, "saved image")
    return f"{layers}, {images}, {size_text(info.stored_bytes, units)}"
