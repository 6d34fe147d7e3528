"""The command line: the only place that exits and catches."""

from layersize.cli.main import main

__all__ = ["main"]
