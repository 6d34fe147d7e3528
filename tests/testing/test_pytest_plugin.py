"""The pytest plugin in runs of pytest: what it shows, what it costs, what it leaves alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from testing.conftest import Suite

DOCUMENT = (Path(__file__).parents[2] / "docs/pytest.md").read_text(encoding="utf-8")
UNUSED = """
import sys
def test_nothing():
    loaded = {name.partition(".")[0] for name in sys.modules}
    assert not loaded & {"click", "rich", "docker", "isal", "humanize"}
    own = {name for name in sys.modules if name.startswith("layersize")}
    assert own == {"layersize", "layersize.pytest_plugin"}
"""


def test_document_shows_what_happens(suite: Suite) -> None:
    module, message = re.findall(r"^```(?:python)?\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    code, output = suite(module)
    assert code == 1
    assert message in output


def test_more_of_it_with_vv(suite: Suite) -> None:
    _, output = suite(
        "def test_size(layersize): assert layersize('single.tar.xz').shadowed_bytes < 5", "-vv"
    )
    assert "layer 4  RUN mkdir -p /var/www" in output
    assert "shipped again, same content, by layer 6" in output


def test_limits_that_are_kept(suite: Suite) -> None:
    code, _ = suite(
        "from layersize import mb, kib\n"
        "def test_size(layersize):\n"
        "    image = layersize('multi.tar.xz')\n"
        "    assert image.shadowed_bytes == 0\n"
        "    assert kib(1) < image.content_bytes < mb(3)\n"
        "    assert image.efficiency > 0.95\n"
        "    assert image.content_bytes <= layersize('single.tar.xz').content_bytes\n"
    )
    assert code == 0


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("mb(5) >= image.content_bytes", ("assert 5.0 MB >= 15.2 MB", "RUN sh build.sh")),
        ("image.efficiency >= 0.95", ("13.6 % >= 95.0 %", "81.4 points below", "→ one RUN")),
        ("image.live_bytes < mb(1)", ("2.1 MB < 1.0 MB", "2.0 MB  layer 0  ADD rootfs.tar /")),
        ("image.tar_bytes < 1", ("15.7 MB < 1 B", "over 1 B", "RUN sh build.sh")),
        ("image.shadowed_bytes == 0", ("13.1 MB == 0.0 MB", "→ one RUN for both")),
        ("image.content_bytes < 15154055", ("as much as the limit",)),
        ("image.content_bytes <= layersize('multi.tar.xz').content_bytes", ("over 2,063,928 B",)),
    ],
)
def test_failures_are_explained(suite: Suite, expression: str, parts: tuple[str, ...]) -> None:
    code, output = suite(
        "from layersize import mb\n"
        "def test_size(layersize):\n"
        "    image = layersize('single.tar.xz')\n"
        f"    assert {expression}\n"
    )
    assert code == 1
    assert "truncated" not in output
    for part in parts:
        assert part in output


@pytest.mark.parametrize(
    "expression",
    [
        "image.content_bytes > mb(50)",
        "image.content_bytes != 15154055",
        "image.content_bytes + 0 < mb(5)",
        "image.efficiency < 0.01",
        "image.content_bytes == 'large'",
        "image.content_bytes < -1",
        "image.content_bytes < float('nan')",
        "not image.content_bytes",
    ],
)
def test_other_failures_are_left_to_pytest(suite: Suite, expression: str) -> None:
    code, output = suite(
        "from layersize import mb\n"
        "def test_size(layersize):\n"
        "    image = layersize('single.tar.xz')\n"
        f"    assert {expression}\n"
    )
    assert code == 1
    assert "layer 3" not in output
    assert "INTERNALERROR" not in output


def test_plain_asserts(suite: Suite) -> None:
    module = "def test_size(layersize): assert layersize('single.tar.xz').shadowed_bytes < 5"
    code, output = suite(module, "--assert=plain")
    assert code == 1
    assert "AssertionError" in output


@pytest.mark.parametrize(
    ("expression", "line"),
    [
        ("layersize('none.tar')", "none.tar: no such file or folder; check the spelling"),
        (
            "layersize('single.tar.xz').transfer_bytes",
            "single.tar.xz: transfer_bytes is not known: layers of docker-archive are not",
        ),
    ],
)
def test_what_is_not_measured_is_one_line(suite: Suite, expression: str, line: str) -> None:
    code, output = suite(f"def test_size(layersize):\n    assert {expression}")
    assert code == 1
    assert f"E       layersize.errors.LayersizeError: {line}" in output
    assert "site-packages" not in output
    assert "src/layersize" not in output
    assert "measurer.py" not in output


def test_what_is_not_measured_can_be_caught(suite: Suite) -> None:
    code, _ = suite(
        "import pytest\n"
        "from layersize import LayersizeError\n"
        "def test_size(layersize):\n"
        "    for _ in range(2):\n"
        "        with pytest.raises(LayersizeError, match='no such file'):\n"
        "            layersize('none.tar')\n"
    )
    assert code == 0


def test_run_without_the_fixture_loads_nothing(suite: Suite) -> None:
    code, output = suite(UNUSED, "-p", "no:textual-snapshot")
    assert code == 0, output


def test_import_of_the_plugin_loads_nothing() -> None:
    program = (
        "import sys, json, pytest; before = set(sys.modules); import layersize.pytest_plugin\n"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert json.loads(done.stdout) == ["layersize", "layersize.pytest_plugin"]


def test_plugin_can_be_left_out(suite: Suite) -> None:
    module = "def test_size(layersize): pass"
    assert suite(module)[0] == 0
    code, output = suite(module, "-p", "no:layersize")
    assert code == 1
    assert "fixture 'layersize' not found" in output


def test_fixtures_are_listed_with_a_sentence(suite: Suite) -> None:
    _, output = suite("", "--fixtures")
    assert "layersize [session scope]" in output
    assert "Measures images, each once" in output
