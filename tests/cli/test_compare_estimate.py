"""`compare --estimate-transfer`: what a registry would send, in every format."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from support.docker_archives import archive, named_layers
from support.run_layersize import compare_report, run_layersize
from support.tar_writer import file, tar

_SHARED = tar(file("a", b"shared " * 5000))
_OLD, _NEW = tar(file("b", b"old " * 9000)), tar(file("c", bytes(range(256)) * 100))


@pytest.fixture
def plain(tmp_path: Path) -> tuple[str, str]:
    """Two images whose layers nobody has compressed; they share the first."""
    return _saved(tmp_path / "base.tar", _SHARED, _OLD), _saved(tmp_path / "b.tar", _SHARED, _NEW)


def _saved(path: Path, *layers: bytes) -> str:
    path.write_bytes(archive(*layers))
    return str(path)


def _text(*arguments: str) -> str:
    outcome = run_layersize(["compare", *arguments, "--estimate-transfer", "--no-cache"])
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.stdout


def test_the_change_and_the_pull_are_estimated(plain: tuple[str, str]) -> None:
    report = compare_report(*plain, "--estimate-transfer", "--no-cache")
    before, after = (report[side]["transfer_estimate_bytes"] for side in ("base", "other"))
    assert report["delta"]["transfer_bytes"] is None
    assert report["delta"]["transfer_estimate_bytes"] == after - before
    shared = len(gzip.compress(_SHARED, 6, mtime=0))
    marginal = report["marginal"]
    assert marginal["transfer_bytes"] is None
    assert 0.95 < marginal["transfer_estimate_bytes"] / (after - shared) < 1.05


def test_nothing_is_estimated_unasked(plain: tuple[str, str]) -> None:
    report = compare_report(*plain, "--no-cache")
    assert report["delta"]["transfer_estimate_bytes"] is None
    assert report["marginal"]["transfer_estimate_bytes"] is None


def test_the_table_has_both_sizes_the_change_and_the_pull(plain: tuple[str, str]) -> None:
    table = _text(*plain)
    assert re.search(
        r"^ estimate .* \d+ B .* \d+ B +[−+]\d+ B +[−+]\d+\.\d %$", table, re.MULTILINE
    )
    assert re.search(r"^ pull +about \d+ B for the extra layers$", table, re.MULTILINE)
    assert re.search(r"^ estimate +about what a registry would send", table, re.MULTILINE)


def test_the_table_of_several_has_them_too(plain: tuple[str, str]) -> None:
    table = _text(*plain, plain[1])
    growth = r" +\d+ B +[−+]\d+\.\d %"
    assert re.search(rf"^ estimate +\d+ B{growth}{growth}$", table, re.MULTILINE)
    assert re.search(r"^ pull +about \d+ B +about \d+ B$", table, re.MULTILINE)


def test_markdown_has_them_too(plain: tuple[str, str]) -> None:
    markdown = _text(*plain, "--format", "markdown")
    amount = r"\| +[−+]?\d+(\.\d)? [B%] "
    assert re.search(rf"^\| transfer, estimated {amount * 4}\|$", markdown, re.MULTILINE)
    assert re.search(r"to pull: about \d+ B\.", markdown)


def test_an_image_whose_layers_are_compressed_is_compared_with_the_estimate(
    plain: tuple[str, str], tmp_path: Path
) -> None:
    blobs = {f"{at}.gz": gzip.compress(layer) for at, layer in enumerate((_SHARED, _NEW))}
    path = tmp_path / "pushed.tar"
    path.write_bytes(named_layers(blobs, (_SHARED, _NEW)))
    pushed = str(path)
    report = compare_report(plain[0], pushed, "--estimate-transfer", "--no-cache")
    known, estimate = report["other"]["transfer_bytes"], report["base"]["transfer_estimate_bytes"]
    assert report["delta"]["transfer_estimate_bytes"] == known - estimate
    assert report["marginal"]["transfer_bytes"] == len(blobs["1.gz"])
    assert report["marginal"]["transfer_estimate_bytes"] is None
    assert re.search(rf"^ estimate .* {known} B ", _text(plain[0], pushed), re.MULTILINE)
