"""`layersize cat` writes the bytes of a file, and nothing else, to wherever they go."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cli.processes import LAYERSIZE, assert_refused, environment, only_line, run, run_shell, start
from cli.terminals import on_terminal
from support.compressors import gzip_member
from support.docker_archives import archive, docker_24
from support.hostile_registry import REPOSITORY, TAG, HostileRegistry, blob_path_of
from support.image_config import config_json, sha256_hex
from support.oci_layouts import oci_layout
from support.scripted_engine import INSPECT, SAVE, Reply, json_reply, scripted_engine
from support.standard_input import feed
from support.tar_writer import directory, file, hardlink, symlink, tar, whiteout

NOISE = bytes(range(256)) * 4000
TEXT = "first\n\ttäb\n".encode()
LAYERS = (
    tar(
        directory("etc/"),
        file("etc/text", b"old text\n"),
        file("etc/gone", b"gone\n"),
        file("usr/bin/tool", NOISE),
        symlink("bin", "usr/bin"),
        file("late", b"a" * 100_000 + b"\x1b[31m"),
    ),
    tar(whiteout("etc/gone"), file("etc/text", TEXT), hardlink("etc/other", "etc/text")),
)


@pytest.fixture
def image(tmp_path: Path) -> str:
    path = tmp_path / "image.tar"
    path.write_bytes(archive(*LAYERS))
    return str(path)


def test_content(image: str) -> None:
    for arguments, expected in [
        (("/etc/text",), TEXT),
        (("etc/other",), TEXT),
        (("--layer", "0", "etc/text"), b"old text\n"),
        (("--layer", "0", "/etc/gone"), b"gone\n"),
        (("./usr/bin/tool/",), NOISE),
    ]:
        done = run("cat", image, *arguments)
        assert (done.returncode, done.stdout, done.stderr) == (0, expected, b"")


def test_links_are_said(image: str) -> None:
    done = run("cat", image, "/bin/tool")
    assert (done.returncode, done.stdout) == (0, NOISE)
    assert only_line(done.stderr) == "layersize: /bin is a link: this is /usr/bin/tool\n"
    assert run("cat", image, "/bin/tool", "--quiet").stderr == b""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("/etc/txt",), "/etc/txt: is not in the image; did you mean /etc/text?"),
        (("/etc",), "/etc: is a folder; give the path of a file in it"),
        (("/etc/gone",), "layer 0 shipped it, layer 1 deleted it; --layer 0 shows it"),
        (("/etc/gone", "--layer", "1"), "layer 1 only deletes it; layer 0 ships it"),
        (("/etc/text", "--layer", "7"), "there is no layer 7; the image has layers 0 to 1"),
        (("/etc/text", "--layer", "-1"), "-1"),
        (("/evil\x1b[31m\n",), r"/evil\x1b[31m\n: is not in the image"),
    ],
)
def test_what_is_not_there(image: str, arguments: tuple[str, ...], said: str) -> None:
    done = run("cat", image, *arguments)
    assert_refused((done.returncode, done.stdout, done.stderr), said)


def test_an_image_from_a_pipe(image: str, tmp_path: Path) -> None:
    """It is kept for as long as it takes, in the folder for temporary files."""
    kept = tmp_path / "kept"
    kept.mkdir()
    for script in (
        'cat "$1" | layersize cat - /etc/text',
        'layersize cat - /etc/text < "$1"',
        'layersize cat <(cat "$1") /etc/text',
        'gzip -c "$1" | layersize cat - /etc/text',
    ):
        assert run_shell(f'export TMPDIR="$2"; {script}', image, str(kept)) == (
            0,
            TEXT.decode(),
            "",
        )
    assert list(kept.iterdir()) == []


def test_an_image_from_a_named_pipe(image: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    data = Path(image).read_bytes()
    writer = threading.Thread(target=lambda: feed(os.open(pipe, os.O_WRONLY), data))
    writer.start()
    done = run("cat", str(pipe), "/etc/text")
    writer.join()
    assert (done.returncode, done.stdout, done.stderr) == (0, TEXT, b"")


def test_no_space_to_keep_a_pipe(image: str) -> None:
    code, stdout, stderr = run_shell('ulimit -f 1; cat "$1" | layersize cat - /etc/text', image)
    assert_refused((code, stdout, stderr), "File too large; set TMPDIR to a folder with more space")


def test_a_terminal_gets_text_only(image: str) -> None:
    shown, stderr = on_terminal("cat", image, "/etc/text", stream="stdout")
    assert (shown.replace(b"\r\n", b"\n"), stderr) == (TEXT, b"")
    for path, offset in (("/usr/bin/tool", 0), ("/late", 100_000)):
        shown, stderr = on_terminal("cat", image, path, stream="stdout", expected_code=2)
        assert b"\x1b" not in shown
        assert set(shown) <= {ord("a")}
        only_line(
            stderr,
            f"{path}: is binary from byte {offset} on, and standard output is a terminal;",
            "> FILE",
            "--force",
        )
    shown, _ = on_terminal("cat", "--force", image, "/late", stream="stdout")
    assert shown.endswith(b"\x1b[31m")


def test_a_full_disk_and_a_closed_pipe(image: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run("cat", image, "/usr/bin/tool", stdout=full)
    assert done.returncode == 2
    only_line(done.stderr, "standard output: No space left on device")
    assert run_shell('layersize cat "$1" /usr/bin/tool | head -c 3 | wc -c', image) == (
        0,
        "3\n",
        "",
    )


def test_interrupted_while_it_writes(image: str) -> None:
    process = start("cat", image, "/usr/bin/tool")
    assert process.stdout is not None
    process.stdout.read(1)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate()
    assert (process.returncode, stderr) == (130, b"layersize: interrupted\n")


def test_interrupted_while_a_pipe_is_kept(image: str, tmp_path: Path) -> None:
    """Nothing of it stays."""
    kept = tmp_path / "kept"
    kept.mkdir()
    process = subprocess.Popen(
        [*LAYERSIZE, "cat", "-", "/etc/text"],
        env=environment(TMPDIR=str(kept)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write(Path(image).read_bytes()[: 1 << 20])
    process.stdin.flush()
    while not any(path.stat().st_size for path in kept.iterdir()):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    _, stderr = process.communicate()
    assert (process.returncode, stderr) == (130, b"layersize: interrupted\n")
    assert list(kept.iterdir()) == []


def test_other_content_than_was_measured_is_an_error(tmp_path: Path) -> None:
    """The layer is another when it is read for the file: nothing passes for the right content."""
    path = tmp_path / "image.tar"
    path.write_bytes(archive(gzip_member(tar(file("a", b"a" * 5000)))))
    changed = archive(gzip_member(tar(file("a", b"a" * 4999 + b"b"))))
    script = f"""
