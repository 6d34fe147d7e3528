"""An image as JSON, kind `image`: a contract, described by the schema in this package."""

from __future__ import annotations

from collections.abc import Iterable

from layersize.accounting.advice import BaseFacts, Finding, PackageBytes
from layersize.accounting.result import (
    Cause,
    ExtensionSum,
    ImageAnalysis,
    ImageFacts,
    InstructionPair,
    LayerFacts,
    LiveFile,
    LiveFolder,
    ShadowedFile,
)
from layersize.layers.image import EngineFacts
from layersize.oci.digest import Digest
from layersize.text.json_values import json_members
from layersize.text.json_writer import JsonRows, json_document, json_path, json_string

FORMAT_VERSION = 1
"""It rises when a key goes or changes its meaning; a new key may come within a version."""
MEMBERS = {
    Digest: "",
    ImageFacts: "reference source image_id platform created transfer_bytes transfer_estimate_bytes "
    "tar_bytes content_bytes live_bytes shadowed_bytes efficiency entries engine",
    EngineFacts: "name=engine store image_bytes stored_bytes platforms repo_tags",
    LayerFacts: "index diff_id digest media_type created_by dockerfile_lines=known_lines "
    "transfer_bytes transfer_estimate_bytes tar_bytes content_bytes live_bytes shadowed_bytes "
    "added_bytes rewritten_bytes whiteout_bytes overwritten_bytes in_layer_waste_bytes entries",
    InstructionPair: "added_in hidden_in cause bytes=content_bytes paths",
    LiveFile: "path bytes=content_bytes layer",
    LiveFolder: "path bytes=content_bytes",
    ExtensionSum: "extension bytes=content_bytes files",
    BaseFacts: "reference layers content_bytes how",
    Finding: "rule title bytes=content_bytes tar_bytes transfer_estimate_bytes layers paths "
    "examples owner state fix certainty",
    PackageBytes: "name version manager bytes=content_bytes hidden_bytes files layers",
}


def image_json(analysis: ImageAnalysis) -> str:
    """The document, with a newline at its end."""
    return json_document(
        {
            "format_version": FORMAT_VERSION,
            "kind": "image",
            **json_members(analysis, MEMBERS, "image dockerfile layers pairs"),
            "shadowed": _shadowed(analysis.shadowed),
            **json_members(analysis, MEMBERS, "biggest folders extensions warnings"),
            **json_members(
                analysis, MEMBERS, "base findings finding_bytes safe_finding_bytes packages"
            ),
        }
    )


def _shadowed(files: Iterable[ShadowedFile]) -> JsonRows:
    """The rows as finished JSON: there may be hundreds of thousands."""
    causes = {cause: json_string(cause) for cause in Cause}
    return JsonRows(
        ("path", "bytes", "added_in", "hidden_in", "cause"),
        (
            (
                json_path(file.path),
                file.content_bytes,
                file.added_in,
                file.hidden_in,
                causes[file.cause],
            )
            for file in files
        ),
    )
