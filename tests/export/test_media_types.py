"""Images whose media types say nothing are exported with types that engines know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from export.conftest import LAYERS
from export.exports import FORMS, exported, members, whole_report
from support.compressors import gzip_member
from support.hostile_registry import HostileRegistry
from support.image_config import config_json, to_json
from support.oci_layouts import CONFIG_TYPE, MANIFEST_TYPE, TAR_TYPE, OciLayout
from support.run_layersize import inspect_report

ODD = "application/octet-stream"
BLOBS = (gzip_member(LAYERS[0]), LAYERS[1])


def odd_layout() -> OciLayout:
    layout = OciLayout()
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST_TYPE,
        "config": layout.add_blob(config_json(LAYERS), ODD),
        "layers": [layout.add_blob(blob, ODD) for blob in BLOBS],
    }
    layout.refer(layout.add_blob(to_json(manifest), MANIFEST_TYPE), "v1")
    return layout


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("from_registry", [False, True], ids=["file", "registry"])
def test_types_are_those_of_the_content(
    form: str, from_registry: bool, folder: Path, tmp_path: Path
) -> None:
    source = tmp_path / "source.tar"
    source.write_bytes(odd_layout().archive())
    with HostileRegistry() as registry:
        registry.serve(odd_layout())
        reference = f"registry:{registry.host}/team/app:v1" if from_registry else source
        archive = exported(reference, folder / "a.tar", "--format", form)
    found = members(archive)
    (listed,) = json.loads(found["index.json"])["manifests"]
    manifest = json.loads(found[f"blobs/{listed['digest'].replace(':', '/')}"])
    assert manifest["config"]["mediaType"] == CONFIG_TYPE
    assert [layer["mediaType"] for layer in manifest["layers"]] == [f"{TAR_TYPE}+gzip", TAR_TYPE]
    assert inspect_report(str(archive))["warnings"] == []
    assert {*BLOBS, config_json(LAYERS)} <= set(found.values())
    own = whole_report(source)
    own["warnings"] = []
    assert whole_report(archive) == own
