"""The recipes of all images, one module a topic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from images.recipes import (
    choices,
    compression,
    docker_dialects,
    docker_members,
    engine_differences,
    hardlinks,
    history,
    hostile_json,
    metadata_only,
    names,
    oci_blobs,
    oci_dialects,
    replacing,
    runtime_metadata,
    sparse,
    tar_sizes,
    tar_structure,
    verification,
    whiteout_markers,
    whiteouts,
)
from support.cases import Case
from support.compressors import gzip_member

TOPICS = (
    whiteout_markers,
    whiteouts,
    replacing,
    engine_differences,
    hardlinks,
    metadata_only,
    names,
    runtime_metadata,
    tar_structure,
    tar_sizes,
    sparse,
    compression,
    docker_dialects,
    docker_members,
    oci_blobs,
    oci_dialects,
    choices,
    verification,
    history,
    hostile_json,
)


KEPT_GZIPPED = (
    whiteouts,
    whiteout_markers,
    replacing,
    engine_differences,
    hardlinks,
    names,
    runtime_metadata,
    tar_sizes,
    history,
)
"""Topics whose archives are gzip as a whole: small in a clone, and read as a stream is."""


def all_cases() -> Iterator[Case]:
    """Every case; names are unique."""
    seen: set[str] = set()
    for topic in TOPICS:
        for case in topic.CASES:
            if case.name in seen:
                raise ValueError(f"two cases are called {case.name}")
            seen.add(case.name)
            yield gzipped(case) if topic in KEPT_GZIPPED else case


def gzipped(case: Case) -> Case:
    if not isinstance(case.content, bytes) or case.suffix != ".tar":
        raise ValueError(f"{case.name} is no plain archive")
    return replace(case, content=gzip_member(case.content), suffix=".tar.gz")
