"""The JSON report of all stages; its keys are a contract, described by the schema in this package.

A new key may come; a key that changes or goes raises FORMAT_VERSION.

Version 1: the first.
"""

from __future__ import annotations

from layersize.dockerfile.result import FileSource, LeftBehind, StagedBuild, StageFacts
from layersize.text.json_writer import JsonValue, json_document

FORMAT_VERSION = 1


def stages_json(build: StagedBuild) -> str:
    """The report of one Dockerfile, `kind` stages."""
    return json_document(
        {
            "format_version": FORMAT_VERSION,
            "kind": "stages",
            "dockerfile": build.dockerfile,
            "platform": build.platform,
            "engine": build.engine,
            "shipped": build.shipped,
            "left_behind": _left_behind(build.left_behind),
            "stages": [_stage(stage) for stage in build.stages],
        }
    )


def _left_behind(left: LeftBehind) -> dict[str, JsonValue]:
    return {
        "layers": left.layers,
        "tar_bytes": left.tar_bytes,
        "content_bytes": left.content_bytes,
        "base_content_bytes": left.base_content_bytes,
    }


def _stage(stage: StageFacts) -> dict[str, JsonValue]:
    return {
        "index": stage.index,
        "name": stage.name,
        "dockerfile_lines": list(stage.lines),
        "base": stage.base,
        "base_stage": stage.base_stage,
        "platform": stage.platform,
        "role": stage.role,
        "sources": [_source(source) for source in stage.sources],
        "image_id": None if stage.image_id is None else str(stage.image_id),
        "layers": stage.layers,
        "own_layers": stage.own_layers,
        "own_content_bytes": stage.own_content_bytes,
        "own_live_bytes": stage.own_live_bytes,
        "tar_bytes": stage.tar_bytes,
        "content_bytes": stage.content_bytes,
        "live_bytes": stage.live_bytes,
        "shadowed_bytes": stage.shadowed_bytes,
    }


def _source(source: FileSource) -> dict[str, JsonValue]:
    return {
        "stage": source.stage,
        "name": source.name,
        "how": source.how,
        "dockerfile_lines": list(source.lines),
    }
