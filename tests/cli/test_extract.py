"""`layersize extract` as a shell calls it: what it says, and how it ends."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.processes import only_line, run, run_shell
from support.docker_archives import archive
from support.run_layersize import Outcome, run_layersize
from support.tar_writer import char_device, directory, fifo, file, hardlink, symlink, tar, whiteout

LAYERS = (
    tar(
        directory("etc/"),
        file("etc/passwd", b"root"),
        file("etc/secret", b"secret"),
        symlink("bin", "usr/bin"),
        file("usr/bin/tool", b"tool" * 500, mode=0o755),
        hardlink("usr/bin/same", "usr/bin/tool"),
    ),
    tar(
        whiteout("etc/secret"),
        char_device("dev/null", 1, 3),
        fifo("run/pipe"),
        file("a\nb\x1b[2J", b"odd"),
    ),
)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "app.tar"
    path.write_bytes(archive(*LAYERS))
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out"


def extract(*arguments: object) -> Outcome:
    return run_layersize(["extract", *map(str, arguments)])


def test_a_file_and_a_folder(saved: Path, target: Path) -> None:
    outcome = extract(saved, "/etc/passwd", "usr", "-o", target)
    assert (outcome.exit_code, outcome.stdout) == (0, "")
    assert outcome.stderr == f"layersize: {target}: 3 files (2.0 kB), 0 links, 3 new folders\n"
    assert (target / "etc/passwd").read_bytes() == b"root"
    assert os.access(target / "usr/bin/tool", os.X_OK)


def test_the_whole_image(saved: Path, target: Path) -> None:
    """What is not written is listed, inert; the sum comes last."""
    outcome = extract(saved, "/", "-o", target)
    assert outcome.exit_code == 0
    *left_out, last = outcome.stderr.splitlines()
    assert sorted(left_out) == [
        f"layersize: {target}/dev/null: is a device or a FIFO, which is not written",
        f"layersize: {target}/run/pipe: is a device or a FIFO, which is not written",
    ]
    assert last == f"layersize: {target}: 4 files (2.0 kB), 1 link, 5 new folders, 2 left out"
    assert (target / "a\nb\x1b[2J").read_bytes() == b"odd"


def test_a_hidden_file(saved: Path, target: Path) -> None:
    refused = extract(saved, "etc/secret", "-o", target)
    assert refused.exit_code == 2
    assert "layer 0 shipped it, layer 1 deleted it; --layer 0" in refused.stderr
    assert not target.exists()
    assert extract(saved, "etc/secret", "--layer", 0, "-o", target).exit_code == 0
    assert (target / "etc/secret").read_bytes() == b"secret"


def test_links_in_a_path_are_told(saved: Path, target: Path) -> None:
    outcome = extract(saved, "/bin/tool", "-o", target)
    assert outcome.exit_code == 0
    first, _ = outcome.stderr.splitlines()
    assert first == f"layersize: /bin is a link: written as {target}/usr/bin/tool"
    assert (target / "usr/bin/tool").read_bytes() == b"tool" * 500


def test_quiet_tells_only_what_went_wrong(saved: Path, target: Path) -> None:
    assert extract(saved, "/", "-o", target, "-q").stderr == ""
    outcome = extract(saved, "etc", "-o", target, "-q")
    assert outcome.exit_code == 2
    only_line(outcome.stderr, f"{target}/etc/passwd: exists already; --force replaces it")


def test_what_exists(saved: Path, target: Path) -> None:
    assert extract(saved, "etc", "-o", target).exit_code == 0
    (target / "etc/passwd").write_bytes(b"mine")
    outcome = extract(saved, "etc", "usr/bin/tool", "-o", target)
    assert outcome.exit_code == 2
    told, last = outcome.stderr.splitlines()
    assert told == f"layersize: {target}/etc/passwd: exists already; --force replaces it"
    assert last.endswith("1 file (2.0 kB), 0 links, 2 new folders, 1 could not be written")
    assert (target / "etc/passwd").read_bytes() == b"mine"
    assert extract(saved, "etc", "-o", target, "--force").exit_code == 0
    assert (target / "etc/passwd").read_bytes() == b"root"


def test_few_of_many_are_listed(tmp_path: Path, target: Path) -> None:
    path = tmp_path / "many.tar"
    path.write_bytes(archive(tar(*(file(f"f{number:03}", b"x") for number in range(100)))))
    assert extract(path, "/", "-o", target).exit_code == 0
    lines = extract(path, "/", "-o", target).stderr.splitlines()
    assert len(lines) == 22
    assert lines[-2] == "layersize: … and more like these"
    assert lines[-1].endswith("0 files (0 B), 0 links, 0 new folders, 100 could not be written")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("{image}", "etc/paswd", "-o", "{target}"), ("etc/paswd: is not in the image",)),
        (("{image}", "/", "-o", "{target}", "--layer", "7"), ("no layer 7",)),
        (("{image}", "bin/tool", "-o", "{target}", "--layer", "0"), ("layer 0 does not have it",)),
        (("{image}", "/", "-o", "{target}/a/b"), ("there is no folder", "make it first")),
        (("{image}", "/", "-o", "-"), ("not to standard output; give -o a folder",)),
        (("{image}", "/", "-o", ""), ("give -o a folder",)),
        (("{image}", "/", "-o", "{image}"), ("is not a folder",)),
        (("{image}", "/", "-o", "{image}/a"), ("Not a directory",)),
        (("{image}", "/"), ("--output", "see layersize extract --help")),
        (("{image}", "-o", "{target}"), ("PATH", "see layersize extract --help")),
        (("{image}.none", "/", "-o", "{target}"), (".none",)),
        (("{image}", "/", "-o", "{target}", "--layer", "x"), ("--layer",)),
    ],
)
def test_bad_input(
    saved: Path, target: Path, arguments: tuple[str, ...], said: tuple[str, ...]
) -> None:
    outcome = extract(*(word.format(image=saved, target=target) for word in arguments))
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    only_line(outcome.stderr, *said)
    assert not target.exists()


def test_a_broken_layer(saved: Path, target: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:5000])
    outcome = extract(saved, "/", "-o", target)
    assert outcome.exit_code == 2
    only_line(outcome.stderr)
    assert not target.exists()


def test_an_image_from_a_pipe(saved: Path, target: Path) -> None:
    code, stdout, stderr = run_shell(
        'cat "$1" | layersize extract - /etc -o "$2"', str(saved), str(target)
    )
    assert (code, stdout) == (0, "")
    assert "1 file" in stderr
    assert (target / "etc/passwd").read_bytes() == b"root"


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full", "1>&- 2>&-", "1>/dev/full"])
def test_nobody_who_reads(saved: Path, target: Path, redirection: str) -> None:
    """The exit code tells; without standard output there is the usual error."""
    script = f'layersize extract "$1" / -o "$2" {redirection}'
    code, _, _ = run_shell(script, str(saved), str(target))
    assert code == (2 if "1>&-" in redirection else 0)
    assert (target / "etc/passwd").exists() == (code == 0)


def test_a_name_that_is_not_utf8(tmp_path: Path, target: Path) -> None:
    path = tmp_path / "image.tar"
    path.write_bytes(archive(tar(file(b"\xff\xfe", b"x"), file(b"other", b"y"))))
    done = run("extract", str(path), os.fsdecode(b"\xff\xfe"), "-o", str(target))
    assert done.returncode == 0, done.stderr
    assert [os.fsencode(entry.name) for entry in target.iterdir()] == [b"\xff\xfe"]
