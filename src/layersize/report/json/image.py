"""The JSON reports; their keys are a contract, described by the schemas in this package.

A new key may come; a key that changes or goes raises FORMAT_VERSION.

Version 1: the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from json import dumps

from layersize.accounting.result import (
    Cause,
    ImageAnalysis,
    ImageFacts,
    InstructionPair,
    LayerFacts,
    LiveFile,
    ShadowedFile,
)
from layersize.compare.result import (
    Comparison,
    Delta,
    LayerPair,
    MarginalCost,
    PathDelta,
    PathStatus,
    SharedLayers,
)
from layersize.layers.image import EngineFacts
from layersize.oci.digest import Digest
from layersize.oci.instruction import LineRange
from layersize.text.escape import shown_path
from layersize.text.json_writer import JsonRows, JsonValue, json_document, json_string
from layersize.warning import Warning as ImageWarning

FORMAT_VERSION = 1


def image_json(analysis: ImageAnalysis) -> str:
    """The report of one image, `kind` image."""
    return json_document(
        {
            "format_version": FORMAT_VERSION,
            "kind": "image",
            "image": _image(analysis.image),
            "dockerfile": analysis.dockerfile,
            "layers": [_layer(layer) for layer in analysis.layers],
            "pairs": [_pair(pair) for pair in analysis.pairs],
            "shadowed": _shadowed_rows(analysis.shadowed),
            "biggest": _biggest_rows(analysis.biggest),
            "warnings": [_warning(warning) for warning in analysis.warnings],
        }
    )


def comparison_json(comparisons: Sequence[Comparison]) -> str:
    """One comparison as `kind` comparison, several as `kind` comparisons."""
    documents = [_comparison(comparison) for comparison in comparisons]
    if len(documents) == 1:
        return json_document(documents[0])
    return json_document(
        {"format_version": FORMAT_VERSION, "kind": "comparisons", "comparisons": documents}
    )


def _comparison(comparison: Comparison) -> dict[str, JsonValue]:
    return {
        "format_version": FORMAT_VERSION,
        "kind": "comparison",
        "base": _image(comparison.base.image),
        "other": _image(comparison.other.image),
        "delta": _delta(comparison.delta),
        "shared": _shared(comparison.shared),
        "marginal": _marginal(comparison.marginal),
        "layers": [_layer_pair(pair) for pair in comparison.layers],
        "paths": _path_rows(comparison.paths),
    }


def _image(image: ImageFacts) -> dict[str, JsonValue]:
    return {
        "reference": image.reference,
        "image_id": _digest_text(image.image_id),
        "platform": image.platform,
        "created": image.created,
        "transfer_bytes": image.transfer_bytes,
        "transfer_estimate_bytes": image.transfer_estimate_bytes,
        "tar_bytes": image.tar_bytes,
        "content_bytes": image.content_bytes,
        "live_bytes": image.live_bytes,
        "shadowed_bytes": image.shadowed_bytes,
        "efficiency": round(image.efficiency, 6),
        "entries": image.entries,
        "engine": None if image.engine is None else _engine(image.engine),
    }


def _engine(engine: EngineFacts) -> dict[str, JsonValue]:
    return {
        "name": engine.engine,
        "store": engine.store,
        "image_bytes": engine.image_bytes,
        "repo_tags": list(engine.repo_tags),
    }


def _layer(layer: LayerFacts) -> dict[str, JsonValue]:
    return {
        "index": layer.index,
        "diff_id": _digest_text(layer.diff_id),
        "digest": _digest_text(layer.digest),
        "media_type": layer.media_type,
        "created_by": layer.created_by,
        "dockerfile_lines": _lines(layer.dockerfile_lines),
        "transfer_bytes": layer.transfer_bytes,
        "transfer_estimate_bytes": layer.transfer_estimate_bytes,
        "tar_bytes": layer.tar_bytes,
        "content_bytes": layer.content_bytes,
        "live_bytes": layer.live_bytes,
        "shadowed_bytes": layer.shadowed_bytes,
        "added_bytes": layer.added_bytes,
        "rewritten_bytes": layer.rewritten_bytes,
        "whiteout_bytes": layer.whiteout_bytes,
        "overwritten_bytes": layer.overwritten_bytes,
        "in_layer_waste_bytes": layer.in_layer_waste_bytes,
        "entries": layer.entries,
    }


def _lines(candidates: tuple[LineRange, ...]) -> list[int] | None:
    """First and last line, where they are known for sure."""
    return list(candidates[0]) if len(candidates) == 1 else None


def _pair(pair: InstructionPair) -> dict[str, JsonValue]:
    return {
        "added_in": pair.added_in,
        "hidden_in": pair.hidden_in,
        "cause": pair.cause,
        "bytes": pair.content_bytes,
        "paths": pair.paths,
    }


def _shadowed_rows(files: Iterable[ShadowedFile]) -> JsonRows:
    causes = {cause: json_string(cause) for cause in Cause}
    return JsonRows(
        ("path", "bytes", "added_in", "hidden_in", "cause"),
        (
            (
                _path(file.path),
                file.content_bytes,
                file.added_in,
                file.hidden_in,
                causes[file.cause],
            )
            for file in files
        ),
    )


def _biggest_rows(files: Iterable[LiveFile]) -> JsonRows:
    return JsonRows(
        ("path", "bytes", "layer"),
        ((_path(file.path), file.content_bytes, file.layer) for file in files),
    )


def _warning(warning: ImageWarning) -> dict[str, JsonValue]:
    return {
        "code": warning.code,
        "layer": warning.layer,
        "path": None if warning.path is None else shown_path(warning.path),
        "message": warning.message,
    }


def _delta(delta: Delta) -> dict[str, JsonValue]:
    return {
        "transfer_bytes": delta.transfer_bytes,
        "tar_bytes": delta.tar_bytes,
        "content_bytes": delta.content_bytes,
        "live_bytes": delta.live_bytes,
        "shadowed_bytes": delta.shadowed_bytes,
    }


def _shared(shared: SharedLayers) -> dict[str, JsonValue]:
    return {
        "layers": shared.layers,
        "tar_bytes": shared.tar_bytes,
        "content_bytes": shared.content_bytes,
    }


def _marginal(marginal: MarginalCost) -> dict[str, JsonValue]:
    return {
        "layers": marginal.layers,
        "content_bytes": marginal.content_bytes,
        "tar_bytes": marginal.tar_bytes,
        "transfer_bytes": marginal.transfer_bytes,
    }


def _layer_pair(pair: LayerPair) -> dict[str, JsonValue]:
    return {
        "status": pair.status,
        "base": pair.base,
        "other": pair.other,
        "delta_bytes": pair.delta_bytes,
    }


def _path_rows(paths: Iterable[PathDelta]) -> JsonRows:
    statuses = {status: json_string(status) for status in PathStatus}
    return JsonRows(
        ("path", "status", "base_bytes", "other_bytes", "delta_bytes"),
        (
            (
                _path(path.path),
                statuses[path.status],
                _bytes_or_null(path.base_bytes),
                _bytes_or_null(path.other_bytes),
                path.delta_bytes,
            )
            for path in paths
        ),
    )


def _bytes_or_null(count: int | None) -> int | str:
    return "null" if count is None else count


def _path(path: bytes) -> str:
    return dumps(shown_path(path))


def _digest_text(digest: Digest | None) -> str | None:
    return None if digest is None else str(digest)