import layersize.inside.opened as opened
from pathlib import Path
before = opened.explore_found
def explore_found(*arguments):
    image = before(*arguments)
    Path({str(path)!r}).write_bytes({changed!r})
    return image
opened.explore_found = explore_found
from layersize.cli.main import main
raise SystemExit(main(["cat", {str(path)!r}, "a"]))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, env=environment(), check=False
    )
    assert done.returncode == 2
    only_line(done.stderr, "layer 0 (0/layer.tar): a: is not what was read before")


def test_of_an_engines_save_no_more_than_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = [tar(file("a", b"first")), tar(file("big", os.urandom(8 << 20)), file("b", b"last"))]
    saved = docker_24(layers)
    about = {
        "Id": f"sha256:{sha256_hex(config_json(layers))}",
        "Size": len(saved),
        "GraphDriver": {"Name": "overlay2"},
        "RootFS": {"Layers": ["sha256:" + "2" * 64] * 2},
    }
    replies = {INSPECT: json_reply(about), SAVE: Reply(body=saved)}
    with scripted_engine(tmp_path, replies) as engine:
        monkeypatch.setenv("DOCKER_HOST", engine.address)
        for path, content in (("/a", b"first"), ("/b", b"last"), ("/a", b"first")):
            done = run("cat", "docker:app:v1", path)
            assert (done.returncode, done.stdout, done.stderr) == (0, content, b"")
    walk, first, _, again = engine.sent_bytes
    assert walk == len(saved)
    assert max(first, again) < len(saved) // 2


def test_of_a_registry_one_layer_is_fetched() -> None:
    """With --layer alone it is, to be walked and for the file; without, all are walked once."""
    layers = [tar(file("a", os.urandom(9000))), tar(file("b", b"b" * 9000)), tar(file("c", b"c"))]
    layout = oci_layout(layers, config_json(layers))
    with HostileRegistry() as registry:
        registry.serve(layout)
        image = f"registry:{registry.host}/{REPOSITORY}:{TAG}"
        blobs = [blob_path_of(layer) for layer in layers]

        def fetched(*arguments: str) -> list[int]:
            registry.requests.clear()
            done = run("cat", image, *arguments)
            assert done.returncode == 0, done.stderr
            asked = [request.path for request in registry.requests]
            return [asked.count(blob) for blob in blobs]

        assert fetched("/b", "--layer", "1") == [0, 2, 0]
        assert fetched("/b", "--layer", "1") == [0, 1, 0]
        assert fetched("/a") == [2, 0, 1]
        assert fetched("/c") == [0, 0, 1]
        done = run("cat", image, "/c", "--layer", "1")
        assert_refused(
            (done.returncode, done.stdout, done.stderr),
            "/c: layer 1 does not have it; layersize why tells which layers do",
        )
