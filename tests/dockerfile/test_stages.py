"""Stages, what they are built on and take files from, and what ships."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from layersize.dockerfile.lineage import (
    base_chain,
    build_steps,
    needed_stages,
    platform_arguments,
    shipped_stage,
    stage_roles,
)
from layersize.dockerfile.reader import read_dockerfile
from layersize.dockerfile.result import FileAccess, StageRole
from layersize.dockerfile.stages import Stage, read_stages
from layersize.errors import LayersizeError

JAVA = """\
ARG JDK=21
FROM eclipse-temurin:${JDK:-17}-jdk AS base
WORKDIR /build
FROM base AS test
RUN --mount=type=bind,source=pom.xml,target=pom.xml mvn verify
FROM base AS deps
RUN mvn dependency:go-offline
FROM deps AS package
COPY src src
RUN --mount=from=test,target=/test mvn package
FROM package AS extract
RUN java -Djarmode=layertools extract
FROM extract AS development
CMD ["./mvnw"]
FROM eclipse-temurin:${JDK}-jre AS final
COPY --from=extract app/ ./
COPY --from=nginx:latest /etc/nginx/nginx.conf /
COPY --from=2 x y
"""


def stages_of(
    text: str, arguments: Mapping[str, str] | None = None, predefined: str | None = "linux/arm64/v8"
) -> tuple[Stage, ...]:
    dockerfile = read_dockerfile(text.encode(), "Dockerfile")
    return read_stages(dockerfile, arguments or {}, platform_arguments(predefined, "linux/amd64"))


def test_seven_stages() -> None:
    stages = stages_of(JAVA)
    assert [stage.name for stage in stages] == [
        "base",
        "test",
        "deps",
        "package",
        "extract",
        "development",
        "final",
    ]
    assert [stage.base_stage for stage in stages] == [None, 0, 0, 2, 3, 4, None]
    assert stages[0].base == "eclipse-temurin:21-jdk"
    assert [tuple(stage.lines) for stage in stages[:2]] == [(2, 3), (4, 5)]
    assert [(source.how, source.stage) for source in stages[3].sources] == [(FileAccess.MOUNT, 1)]
    assert [(source.stage, source.name) for source in stages[6].sources] == [
        (4, "extract"),
        (None, "nginx:latest"),
        (2, "2"),
    ]


def test_lineage_and_roles() -> None:
    stages = stages_of(JAVA)
    assert base_chain(stages, 5) == [0, 2, 3, 4, 5]
    assert needed_stages(stages, 6) == {0, 1, 2, 3, 4, 6}
    used, unused = StageRole.USED, StageRole.UNUSED
    assert stage_roles(stages, 6) == [used, used, used, used, used, unused, StageRole.SHIPS]
    within = StageRole.IN_SHIPPED
    assert stage_roles(stages, 4) == [within, used, within, within, StageRole.SHIPS, unused, unused]


@pytest.mark.parametrize(
    ("target", "index"), [(None, 6), ("extract", 4), ("EXTRACT", 4), ("0", 0), ("6", 6)]
)
def test_what_ships(target: str | None, index: int) -> None:
    assert shipped_stage(stages_of(JAVA), target, "Dockerfile") == index


@pytest.mark.parametrize("target", ["7", "-1", "prod", ""])
def test_a_target_that_is_no_stage(target: str) -> None:
    with pytest.raises(LayersizeError) as error:
        shipped_stage(stages_of("FROM a AS b\nFROM c\nFROM d"), target, "Dockerfile")
    assert str(error.value) == f"Dockerfile: has no stage '{target}'; its stages are b, 1, 2"


@pytest.mark.parametrize(
    ("text", "arguments", "base"),
    [
        ("ARG A=x\nFROM $A", {}, "x"),
        ("ARG A=x\nFROM $A", {"A": "y"}, "y"),
        ("ARG A\nFROM $A:1", {"A": "y"}, "y:1"),
        ("ARG A\nFROM ${A:-z}", {}, "z"),
        ("ARG A\nFROM $A", {}, "$A"),
        ("FROM x$A", {"A": "undeclared"}, "x"),
        ("ARG A=1 B='2'\nARG C=$A$B\nFROM \"x:$C\"", {}, "x:12"),
        ("ARG A=1\nARG A=2\nFROM $A", {}, "2"),
        ("ARG A=1\nFROM x\nARG A=2\nFROM y:$A", {}, "y:1"),
        ("ARG V\nFROM x${V:+:$V}", {"V": "3"}, "x:3"),
        ("ARG V\nFROM x${V:+:$V}", {}, "x"),
        ("FROM x-${TARGETARCH}${TARGETVARIANT}", {}, "x-arm64v8"),
        ("FROM $BUILDPLATFORM", {}, "linux/amd64"),
    ],
)
def test_variables_in_from(text: str, arguments: Mapping[str, str], base: str) -> None:
    assert stages_of(text, arguments)[-1].base == base


def test_a_stage_chosen_by_a_variable() -> None:
    text = "FROM a AS build-amd64\nFROM b AS build-arm64\nFROM build-${TARGETARCH}\n"
    assert stages_of(text)[-1].base_stage == 1
    assert stages_of(text, predefined="linux/amd64")[-1].base_stage == 0


def test_the_version_of_a_platform_is_no_part_of_its_arguments() -> None:
    assert platform_arguments("windows/amd64:10.0.20348.2227") == platform_arguments(
        "windows/amd64"
    )


def test_platforms() -> None:
    (stage,) = stages_of("FROM --platform=$BUILDPLATFORM a")
    assert stage.platform == "linux/amd64"


def test_of_two_stages_with_a_name_the_later_is_meant() -> None:
    stages = stages_of("FROM a AS x\nFROM b AS x\nFROM x\nCOPY --from=X y z")
    assert stages[2].base_stage == 1
    assert stages[2].sources[0].stage == 1


def test_a_name_does_not_mean_the_stage_itself_or_a_later_one() -> None:
    stages = stages_of("FROM node AS node\nCOPY --from=later a b\nFROM x AS later")
    assert stages[0].base_stage is None
    assert stages[0].sources[0].stage is None


def test_triggers_run_in_the_stage_built_on_it() -> None:
    stages = stages_of(
        "FROM a AS tools\nFROM b AS base\nONBUILD COPY --from=tools c d\nRUN e\nFROM base\nRUN f"
    )
    assert stages[1].sources == ()
    assert [source.stage for source in stages[2].sources] == [0]
    told = [(step.name, step.first_line) for step in build_steps(stages, 2)]
    assert told == [("ONBUILD", 3), ("RUN", 4), ("COPY", 3), ("RUN", 6)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ARG A", "Dockerfile: has no FROM; is it a Dockerfile?"),
        ("# c\nRUN a\nFROM b", "Dockerfile:2: RUN stands before the first FROM"),
        ("FROM", "Dockerfile:1: FROM names no base; write FROM base, or FROM base AS name"),
        ("FROM a b", "Dockerfile:1: FROM names no base"),
        ("FROM a\nFROM a IS b", "Dockerfile:2: FROM names no base"),
        ("FROM a AS 1st", "Dockerfile:1: '1st' can't be the name of a stage; it begins with"),
        ("FROM ${A", "Dockerfile:1: ${A: } is missing"),
        ("ARG A=${B:?unset}\nFROM a", "Dockerfile:1: ${B:?unset}: B unset"),
    ],
)
def test_errors_are_one_line_with_file_and_line(text: str, line: str) -> None:
    with pytest.raises(LayersizeError) as error:
        stages_of(text)
    assert str(error.value).startswith(line)
