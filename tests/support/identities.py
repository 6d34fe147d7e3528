"""What holds for every report, whatever the image (accounting.md, "Identities")."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

BYTE_SUMS = ("tar_bytes", "content_bytes", "live_bytes", "shadowed_bytes")
CAUSES = {"deleted", "overwritten", "metadata-only", "duplicate-entry"}


def assert_identities(report: Any) -> None:
    """Identities 1, 2, 3 and 7, and that the parts of a report tell the same story."""
    image, layers = report["image"], report["layers"]
    for part in (image, *layers):
        assert part["content_bytes"] == part["live_bytes"] + part["shadowed_bytes"], "identity 1"
        assert all(
            value >= 0
            for key, value in part.items()
            if key.endswith("_bytes") and value is not None
        )
    for layer in layers:
        parts = layer["added_bytes"] + layer["rewritten_bytes"] + layer["in_layer_waste_bytes"]
        assert layer["content_bytes"] == parts, "identity 2"
    hiding = ("whiteout_bytes", "overwritten_bytes", "in_layer_waste_bytes")
    hidden = sum(layer[key] for layer in layers for key in hiding)
    assert hidden == sum(layer["shadowed_bytes"] for layer in layers), "identity 3"
    content = image["content_bytes"]
    efficiency = image["live_bytes"] / content if content else 1.0
    assert image["efficiency"] == pytest.approx(efficiency, abs=1e-6), "identity 7"
    for key in BYTE_SUMS:
        assert image[key] == sum(layer[key] for layer in layers), f"{key} of the image"
    assert [layer["index"] for layer in layers] == list(range(len(layers)))
    assert_shadowed_rows(report)
    assert_pairs(report)
    assert_packages(report)
    sizes = [row["bytes"] for row in report["biggest"]]
    assert sizes == sorted(sizes, reverse=True)


def assert_shadowed_rows(report: Any) -> None:
    """The rows add up to each layer's shadowed bytes, and to what each layer hid, by cause."""
    rows, layers = report["shadowed"], report["layers"]
    sizes = [row["bytes"] for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    assert 0 not in sizes
    lost, whiteout, overwritten, waste = (Counter[int]() for _ in range(4))
    for row in rows:
        assert row["cause"] in CAUSES
        in_layer = row["cause"] == "duplicate-entry"
        assert in_layer == (row["added_in"] == row["hidden_in"])
        assert row["added_in"] <= row["hidden_in"]
        lost[row["added_in"]] += row["bytes"]
        deleted = row["cause"] == "deleted"
        total = waste if in_layer else whiteout if deleted else overwritten
        total[row["hidden_in"]] += row["bytes"]
    for index, layer in enumerate(layers):
        assert layer["shadowed_bytes"] == lost[index]
        assert layer["whiteout_bytes"] == whiteout[index]
        assert layer["overwritten_bytes"] == overwritten[index]
        assert layer["in_layer_waste_bytes"] == waste[index]


def assert_packages(report: Any) -> None:
    """Each byte has one owner; what no package owns stands at the end."""
    image, packages = report["image"], report["packages"]
    assert sum(row["bytes"] for row in packages) == image["live_bytes"]
    assert sum(row["hidden_bytes"] for row in packages) == image["shadowed_bytes"]
    owned = [row["manager"] is not None for row in packages]
    assert owned == sorted(owned, reverse=True)
    for row in packages:
        if row["bytes"] or row["hidden_bytes"]:
            assert row["layers"]
        assert set(row["layers"]) <= set(range(len(report["layers"])))


def pairs_of(shadowed: Any) -> dict[tuple[int, int, str], tuple[int, int]]:
    """(added in, hidden in, cause) to bytes and number of rows."""
    pairs: dict[tuple[int, int, str], tuple[int, int]] = {}
    for row in shadowed:
        key = (row["added_in"], row["hidden_in"], row["cause"])
        size, paths = pairs.get(key, (0, 0))
        pairs[key] = (size + row["bytes"], paths + 1)
    return pairs


def assert_pairs(report: Any) -> None:
    """The pairs are the shadowed rows by layers and cause, largest first."""
    pairs = {
        (pair["added_in"], pair["hidden_in"], pair["cause"]): (pair["bytes"], pair["paths"])
        for pair in report["pairs"]
    }
    assert len(pairs) == len(report["pairs"])
    assert pairs == pairs_of(report["shadowed"])
    sizes = [pair["bytes"] for pair in report["pairs"]]
    assert sizes == sorted(sizes, reverse=True)


def assert_refusal(exit_code: int, stdout: str, stderr: str) -> None:
    """An image that can't be measured: exit code 2, one inert line on stderr, nothing on stdout."""
    assert exit_code == 2
    assert stdout == ""
    assert stderr.endswith("\n")
    line = stderr.removesuffix("\n")
    assert line
    assert line.isprintable(), repr(line)
    assert "Traceback" not in line
