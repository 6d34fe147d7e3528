"""`inspect --dockerfile`: lines in every format, and files that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.processes import only_line
from support.docker_archives import archive
from support.run_layersize import inspect, inspect_report, run_layersize
from support.tar_writer import file, tar, whiteout

HISTORY = [
    "/bin/sh -c #(nop) ADD file:" + "ab" * 32 + " in / ",
    "COPY c d /srv/ # buildkit",
    "RUN /bin/sh -c rm /srv/c # buildkit",
]
TEXT = "FROM busybox\nENV A=c\nCOPY --chown=1:1 $A \\\n  d /srv/\nRUN rm /srv/c\n"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    path = tmp_path / "built.tar"
    layers = [
        tar(file("a", b"x" * 5000)),
        tar(file("srv/c", b"z" * 700)),
        tar(whiteout("srv/c")),
    ]
    path.write_bytes(archive(*layers, steps=HISTORY))
    return path


@pytest.fixture
def dockerfile(tmp_path: Path) -> Path:
    path = tmp_path / "Dockerfile"
    path.write_text(TEXT)
    return path


def test_json(built: Path, dockerfile: Path) -> None:
    report = inspect_report(str(built), "--dockerfile", str(dockerfile))
    assert report["dockerfile"] == str(dockerfile)
    assert [layer["dockerfile_lines"] for layer in report["layers"]] == [None, [3, 4], [5, 5]]
    assert report["warnings"] == []


def test_table_and_markdown(built: Path, dockerfile: Path) -> None:
    for form in ("table", "markdown"):
        arguments = ["inspect", str(built), "--dockerfile", str(dockerfile), "--format", form]
        text = run_layersize(arguments).stdout
        assert "line" in text
        assert "(lines 3-4)" in text
        assert "(line 5)" in text


def test_without_a_dockerfile_nothing_tells_of_lines(built: Path) -> None:
    report = inspect_report(str(built))
    assert report["dockerfile"] is None
    assert {layer["dockerfile_lines"] for layer in report["layers"]} == {None}
    for form in ("table", "markdown"):
        assert "line" not in run_layersize(["inspect", str(built), "--format", form]).stdout


def test_a_dockerfile_of_something_else(built: Path, dockerfile: Path) -> None:
    dockerfile.write_text("FROM busybox\nRUN make\n")
    report = inspect_report(str(built), "--dockerfile", str(dockerfile))
    assert {layer["dockerfile_lines"] for layer in report["layers"]} == {None}
    assert [warning["code"] for warning in report["warnings"]] == ["other-dockerfile"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("FROM\n", "Dockerfile:1: FROM names no base"),
        ("FROM a\nRUN <<E\n", "Dockerfile:2: the heredoc 'E' does not end"),
        ("FROM a\nFRMO b\n", "Dockerfile:2: unknown instruction 'FRMO'"),
        (None, "Dockerfile: No such file or directory; give the path of a Dockerfile"),
    ],
)
def test_what_is_no_dockerfile(text: str | None, line: str, built: Path, dockerfile: Path) -> None:
    dockerfile.unlink() if text is None else dockerfile.write_text(text)
    outcome = inspect(str(built), "--dockerfile", str(dockerfile))
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert line in only_line(outcome.stderr)
