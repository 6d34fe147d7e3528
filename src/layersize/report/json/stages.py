"""All stages of a Dockerfile as JSON, kind `stages`: a contract, described by its schema."""

from __future__ import annotations

from layersize.dockerfile.result import FileSource, StagedBuild, StageFacts
from layersize.oci.digest import Digest
from layersize.report.style import OutputStyle
from layersize.text.json_values import json_members
from layersize.text.json_writer import json_document

FORMAT_VERSION = 1
"""It rises when a key goes or changes its meaning; a new key may come within a version."""
_MEMBERS = {
    Digest: "",
    StagedBuild: "dockerfile platform engine shipped left_behind stages",
    StageFacts: "index name dockerfile_lines=lines base base_stage platform role sources image_id "
    "layers own_layers own_content_bytes own_live_bytes tar_bytes content_bytes live_bytes "
    "shadowed_bytes finding_bytes safe_finding_bytes",
    FileSource: "stage name how dockerfile_lines=lines",
}


def render(build: StagedBuild, style: OutputStyle) -> str:  # noqa: ARG001 - as every format
    """The document."""
    return json_document(
        {"format_version": FORMAT_VERSION, "kind": "stages", **json_members(build, _MEMBERS)}
    )
