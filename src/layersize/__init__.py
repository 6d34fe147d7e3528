"""layersize: where the bytes of a container image come from, and which are dead weight.

From Python, docs/library.md has an example:

- `analyze(reference)` measures an image and gives an `ImageAnalysis`,
- `compare(base, other)` measures two and gives a `Comparison`,
- `open_image(reference)` measures an image and gives an `OpenedImage`, to look into,
- all raise `LayersizeError` if that can't be done,
- `kb`, `mb`, `gb`, `kib`, `mib`, `gib` write sizes: `mb(5)` is 5,000,000 bytes.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers know it; `typing` itself takes longer than all of this
if TYPE_CHECKING:
    from layersize.accounting.result import ImageAnalysis
    from layersize.comparison.result import Comparison
    from layersize.errors import LayersizeError
    from layersize.explore.history.path_history import PathHistory
    from layersize.explore.image_files import ImageFile
    from layersize.inside.opened_image import OpenedImage
    from layersize.library import analyze, compare, open_image
    from layersize.text.sizes import gb, gib, kb, kib, mb, mib

__version__ = "0.1.0"
__all__ = [
    "Comparison",
    "ImageAnalysis",
    "ImageFile",
    "LayersizeError",
    "OpenedImage",
    "PathHistory",
    "__version__",
    "analyze",
    "compare",
    "gb",
    "gib",
    "kb",
    "kib",
    "mb",
    "mib",
    "open_image",
]

_UNITS = "layersize.text.sizes"
_HOMES = {
    "analyze": "layersize.library",
    "compare": "layersize.library",
    "open_image": "layersize.library",
    "Comparison": "layersize.comparison.result",
    "ImageAnalysis": "layersize.accounting.result",
    "ImageFile": "layersize.explore.image_files",
    "LayersizeError": "layersize.errors",
    "OpenedImage": "layersize.inside.opened_image",
    "PathHistory": "layersize.explore.history.path_history",
    **dict.fromkeys(("kb", "mb", "gb", "kib", "mib", "gib"), _UNITS),
}
"""Names to the modules that have them, which are imported once one is asked for (PEP 562)."""

if not TYPE_CHECKING:  # or type checkers would believe in every name

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
