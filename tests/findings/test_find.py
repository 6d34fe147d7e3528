"""What rules find becomes findings: in order, counted, each byte once in the sum."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from layersize.accounting.advice import Certainty, Family, FindingState, Owner
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.findings import advise
from layersize.findings.rule import Found, Rule
from layersize.findings.subject import Subject
from layersize.measure import Settings, explore
from support.docker_archives import archive
from support.tar_writer import file, tar

RULE = Rule(code="LS998", family=Family.LOG, certainty=Certainty.SAFE)


def family_of(*groups: tuple[int, ...]) -> SimpleNamespace:
    """Rules that always find these inodes."""

    def found(subject: Subject) -> Iterator[Found]:
        del subject
        for inodes in groups:
            yield Found(RULE, "logs", "rm", Owner.YOURS, FindingState.LIVE, inodes)

    return SimpleNamespace(RULES=(RULE,), find=found)


@pytest.fixture
def archive_file(tmp_path: Path) -> str:
    layers = [tar(file("a", b"x" * 5), file("b/c", b"x" * 70)), tar(file("d", b"x" * 300))]
    (tmp_path / "image.tar").write_bytes(archive(*layers))
    return str(tmp_path / "image.tar")


def explored(
    archive_file: str, monkeypatch: pytest.MonkeyPatch, *groups: tuple[int, ...]
) -> AnalyzedImage:
    monkeypatch.setattr(advise, "FILE_FAMILIES", (family_of(*groups),))
    return explore(archive_file, Settings())


def test_what_is_found_is_counted(archive_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    image = explored(archive_file, monkeypatch, (0,), (1, 2))
    large, small = image.analysis.findings
    assert (large.content_bytes, large.layers, large.paths) == (370, (0, 1), 2)
    assert large.examples == (b"b/c", b"d")
    assert (small.content_bytes, small.layers, small.paths) == (5, (0,), 1)
    assert [list(inodes) for inodes in image.finding_inodes] == [[1, 2], [0]]
    assert image.analysis.finding_bytes == 375


def test_no_byte_is_in_the_sum_twice(archive_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    image = explored(archive_file, monkeypatch, (0, 1), (1, 2), (2,))
    assert sum(finding.content_bytes for finding in image.analysis.findings) == 75 + 370 + 300
    assert image.analysis.finding_bytes == 375


def test_nothing_found_is_nothing(archive_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    image = explored(archive_file, monkeypatch)
    assert (image.analysis.findings, image.analysis.finding_bytes) == ((), 0)


def test_what_is_safe_is_summed_apart(archive_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what only somebody who knows the image can judge, or the base's makers can do."""

    def found(subject: Subject) -> Iterator[Found]:
        del subject
        doubtful = RULE._replace(certainty=Certainty.JUDGE)
        yield Found(RULE, "logs", "rm", Owner.YOURS, FindingState.LIVE, (0,))
        yield Found(RULE, "logs", "rm", Owner.BASE, FindingState.LIVE, (1,))
        yield Found(doubtful, "logs", "rm", Owner.YOURS, FindingState.LIVE, (0, 2))

    family = SimpleNamespace(RULES=(RULE,), find=found)
    monkeypatch.setattr(advise, "FILE_FAMILIES", (family,))
    analysis = explore(archive_file, Settings()).analysis
    assert (analysis.finding_bytes, analysis.safe_finding_bytes) == (375, 5)
