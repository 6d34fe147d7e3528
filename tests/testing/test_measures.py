"""Measures are numbers that know where they come from, and images are measured once."""

from __future__ import annotations

import copy
import gzip
import json
import pickle
from pathlib import Path

import pytest

from layersize import LayersizeError
from layersize.testing.failure import failure_lines
from layersize.testing.image import Measurer
from support.docker_archives import archive
from support.tar_writer import file, tar, whiteout


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """Two layers, the second of which deletes 5,000 bytes of the first."""
    path = tmp_path / "image.tar"
    steps = ("ADD rootfs.tar /", "RUN rm /a")
    layers = tar(file("a", b"x" * 5000), file("b", b"y" * 50)), tar(whiteout("a"))
    path.write_bytes(archive(*layers, steps=steps))
    return path


def test_bytes_are_whole_numbers(image: Path) -> None:
    measured = Measurer()(image).shadowed_bytes
    assert measured == 5000
    assert hash(measured) == hash(5000)
    assert {5000: "it"}[measured] == "it"
    assert json.dumps(measured) == repr(measured) == f"{measured}" == "5000"
    assert type(measured + measured) is int
    assert type(measured / 2) is float


def test_efficiency_is_a_number(image: Path) -> None:
    measured = Measurer()(image).efficiency
    assert measured == pytest.approx(50 / 5050)
    assert type(measured * 2) is float


def test_copies_keep_the_value(image: Path) -> None:
    measured = Measurer()(image).content_bytes
    assert copy.copy(measured) == 5050
    assert pickle.loads(pickle.dumps(+measured)) == 5050  # noqa: S301 - made a line above


def test_number_without_an_origin_explains_nothing(image: Path) -> None:
    measured = type(Measurer()(image).content_bytes)(5050)
    assert failure_lines("<", measured, 5, rows=1) is None


def test_image_is_measured_once(image: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measure = Measurer()
    first = measure(image)
    assert measure(str(image)) is first
    monkeypatch.chdir(image.parent)
    by_name = measure("image.tar")
    assert by_name is measure("image.tar")
    image.unlink()
    assert measure("image.tar") is by_name
    monkeypatch.chdir("/")
    with pytest.raises(LayersizeError, match="no such file"):
        measure("image.tar")


def test_numbers_are_those_of_the_analysis(image: Path) -> None:
    measured = Measurer()(image)
    for name in ("content_bytes", "live_bytes", "shadowed_bytes", "tar_bytes", "efficiency"):
        assert getattr(measured, name) == getattr(measured.analysis, name)


def test_transfer_bytes_where_they_are_known(tmp_path: Path) -> None:
    path = tmp_path / "image.tar.gz"
    path.write_bytes(archive(gzip.compress(tar(file("a", b"x" * 9000)))))
    measured = Measurer()(path)
    lines = failure_lines("<", measured.transfer_bytes, 1, rows=1)
    assert lines is not None
    assert any("layer 0" in line for line in lines)


@pytest.mark.parametrize("rows", [1, 3])
def test_message_fits_what_pytest_shows(image: Path, tmp_path: Path, rows: int) -> None:
    folder = tmp_path / ("long " * 30)
    folder.mkdir()
    image.rename(folder / "\x1b[2Jimage.tar")
    measured = Measurer()(folder / "\x1b[2Jimage.tar").shadowed_bytes
    lines = failure_lines("<", measured, 10, rows=rows)
    assert lines is not None
    assert lines[0] == "5.0 kB < 10 B"
    assert max(map(len, lines)) <= 72
    assert len(lines) <= 8
    assert "\x1b" not in "".join(lines)


@pytest.fixture
def with_lists(tmp_path: Path) -> Path:
    """Lists of apt that nothing needs, and a log."""
    path = tmp_path / "lists.tar"
    lists = file("var/lib/apt/lists/deb.debian.org_Packages", b"p" * 6000)
    layers = tar(file("etc/a", b"x" * 9)), tar(lists, file("var/log/dpkg.log", b"l" * 500))
    path.write_bytes(archive(*layers, steps=("ADD rootfs.tar /", "RUN apt-get update")))
    return path


def test_findings_are_chosen_by_code_or_family(with_lists: Path) -> None:
    findings = Measurer()(with_lists).findings
    assert [each.content_bytes for each in findings] == [6000, 500]
    assert len(findings.of("cache")) == len(findings.of(findings[0].rule)) == 1
    assert len(findings.of("cache", "log")) == 2
    assert not findings.of("secret")
    assert repr(findings.of("secret")) == "<no findings>"


def test_a_finding_that_no_rule_is_called_is_a_mistake(with_lists: Path) -> None:
    with pytest.raises(ValueError, match="did you mean secret"):
        Measurer()(with_lists).findings.of("secrets")


def test_findings_say_what_they_are(with_lists: Path) -> None:
    findings = Measurer()(with_lists).findings.of("cache")
    shown = repr(findings)
    assert shown.startswith("<LS0")
    assert "6.0 kB in layer 1: var/lib/apt/lists/deb.debian.org_Packages" in shown
    lines = failure_lines("==", findings, (), rows=1)
    assert lines is not None
    assert lines[0] == "1 finding == ()"
    assert "6.0 kB in layer 1" in lines[1]


def test_what_findings_save_is_explained(with_lists: Path) -> None:
    measured = Measurer()(with_lists)
    assert measured.finding_bytes == measured.safe_finding_bytes == 6500
    assert measured.analysis.finding_bytes == 6500
    lines = failure_lines("<", measured.safe_finding_bytes, 100, rows=1)
    assert lines is not None
    assert lines[0] == "6.5 kB < 0.1 kB"
    assert any("var/lib/apt/lists/deb.debian.org_Packages" in line for line in lines)
    assert any(line.strip() == "and 1 more" for line in lines)
    assert lines[-1].startswith("→ ")


def test_numbers_need_no_search_for_findings(
    with_lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def search(*arguments: object) -> None:
        raise AssertionError(arguments)

    monkeypatch.setattr("layersize.testing.image.with_advice", search)
    assert Measurer()(with_lists).content_bytes == 6509
