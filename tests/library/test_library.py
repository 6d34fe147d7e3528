"""`import layersize`: what its document shows, what it costs, how it fails."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import layersize
from layersize import gb, gib, kb, kib, mb, mib
from layersize.cli import main
from support.docker_archives import archive
from support.tar_writer import file, tar, whiteout

ROOT = Path(__file__).parents[2]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """Two layers, the second of which deletes 5,000 bytes of the first."""
    path = tmp_path / "image.tar"
    path.write_bytes(archive(tar(file("a", b"x" * 5000)), tar(whiteout("a"), file("c", b"zz"))))
    return path


def test_document_shows_what_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    outcome = doctest.testfile(str(ROOT / "docs/library.md"), module_relative=False)
    assert outcome.attempted > 10
    assert outcome.failed == 0


def test_path_object_is_a_reference(image: Path) -> None:
    assert layersize.analyze(image).shadowed_bytes == 5000
    assert layersize.compare(image, str(image)).delta.content_bytes == 0


def test_measures_of_the_image_stand_at_the_top(image: Path) -> None:
    analysis = layersize.analyze(image)
    for measure in ("content", "live", "shadowed", "tar", "transfer"):
        name = f"{measure}_bytes"
        assert getattr(analysis, name) == getattr(analysis.image, name)
    assert analysis.efficiency == analysis.image.efficiency


def test_results_show_themselves_in_one_line(tmp_path: Path) -> None:
    layers = [tar(*(file(f"d/{number}", b"x" * number) for number in range(300)))] * 40
    path = tmp_path / "\x1b[31mred.tar"
    path.write_bytes(archive(*layers))
    analysis = layersize.analyze(path)
    shown = (repr(analysis), str(analysis), repr(layersize.compare(path, path)))
    for text in shown:
        assert text.isprintable()
        assert len(text) < 400 + 2 * len(str(path))
    assert "40 layers, content 1.8 MB, shadowed 1.7 MB>" in shown[0]
    assert shown[2].endswith("content 0 B, 0 differing paths>")


def test_results_write_the_json_of_the_command_line(
    image: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inspect", str(image), "--format", "json"]) == 0
    assert layersize.analyze(image).to_json() == capsys.readouterr().out
    assert main(["compare", str(image), str(image), "--format", "json"]) == 0
    assert layersize.compare(image, image).to_json() == capsys.readouterr().out


def test_top_is_the_number_of_rows(image: Path) -> None:
    assert len(layersize.analyze(image, top=0).biggest) == 0


def test_error_tells_place_cause_and_remedy(tmp_path: Path) -> None:
    with pytest.raises(layersize.LayersizeError) as caught:
        layersize.analyze(tmp_path / "none.tar", offline=True)
    assert caught.value.where == str(tmp_path / "none.tar")
    assert caught.value.cause == "no such file or folder"
    assert caught.value.remedy == "check the spelling"


def test_name_that_the_system_refuses_is_the_same_kind_of_error(tmp_path: Path) -> None:
    with pytest.raises(layersize.LayersizeError):
        layersize.analyze(tmp_path / f"{'x' * 5000}.tar", offline=True)


def test_cache_can_be_left_alone(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    layersize.analyze(image, cache=False)
    assert not (tmp_path / "cache").exists()


def test_import_loads_nothing_else() -> None:
    program = (
        "import sys, json; before = set(sys.modules); import layersize; dir(layersize)\n"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert json.loads(done.stdout) == ["__future__", "layersize"]


def test_every_name_is_there_and_no_other() -> None:
    for name in layersize.__all__:
        assert name in dir(layersize)
        assert getattr(layersize, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'size'"):
        layersize.size  # type: ignore[attr-defined]  # noqa: B018 - that is the test


def test_type_checkers_see_the_names_and_no_other(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import layersize\n"
        "reveal_type(layersize.analyze('x').shadowed_bytes)\n"
        "reveal_type(layersize.compare('x', 'y').delta.tar_bytes)\n"
        "reveal_type(layersize.open_image('x').why('y').live_bytes)\n"
        "layersize.size\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), str(program)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.count('Revealed type is "int"') == 3, done.stdout
    assert 'Module has no attribute "size"' in done.stdout


@pytest.mark.parametrize(
    ("size", "in_bytes"),
    [
        (kb(1), 1000),
        (mb(5), 5_000_000),
        (mb(1.1), 1_100_000),
        (gb(2), 2_000_000_000),
        (kib(1), 1024),
        (mib(1.5), 1_572_864),
        (gib(1), 1 << 30),
        (kb(0.0015), 1),
        (mb(0), 0),
    ],
)
def test_units(size: int, in_bytes: int) -> None:
    assert size == in_bytes
    assert type(size) is int


@pytest.mark.parametrize("name", layersize.__all__)
def test_no_module_stands_in_the_way_of_a_name(name: str) -> None:
    """A module that is imported becomes an attribute of the package, in the place of the call."""
    assert find_spec(f"layersize.{name}") is None
