"""Files, archives and folders that are no image say what they are, in one line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from support.run_layersize import run_layersize
from support.standard_input import piped_stdin
from support.tar_writer import directory, file, tar


def refused(reference: str) -> str:
    """The one line of an image that can't be measured."""
    outcome = run_layersize(["inspect", reference])
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert outcome.stderr.count("\n") == 1
    return outcome.stderr.removeprefix("layersize: ")


EXPORT = tar(
    file(".dockerenv", b""),
    directory("etc/"),
    file("etc/passwd", b"root:x:0:0::/:/bin/sh\n"),
    file("usr/share/doc/a.gz", gzip.compress(b"not a layer")),
)
MANY_DOCUMENTS = tar(*(file(f"usr/share/{n}", b"x" * (4 << 20)) for n in range(17)))
MANY_MEMBERS = tar(*(file(f"usr/share/{n}", b"") for n in range(20_001)))
TARS = {
    "docker export": (EXPORT, "is the exported file system of a container, not an image"),
    "podman export": (
        tar(file("run/.containerenv", b""), file("bin/sh", b"x")),
        "is the exported file system of a container",
    ),
    "layer": (tar(file("usr/bin/tool", b"x")), "is a single layer or a file system, not an image"),
    "layer of a whiteout": (tar(file("app/.wh.old", b"")), "is a single layer"),
    "layer of Windows": (tar(file("Files/Windows/x", b"x")), "is a single layer"),
    "cut layer": (tar(file("usr/bin/tool", b"x"))[:-1024], "is a single layer"),
    "layer with much text": (MANY_DOCUMENTS, "is a single layer"),
    "layer of many files": (MANY_MEMBERS, "is a single layer"),
    "Helm chart": (tar(file("app/Chart.yaml", b"name: app\n")), "is a Helm chart, not an image"),
    "build context": (tar(file("Dockerfile", b"FROM a\n")), "is what an image is built from"),
    "other files": (
        tar(file("a", b"x")),
        "is not a saved image, perhaps a single layer: it holds no",
    ),
}


@pytest.mark.parametrize(("data", "said"), TARS.values(), ids=TARS)
@pytest.mark.parametrize("compress", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_tar_of_something_else(
    data: bytes, said: str, compress: type[bytes], tmp_path: Path
) -> None:
    path = tmp_path / "file.tar"
    path.write_bytes(compress(data))
    assert refused(str(path)).startswith(f"{path}: {said}")
    with piped_stdin(compress(data)):
        assert refused("-").startswith(f"standard input: {said}")


WORDS = {
    "a greeting": (b"Welcome to Ubuntu\n\n * Help\n", "Welcome to Ubuntu * Help"),
    "one word": (b"hi\n", "hi"),
    "JSON": (b'[\n  {\n    "Id": "x"\n  }\n]\n', '[ { "Id": "x" } ]'),
    "words before a tar": (b"Pulling app:v1\n" + EXPORT, "Pulling app:v1"),
    "colours": (b"\x1b[31mError\x1b[0m: no such image\n", r"\x1b[31mError\x1b[0m: no such image"),
    "turned text": ("a\u202ereversed text".encode(), r"a\u202ereversed text"),
    "a long line": (b"x" * 2000, "x" * 59 + "…"),
    "UTF-8": ("größer als gedacht\n".encode(), "größer als gedacht"),
}


@pytest.mark.parametrize(("data", "shown"), WORDS.values(), ids=WORDS)
def test_words_where_a_tar_is_expected(data: bytes, shown: str, tmp_path: Path) -> None:
    said = f'does not begin like a tar, but with the words "{shown}"; give what docker save'
    path = tmp_path / "file"
    path.write_bytes(data)
    assert refused(str(path)).startswith(f"{path}: {said}")
    with piped_stdin(data):
        assert refused("-").startswith(f"standard input: {said}")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04rest", "is a zip file, not an image"),
        (b"GGUF\x03\0\0\0", "is a model (GGUF), not an image"),
        (b"#!/usr/bin/env run-singularity\n\0SIF_MAGIC\0", "is a Singularity image (SIF)"),
        (b"\x01\x02\x03 binary", "does not begin like a tar; give"),
        (b"ab\x01", "does not begin like a tar; give"),
    ],
)
def test_other_formats(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    assert refused(str(path)).startswith(f"{path}: {said}")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["etc/passwd", "usr/bin/tool"], "is a single layer or a file system, not an image"),
        (["config.json", "rootfs/bin/sh"], "is a bundle of a container runtime, not an image"),
        (["Dockerfile", "src/main.c"], "is what an image is built from, not an image"),
        (["overlay2/x", "image/y"], "is the store of an engine, not an image"),
        (["Chart.yaml", "values.yaml"], "is a Helm chart, not an image"),
        (["a"], "is not a saved image: it holds no manifest.json or index.json"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_folder_of_something_else(names: list[str], said: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    assert refused(str(folder)).startswith(f"{folder}: {said}")
