"""`layersize diff` tells how one file of two images differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.processes import assert_refused, run, run_shell
from cli.terminals import on_terminal
from support.docker_archives import archive
from support.tar_writer import directory, file, symlink, tar, whiteout

BASE = tar(
    directory("etc/"),
    file("etc/conf", b"a\nb\n\tc\n"),
    file("etc/same", b"same"),
    file("etc/gone", b"gone"),
    file("bin/tool", b"\0" * 3000 + b"1"),
    symlink("tool", "bin/tool"),
    file("esc", "\x1b[31mred\u202e\n".encode()),
)
OTHER = tar(
    file("etc/conf", b"a\nB\n\tc\nd", mode=0o600),
    file("etc/same", b"same", uid=1000),
    whiteout("etc/gone"),
    file("bin/tool", b"\0" * 3000 + b"2"),
    symlink("tool", "/bin/tool"),
    file("esc", "\x1b[32mgreen\u202e\n".encode()),
    file("new", b"n" * 1234),
)


@pytest.fixture(autouse=True)
def _images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("base.tar").write_bytes(archive(BASE))
    Path("other.tar").write_bytes(archive(BASE, OTHER))


def shown(path: str, *options: str) -> str:
    done = run("diff", "base.tar", "other.tar", path, *options)
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    return done.stdout.decode()


def test_a_text() -> None:
    assert shown("/etc/conf") == (
        "/etc/conf\n"
        "  base.tar   layer 0  7 B  0644  0:0\n"
        "  other.tar  layer 1  8 B  0600  0:0\n"
        "--- etc/conf\tbase.tar\n"
        "+++ etc/conf\tother.tar\n"
        "@@ -1,3 +1,4 @@\n"
        " a\n"
        "-b\n"
        "+B\n"
        " \tc\n"
        "+d\n"
        "\\ No newline at end of file\n"
    )


def test_what_no_diff_shows() -> None:
    assert shown("etc/same") == (
        "/etc/same\n"
        "  base.tar   layer 0  4 B  0644  0:0\n"
        "  other.tar  layer 1  4 B  0644  1000:1000\n"
        "  same content\n"
    )
    assert shown("/bin/tool") == (
        "/bin/tool\n"
        "  base.tar   layer 0  3.0 kB (3,001 bytes)  0644  0:0\n"
        "  other.tar  layer 1  3.0 kB (3,001 bytes)  0644  0:0\n"
        "  binary: different from byte 3,000 on (the first is byte 0)\n"
    )


def test_a_file_of_only_one() -> None:
    assert shown("/etc/gone") == (
        "/etc/gone\n"
        "  base.tar   layer 0  4 B                                                               "
        "    0644  0:0\n"
        "  other.tar           is not in the image any more: layer 0 shipped it, layer 1 deleted"
        " it\n"
    )
    assert shown("/new", "--units", "iec") == (
        "/new\n"
        "  base.tar            is not in the image\n"
        "  other.tar  layer 1  1.2 KiB (1,234 bytes)  0644  0:0\n"
    )


def test_links() -> None:
    done = run("diff", "base.tar", "other.tar", "/tool", "--ascii")
    assert done.stdout.decode() == (
        "/tool\n"
        "  base.tar   layer 0  3.0 kB (3,001 bytes)  0644  0:0  /tool -> bin/tool\n"
        "  other.tar  layer 1  3.0 kB (3,001 bytes)  0644  0:0  /tool -> /bin/tool\n"
        "  binary: different from byte 3,000 on (the first is byte 0)\n"
    )
    assert done.stderr.decode() == (
        "layersize: base.tar: /tool is a link: this is /bin/tool\n"
        "layersize: other.tar: /tool is a link: this is /bin/tool\n"
    )


def test_lines_are_inert_in_a_terminal() -> None:
    terminal, _ = on_terminal(
        "diff", "base.tar", "other.tar", "/esc", "--no-color", stream="stdout"
    )
    assert rb"-\x1b[31mred\u202e" in terminal
    assert b"\x1b" not in terminal
    colored, _ = on_terminal("diff", "base.tar", "other.tar", "/etc/conf", stream="stdout")
    assert b"\x1b[31m-b\x1b[0m" in colored
    assert b"\x1b[32m+B\x1b[0m" in colored
    assert b"+\t" not in colored
    assert b" \tc" in colored
    assert "-\x1b[31mred\u202e\n" in shown("/esc")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/etc/cnf", "/etc/cnf: is in neither image; did you mean /etc/conf?"),
        ("/etc", "/etc: is a folder in both images; give the path of a file in it"),
    ],
)
def test_in_neither(path: str, said: str) -> None:
    done = run("diff", "base.tar", "other.tar", path)
    assert_refused((done.returncode, done.stdout, done.stderr), said)


def test_one_image_from_a_pipe() -> None:
    code, stdout, stderr = run_shell("layersize diff - other.tar /etc/same < base.tar")
    assert (code, stderr) == (0, "")
    assert stdout.startswith("/etc/same\n  -          layer 0  4 B")
    done = run("diff", "-", "-", "/etc/same")
    assert_refused((done.returncode, done.stdout, done.stderr), "can be read only once")


def test_it_goes_on_after_a_closed_pipe() -> None:
    assert run_shell("layersize diff base.tar other.tar /etc/conf | head -1") == (
        0,
        "/etc/conf\n",
        "",
    )
