"""Builds the stages of Dockerfiles, and measures their images.

Both generators yield what is built next, for whoever waits, and return what was measured.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from layersize.accounting.result import ImageAnalysis, ImageFacts
from layersize.builds.docker_client import find_docker
from layersize.builds.images import BuildRequest, BuiltImages, built_images
from layersize.dockerfile.lineage import base_chain, platform_arguments, shipped_stage
from layersize.dockerfile.reader import read_dockerfile
from layersize.dockerfile.result import StagedBuild
from layersize.dockerfile.stage_facts import staged_build
from layersize.dockerfile.stages import SCRATCH, Stage, read_stages
from layersize.known_base import BaseLayers
from layersize.measure import Settings, analyze_stage, compare
from layersize.oci.digest import Digest
from layersize.oci.platform import host_platform
from layersize.progress import Progress, ProgressDisplay
from layersize.values import dataclass

if TYPE_CHECKING:
    from layersize.comparison.result import Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class DockerfileSource:
    """A Dockerfile that was read, and which of its stages ships."""

    path: Path
    content: bytes
    stages: tuple[Stage, ...]
    shipped: int

    def until(self, line: int) -> bytes:
        """The file as far as a line, which is counted from 1."""
        return b"\n".join(self.content.split(b"\n")[:line]) + b"\n"

    @property
    def title(self) -> str:
        """How reports and messages name the image that it makes."""
        last = self.shipped == len(self.stages) - 1
        return str(self.path) if last else f"{self.path} ({self.stages[self.shipped].title})"


def read_source(
    path: Path, content: bytes, request: BuildRequest, target: str | None
) -> DockerfileSource:
    """Reads a Dockerfile as docker does that is asked for the build.

    `target` names what ships, by default the last stage. Raises LayersizeError for a file that
    has no such stage, or is no Dockerfile.
    """
    here = host_platform()
    arguments = [argument.partition("=") for argument in request.build_arguments]
    values = {
        name: value if equals else os.environ.get(name, "")
        for name, equals, value in arguments
        if equals or name in os.environ
    }
    predefined = platform_arguments(request.platform or here, here)
    stages = read_stages(read_dockerfile(content, str(path)), values, predefined)
    shipped = shipped_stage(stages, target, str(path))
    return DockerfileSource(path=path, content=content, stages=stages, shipped=shipped)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSettings:
    """How stages are built and measured."""

    request: BuildRequest
    target: str | None
    """The stage that ships; `None`: the last one."""
    measure: Settings
    quiet: bool
    """Whether docker shows nothing but errors."""


def measure_stages(
    path: Path, content: bytes, settings: StageSettings
) -> Generator[str, None, StagedBuild]:
    """Builds and measures every stage of a Dockerfile.

    Closing the generator early removes what was built so far. Raises LayersizeError if a stage
    can't be built, read or measured.
    """
    source = read_source(path, content, settings.request, settings.target)
    with built_images(find_docker(), settings.request) as images:
        names = []
        for stage in source.stages:
            yield f"stage {stage.index + 1} of {len(source.stages)}: {stage.title}"
            names.append(_build(source, stage, images, settings))
        base_layers = _base_layers(source, images)
        measure = _titled(
            settings.measure,
            {
                _reference(name): stage.title
                for name, stage in zip(names, source.stages, strict=True)
            },
        )
        analyses = [
            analyze_stage(_reference(name), measure, stage_base(source, stage, base_layers))
            if images.layers(name)
            else _no_layers(name)
            for name, stage in zip(names, source.stages, strict=True)
        ]
    return staged_build(source.stages, source.shipped, analyses, base_layers, str(path))


def compare_builds(
    files: Sequence[tuple[Path, bytes]], settings: StageSettings
) -> Generator[str, None, tuple[Comparison, ...]]:
    """Builds what each Dockerfile ships, and compares the others with the first.

    Ends early and raises as `measure_stages` does.
    """
    sources = [
        read_source(path, content, settings.request, settings.target) for path, content in files
    ]
    with built_images(find_docker(), settings.request) as images:
        titles = {}
        for source in sources:
            yield source.title
            name = _build(source, source.stages[source.shipped], images, settings)
            titles[_reference(name)] = source.title
        base, *others = titles
        comparisons = compare(base, others, _titled(settings.measure, titles))
    return tuple(
        replace(
            comparison,
            base=_renamed(comparison.base, titles),
            other=_renamed(comparison.other, titles),
        )
        for comparison in comparisons
    )


def _build(
    source: DockerfileSource, stage: Stage, images: BuiltImages, settings: StageSettings
) -> str:
    is_last = stage.index == len(source.stages) - 1
    part = None if is_last else source.until(stage.lines.last)
    return images.build(source.path, part, stage.title, quiet=settings.quiet)


def _base_layers(source: DockerfileSource, images: BuiltImages) -> dict[int, list[str]]:
    """The diff_ids of the image that each stage is built on: those of its FROM alone."""
    known: dict[tuple[str, str | None], list[str]] = {}
    of_stages = {}
    for stage in source.stages:
        if stage.base_stage is not None or stage.base == SCRATCH:
            continue
        base = stage.base, stage.platform
        if base not in known:
            part = source.until(stage.instructions[0].last_line)
            known[base] = images.layers(images.build(source.path, part, stage.base, quiet=True))
        of_stages[stage.index] = known[base]
    return of_stages


def stage_base(
    source: DockerfileSource, stage: Stage, base_layers: Mapping[int, Sequence[str]]
) -> BaseLayers:
    """The image that a stage, or the lowest of the stages below it, is built on."""
    lowest = source.stages[base_chain(source.stages, stage.index)[0]]
    diff_ids = tuple(map(Digest.parse, base_layers.get(lowest.index, ())))
    return BaseLayers(reference=lowest.base, diff_ids=diff_ids)


def _reference(name: str) -> str:
    return f"docker:{name}"


def _titled(settings: Settings, titles: dict[str, str]) -> Settings:
    """Progress that speaks of stages, not of the names that their images have for now."""
    return replace(settings, progress=_TitledProgress(settings.progress, titles))


@dataclass(frozen=True, slots=True)
class _TitledProgress:
    """Shows images under other names."""

    display: ProgressDisplay
    titles: dict[str, str]

    def start(self, reference: str) -> Progress:
        return self.display.start(self.titles.get(reference, reference))


def _renamed(analysis: ImageAnalysis, titles: dict[str, str]) -> ImageAnalysis:
    """As the user knows the image; of its names in the engine none is left."""
    image = analysis.image
    engine = image.engine and replace(image.engine, repo_tags=())
    image = replace(image, reference=titles[image.reference], engine=engine)
    return replace(analysis, image=image)


def _no_layers(name: str) -> ImageAnalysis:
    """An image of metadata alone, which not every engine can save."""
    image = ImageFacts(
        reference=_reference(name),
        source="docker",
        image_id=None,
        platform=None,
        created=None,
        transfer_bytes=None,
        tar_bytes=0,
        content_bytes=0,
        live_bytes=0,
        shadowed_bytes=0,
        entries=0,
        symlink_target_bytes=0,
    )
    return ImageAnalysis(image=image, layers=(), pairs=(), shadowed=(), biggest=(), warnings=())
