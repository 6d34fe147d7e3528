"""One image of three layers that every format and dialect is given to hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from support.cases import hidden, layer, pair, report
from support.compressors import gzip_member
from support.image_config import config_json, digest_of
from support.tar_writer import directory, file, tar, whiteout

LAYERS = (
    tar(directory("bin/"), file("bin/sh", b"#" * 700), file("etc/conf", b"1" * 10)),
    tar(file("etc/conf", b"2" * 12), file("tmp/cache", b"c" * 600)),
    tar(whiteout("tmp/cache")),
)
GZIPPED = tuple(gzip_member(blob) for blob in LAYERS)
STEPS = (
    "ADD rootfs.tar /",
    "(empty) ENV A=1",
    "RUN make",
    "RUN rm tmp/cache",
    '(empty) CMD ["sh"]',
)
CREATED_BY = ("ADD rootfs.tar /", "RUN make", "RUN rm tmp/cache")
CONFIG = config_json(LAYERS, steps=STEPS)


def example_report(
    *,
    transfer: Sequence[int | None] = (None, None, None),
    created_by: Sequence[str] = CREATED_BY,
    image: dict[str, Any] | None = None,
    warnings: Sequence[dict[str, Any]] = (),
    diff_ids: bool = True,
) -> dict[str, Any]:
    """What is expected of it: 610 of 1322 bytes shadowed, wherever it was read from."""
    facts: list[dict[str, Any]] = [
        {
            "tar_bytes": len(blob),
            "transfer_bytes": transfer[index],
            "created_by": created_by[index],
            "diff_id": digest_of(blob) if diff_ids else None,
        }
        for index, blob in enumerate(LAYERS)
    ]
    known = [size for size in transfer if size is not None]
    totals = {"transfer_bytes": sum(known) if len(known) == len(LAYERS) else None}
    return report(
        layer(added=710, shadowed=10, entries=3, **facts[0]),
        layer(added=600, rewritten=12, shadowed=600, overwritten=10, entries=2, **facts[1]),
        layer(whiteout=600, entries=1, **facts[2]),
        entries=5,
        image={**totals, **(image or {})},
        shadowed=[
            hidden("tmp/cache", 600, 1, 2, "deleted"),
            hidden("etc/conf", 10, 0, 1, "overwritten"),
        ],
        pairs=[pair(1, 2, "deleted", 600, 1), pair(0, 1, "overwritten", 10, 1)],
        warnings=warnings,
    )


PLAIN_TRANSFER = tuple(len(blob) for blob in LAYERS)
GZIP_TRANSFER = tuple(len(blob) for blob in GZIPPED)
