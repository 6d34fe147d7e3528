"""The corpus of real images: a folder with INDEX.tsv, named by LAYERSIZE_CORPUS."""

from __future__ import annotations

import csv
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VARIABLE = "LAYERSIZE_CORPUS"
REF_NAME = "org.opencontainers.image.ref.name"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusItem:
    name: str
    path: Path
    format: str

    @property
    def is_bare_layer(self) -> bool:
        return self.format.startswith("bare-layer")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedImage:
    """One image of an item, as layersize and as skopeo call it."""

    reference: str
    skopeo: str


def corpus_items() -> list[CorpusItem]:
    """Every row of the index; none without a corpus."""
    if VARIABLE not in os.environ:
        return []
    root = Path(os.environ[VARIABLE])
    with (root / "INDEX.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        CorpusItem(name=row["path"], path=root / row["path"], format=row["format"]) for row in rows
    ]


def without_folder(text: str) -> str:
    """A message with the corpus's own folder left out of its paths."""
    folder = os.environ.get(VARIABLE)
    return text if folder is None else text.replace(f"{folder.rstrip('/')}/", "")


def named_images(item: CorpusItem) -> Iterator[NamedImage]:
    """The images of an item, found without layersize."""
    path = item.path
    if item.format.startswith("dir-transport"):
        yield NamedImage(reference=str(path), skopeo=f"dir:{path}")
        return
    if path.is_dir():
        yield from oci_images(path, "oci-dir", "oci", stored_json(path, "index.json"))
        return
    for number, image in enumerate(stored_json(path, "manifest.json") or []):
        tags = image.get("RepoTags") or [""]
        for tag in tags:
            reference = f"docker-archive:{path}:{tag}".removesuffix(":")
            yield NamedImage(reference=reference, skopeo=f"docker-archive:{path}:@{number}")
    yield from oci_images(path, "oci-archive", "oci-archive", stored_json(path, "index.json"))


def oci_images(path: Path, source: str, transport: str, index: Any) -> Iterator[NamedImage]:
    manifests = (index or {}).get("manifests") or []
    names = [(manifest.get("annotations") or {}).get(REF_NAME) for manifest in manifests]
    for name in filter(None, names):
        yield NamedImage(reference=f"{source}:{path}:{name}", skopeo=f"{transport}:{path}:{name}")
    if len(names) == 1 and not names[0]:
        yield NamedImage(reference=f"{source}:{path}", skopeo=f"{transport}:{path}")


def stored_json(path: Path, name: str) -> Any:
    """A JSON file of a folder or a tar; `None` where there is none."""
    if path.is_dir():
        return json.loads((path / name).read_bytes()) if (path / name).exists() else None
    with tarfile.open(path) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is not None and member.name.removeprefix("./") == name:
                return json.loads(stream.read())
    return None
