"""What the stages of a Dockerfile are built on."""

from __future__ import annotations

from pathlib import Path

from layersize.accounting.advice import BaseSource
from layersize.builds.images import BuildRequest
from layersize.builds.stages import read_source, stage_base
from layersize.findings.base import first_own_layer
from layersize.measure import Settings, analyze_stage
from support.docker_archives import archive
from support.image_config import digest_of
from support.tar_writer import file, tar

LAYERS = tuple(tar(file(name, 1000 * name.encode())) for name in "abc")
DOCKERFILE = b"""FROM debian:12 AS base
RUN a
FROM base AS app
RUN b
FROM scratch
COPY --from=app /b /
"""


def test_a_stage_is_built_on_what_the_lowest_stage_below_it_names(tmp_path: Path) -> None:
    source = read_source(tmp_path / "Dockerfile", DOCKERFILE, BuildRequest(context=tmp_path), None)
    debian = {0: [digest_of(LAYERS[0])]}
    bases = [stage_base(source, stage, debian) for stage in source.stages]
    assert [base.reference for base in bases] == ["debian:12", "debian:12", "scratch"]
    assert [[str(one) for one in base.diff_ids] for base in bases] == [debian[0], debian[0], []]
    path = tmp_path / "app.tar"
    path.write_bytes(archive(*LAYERS, steps=("ADD rootfs.tar /", "RUN a", "RUN b")))
    analyses = [analyze_stage(str(path), Settings(), base) for base in bases]
    assert [first_own_layer(analysis) for analysis in analyses] == [1, 1, 0]
    assert all(one.base and one.base.how is BaseSource.DOCKERFILE for one in analyses)
