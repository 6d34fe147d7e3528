"""The command line: the only place that exits and catches."""

try:
    from layersize.cli.main import main
except KeyboardInterrupt:  # Ctrl-C while Python still imports what would catch it
    import sys

    sys.stderr.write("layersize: interrupted\n")
    raise SystemExit(130) from None

__all__ = ["main"]
