"""One run of `export`."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import click

from layersize.cli.progress import ProgressBars
from layersize.export.export import ExportSettings, export_image
from layersize.sources.context import Network
from layersize.streams.limits import BOUNDED, LIFTED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Options:
    """What the command is told."""

    output: str
    format: str
    force: bool
    platform: str | None
    no_limits: bool
    offline: bool
    insecure: bool
    timeout: float
    quiet: bool
    debug: bool


def run_export(image: str, given: dict[str, Any]) -> None:
    """Exports one image, and says so."""
    options = _Options(**given)
    with ProgressBars(wanted=not options.quiet) as bars:
        archive_bytes = export_image(image, options.output, _settings(options, bars))
    if not options.quiet:
        _tell(options, archive_bytes)


def _settings(options: _Options, bars: ProgressBars) -> ExportSettings:
    return ExportSettings(
        form=options.format,
        overwrite=options.force,
        platform=options.platform,
        limits=LIFTED if options.no_limits else BOUNDED,
        network=Network(
            timeout_seconds=options.timeout, insecure=options.insecure, offline=options.offline
        ),
        progress=bars,
    )


def _tell(options: _Options, archive_bytes: int) -> None:
    from layersize.text.escape import inert_text
    from layersize.text.sizes import size_text

    size = size_text(archive_bytes, "si")
    written = f"{inert_text(options.output)} written: {options.format}, {size}"
    with suppress(OSError, ValueError):  # the file is there, also if nobody can be told
        click.echo(f"layersize: {written}", err=True)
