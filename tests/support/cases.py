"""One image of tests/images: its bytes, and what is expected of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    name: str
    why: str
    content: bytes | Mapping[str, bytes]
    """A file, or the files of a folder."""
    expect: Mapping[str, Any]
    suffix: str = ".tar"
    reference: str | None = None
    """`{path}` stands for the archive; without a reference the path alone is given."""
    args: Sequence[str] = ()
    is_harmful: bool = False
    """Whether other programs could crash, hang or fill the disk: it is made in the test alone."""


def error(*substrings: str) -> dict[str, Any]:
    return {"error": list(substrings)}


def layer(
    *,
    added: int = 0,
    rewritten: int = 0,
    waste: int = 0,
    shadowed: int = 0,
    whiteout: int = 0,
    overwritten: int = 0,
    **more: object,
) -> dict[str, Any]:
    """A layer's row in full; content and live bytes follow from identities 1 and 2."""
    content = added + rewritten + waste
    return {
        "content_bytes": content,
        "live_bytes": content - shadowed,
        "shadowed_bytes": shadowed,
        "added_bytes": added,
        "rewritten_bytes": rewritten,
        "whiteout_bytes": whiteout,
        "overwritten_bytes": overwritten,
        "in_layer_waste_bytes": waste,
        **more,
    }


def hidden(path: str, size: int, added_in: int, hidden_in: int, cause: str) -> dict[str, Any]:
    return {
        "path": path,
        "bytes": size,
        "added_in": added_in,
        "hidden_in": hidden_in,
        "cause": cause,
    }


def pair(added_in: int, hidden_in: int, cause: str, size: int, paths: int) -> dict[str, Any]:
    return {
        "added_in": added_in,
        "hidden_in": hidden_in,
        "cause": cause,
        "bytes": size,
        "paths": paths,
    }


def warning(code: str, layer_index: int | None, path: str | None) -> dict[str, Any]:
    return {"code": code, "layer": layer_index, "path": path}


def report(
    *layers: Mapping[str, Any],
    entries: int | None = None,
    image: Mapping[str, Any] | None = None,
    shadowed: Sequence[Mapping[str, Any]] = (),
    warnings: Sequence[Mapping[str, Any]] = (),
    **more: object,
) -> dict[str, Any]:
    """What is expected of an image that can be measured: nothing shadowed and no warning unless
    told, and the image's bytes are the sums over its layers."""
    totals: dict[str, Any] = {
        key: sum(row[key] for row in layers)
        for key in ("content_bytes", "live_bytes", "shadowed_bytes")
    }
    if entries is not None:
        totals["entries"] = entries
    return {
        "image": {**totals, **(image or {})},
        "layers": list(layers),
        "shadowed": list(shadowed),
        "warnings": list(warnings),
        **more,
    }
