"""Podman's folder, filled by Podman itself, gives the very report that its save gives."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.processes import environment, only_line
from export.exports import exported, whole_report
from real.own_podman import NOBODY_IN_PARTICULAR, OwnPodman
from real.programs import skopeo_copy
from real.random_stacks import ancestors, random_stack
from support.docker_archives import archive, manifest_entry
from support.image_config import config_json, to_json
from support.real_parts import SAMPLE, needed
from support.run_layersize import inspect_report, run_layersize
from support.tar_writer import directory, file, hardlink, tar
from support.unpacked_stores import files_of

pytestmark = pytest.mark.real

STACKS = 100
IMAGES = Path(__file__).parents[1] / "images"
SEEDS = (
    *("hardlinks-in-a-layer", "hardlink-names-replaced-differently", "hardlink-into-a-store"),
    *("names-not-utf8", "names-hostile", "names-gnu-long", "names-pax", "names-escape"),
    *("opaque-first", "opaque-last", "opaque-root", "opaque-keeps-siblings"),
    *("recursive-chmod", "same-size-other-content", "overwrite-thrice", "move-to-another-path"),
    *("whiteout-directory", "whiteout-with-body", "engines-recreated-folder-nested"),
    *("estargz-metadata", "tar-long-trailer", "tar-empty", "symlinked-parent-entry"),
)
"""Images of `tests/images` that Podman loads."""


@pytest.fixture
def podman(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OwnPodman:
    """An empty store, which the configuration names."""
    own = OwnPodman(folder=tmp_path / "podman")
    own.folder.mkdir()
    monkeypatch.setenv("CONTAINERS_STORAGE_CONF", str(own.configure()))
    return own


def assert_same(podman: OwnPodman, name: str, saved: Path) -> Any:
    """Holds the store against the save, with and without reading all contents."""
    saved.unlink(missing_ok=True)
    podman.run("save", "--quiet", "-o", saved, name)
    expected = whole_report(saved)
    assert whole_report(f"storage:{name}") == expected
    assert whole_report(f"storage:{name}", "--verify") == expected
    return expected


def load(podman: OwnPodman, data: bytes, file_name: Path) -> str:
    """The name or id of the image."""
    file_name.write_bytes(data)
    line = podman.run("load", "--quiet", "-i", file_name).splitlines()[-1]
    return line.partition(": ")[2].removeprefix("sha256:")


def as_engines_take_it(layer: bytes) -> bytes:
    """A layer without what Podman refuses on overlay: a path twice, markers of what the layer has
    itself or around other markers, and links to what it does not have."""
    members = files_of(layer)
    ends = [*(member.offset for member in members[1:]), len(layer)]
    kept: dict[str, bytes] = {}
    folders: set[str] = set()
    hidden = {hides(member.name) for member in members}
    for member, end in zip(members, ends, strict=True):
        name = member.name.rstrip("/")
        lies_hidden = any(path in hidden for path in (name, *ancestors(name)))
        is_link_away = member.islnk() and member.linkname not in kept
        is_below_file = any(path in kept and path not in folders for path in ancestors(name))
        if name not in kept and not (lies_hidden or is_link_away or is_below_file):
            kept[name] = layer[member.offset : end]
            folders |= {name} if member.isdir() else set()
    return tar(*kept.values())


def hides(name: str) -> str:
    """The path that a whiteout hides; empty for anything else."""
    folder, _, last = name.rpartition("/")
    is_whiteout = last.startswith(".wh.") and not last.startswith(".wh..wh.")
    return f"{folder}/{last.removeprefix('.wh.')}".lstrip("/") if is_whiteout else ""


def test_random_stacks(podman: OwnPodman, tmp_path: Path) -> None:
    """All in one archive: loaded at once, and saved at once."""
    members: dict[str, bytes] = {}
    entries = []
    for seed in range(STACKS):
        layers = list(map(as_engines_take_it, random_stack(seed)))
        members[f"{seed}.json"] = config_json(layers, author=str(seed))
        names = [f"{seed}-{index}.tar" for index in range(len(layers))]
        members |= dict(zip(names, layers, strict=True))
        entries.append(manifest_entry(f"{seed}.json", [f"localhost/stack:{seed}"], names))
    manifest = file("manifest.json", to_json(entries))
    load(podman, tar(manifest, *(file(*member) for member in members.items())), tmp_path / "in.tar")
    saved = tmp_path / "saved.tar"
    names = [f"localhost/stack:{seed}" for seed in range(STACKS)]
    podman.run("save", "--quiet", "--multi-image-archive", "-o", saved, *names)
    causes = set()
    for name in names:
        expected = whole_report(f"{saved}:{name}")
        assert whole_report(f"storage:{name}") == expected, name
        causes |= {row["cause"] for row in expected["shadowed"]}
    assert causes >= {"deleted", "overwritten"}


@pytest.mark.parametrize("seed", SEEDS)
def test_odd_images(seed: str, podman: OwnPodman, tmp_path: Path) -> None:
    (path,) = IMAGES.glob(f"{seed}.tar*")
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    name = load(podman, data, tmp_path / "in.tar")
    if seed in ("names-escape", "whiteout-with-body"):  # Podman can't save what it unpacked of it
        expected = whole_report(path)
        assert whole_report(f"storage:{name}") == {**expected, "warnings": expected["warnings"]}
        return
    assert_same(podman, name, tmp_path / "saved.tar")


def test_built_committed_imported_and_squashed(podman: OwnPodman, tmp_path: Path) -> None:
    context = tmp_path / "context"
    context.mkdir()
    (context / "big").write_bytes(os.urandom(200_000))
    os.truncate(context / "big", 3_000_000)  # sparse
    (context / "rootfs.tar").write_bytes(
        tar(directory("etc/"), file("etc/a", b"a" * 5000), hardlink("etc/b", "etc/a"))
    )
    lines = ["FROM scratch", "ADD rootfs.tar /", "COPY big /big", "COPY --chmod=600 big /big"]
    (context / "Dockerfile").write_text("\n".join(lines))
    for name, options in (("layers", ["--layers"]), ("squash", ["--squash-all"])):
        podman.run("build", "--quiet", *options, "-t", name, context)
        report = assert_same(podman, f"localhost/{name}:latest", tmp_path / "saved.tar")
        assert len(report["layers"]) == (3 if name == "layers" else 1)
    causes = {row["cause"] for row in whole_report("storage:layers")["shadowed"]}
    assert causes == {"metadata-only"}
    podman.run("import", "--quiet", context / "rootfs.tar", "localhost/imported:v1")
    assert_same(podman, "localhost/imported:v1", tmp_path / "saved.tar")
    container = podman.run("create", "localhost/layers:latest", "/x")
    podman.run("commit", "--quiet", container, "localhost/committed:v1")
    assert_same(podman, "localhost/committed:v1", tmp_path / "saved.tar")


@pytest.mark.parametrize("compression", ["gzip", "zstd", "zstd:chunked"])
def test_pulled(
    compression: str, podman: OwnPodman, need: Callable[..., None], tmp_path: Path
) -> None:
    need("skopeo")
    host = needed("LAYERSIZE_REGISTRY")
    name = f"{host}/podman-store:{compression.replace(':', '-')}"
    source = Path(needed("LAYERSIZE_PARTS_IMAGES")) / "sample-v1.podman.tar"
    options = ("--dest-tls-verify=false", f"--dest-compress-format={compression}")
    skopeo_copy(f"docker-archive:{source}", f"docker://{name}", *options)
    podman.run("load", "--quiet", "-i", source)  # the layers are there under other digests
    podman.run("pull", "--quiet", "--tls-verify=false", name)
    assert_same(podman, name, tmp_path / "saved.tar")
    asked, found = inspect_report(f"registry:{name}"), inspect_report(f"storage:{name}")
    for key in ("digest", "transfer_bytes"):
        assert [layer[key] for layer in found["layers"]] == [
            layer[key] for layer in asked["layers"]
        ]
    assert found["image"]["transfer_bytes"] == asked["image"]["transfer_bytes"] > 0
    digest = skopeo_digest(name)
    assert inspect_report(f"storage:{host}/podman-store@{digest}")["image"]["transfer_bytes"]


def skopeo_digest(name: str) -> str:
    command = ["skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}"]
    done = subprocess.run([*command, f"docker://{name}"], capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_a_list(podman: OwnPodman, tmp_path: Path) -> None:
    layer = tar(file("a", b"a"))
    ids = {}
    for platform in ("linux/amd64", "linux/arm64"):
        config = config_json([layer], platform=platform)
        entry = manifest_entry("config.json", None, ["layer.tar"])
        parts = {"manifest.json": to_json([entry]), "config.json": config, "layer.tar": layer}
        data = tar(*(file(*part) for part in parts.items()))
        ids[platform] = load(podman, data, tmp_path / "in.tar")
    podman.run("manifest", "create", "localhost/list:v1")
    for image_id in ids.values():
        podman.run("manifest", "add", "localhost/list:v1", f"containers-storage:{image_id}")
    for platform, image_id in ids.items():
        found = inspect_report("storage:list:v1", "--platform", platform)["image"]
        assert found["image_id"] == f"sha256:{image_id}"
    done = run_layersize(["inspect", "storage:list:v1", "--platform", "linux/s390x"])
    assert done.exit_code == 2
    assert "has no image for linux/s390x" in done.stderr


def test_removed_images_and_lower_layers_that_stay(podman: OwnPodman, tmp_path: Path) -> None:
    layers = [tar(file("a", b"a")), tar(file("a", b"b"))]
    load(podman, archive(*layers), tmp_path / "in.tar")
    (tmp_path / "other.tar").write_bytes(archive(layers[0]))
    podman.run("tag", "app:v1", "localhost/two:v1")
    load(podman, archive(layers[0]), tmp_path / "in.tar")
    assert len(whole_report("storage:two:v1")["layers"]) == 2
    assert len(whole_report("storage:app:v1")["layers"]) == 1
    podman.run("rmi", "localhost/two:v1")
    done = run_layersize(["inspect", "storage:two:v1"])
    assert done.exit_code == 2
    assert "has no image 'two:v1'" in done.stderr
    assert len(whole_report("storage:app:v1")["layers"]) == 1


def test_compared_with_an_archive_and_exported(podman: OwnPodman, tmp_path: Path) -> None:
    """Files whose equality decides something are read from the folder."""
    base = [tar(file("same", b"x" * 9000), file("etc/a", b"1"), file("gone", b"g"))]
    newer = [tar(file("same", b"x" * 9000, mode=0o600), file("etc/a", b"2"))]
    name = load(podman, archive(*base), tmp_path / "base.tar")
    (tmp_path / "newer.tar").write_bytes(archive(*newer))
    expected = compared(tmp_path / "base.tar", tmp_path / "newer.tar")
    assert compared(f"storage:{name}", tmp_path / "newer.tar") == expected
    assert {(row["path"], row["status"]) for row in expected} >= {
        ("same", "metadata-only"),
        ("etc/a", "changed"),
    }
    for form in ("docker-archive", "oci-archive"):
        written = exported(f"storage:{name}", tmp_path / f"{form}.tar", "--format", form)
        assert whole_report(written) == whole_report(f"storage:{name}")


def compared(base: object, other: object) -> Any:
    done = run_layersize(["compare", str(base), str(other), "--format", "json"])
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)["paths"]


_AS_SOMEBODY = """
import os, sys
import fractions, http.client, humanize, json, rich.console, tomllib, fastcrc
import layersize.cache.walk_cache, layersize.cli.commands.inspect, layersize.cli.settings
import layersize.findings.advise, layersize.packages.owners
import layersize.layers.capture.secret_finders
import layersize.cli.output, layersize.cli.dockerfiles, layersize.measure, layersize.report.formats
import layersize.report.json.image, layersize.layers.parallel, layersize.layers.walk_unpacked
import layersize.text.escape, layersize.sources.local.storage, layersize.sources.similar
import layersize.oci.image_name, layersize.sources.engine.podman, layersize.sources.saved_image
os.setgroups([])
os.setresgid(USER, USER, USER)
os.setresuid(USER, USER, USER)
sys.exit(layersize.cli.main(sys.argv[1:]))
"""


def as_somebody(*arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """A command as a user who may read none of root's folders, as those of Python may be."""
    script = _AS_SOMEBODY.replace("USER", str(NOBODY_IN_PARTICULAR))
    env = environment(**variables)
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, env=env, capture_output=True, check=False)


@pytest.fixture
def home() -> Iterator[Path]:
    """Of a user; that of pytest is for its owner alone."""
    folder = Path(tempfile.mkdtemp())
    os.chown(folder, NOBODY_IN_PARTICULAR, NOBODY_IN_PARTICULAR)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("driver", ["overlay", "vfs"])
def test_the_store_of_a_user_without_any_service(driver: str, home: Path) -> None:
    own = OwnPodman(folder=home, driver=driver, user=NOBODY_IN_PARTICULAR)
    archive_file = home / "in.tar"
    shutil.copy(Path(needed("LAYERSIZE_PARTS_IMAGES")) / "sample-v1.podman.tar", archive_file)
    archive_file.chmod(0o644)
    own.run("load", "--quiet", "-i", archive_file)
    conf = own.configure()
    expected = whole_report(archive_file)
    for more in ((), ("--verify",)):
        options = ("--format", "json", "--top", "1000000", "--no-cache", *more)
        # a bare name is found there, too, once no engine has it
        for name in (f"storage:{SAMPLE}", SAMPLE):
            done = as_somebody(
                *("inspect", name, *options),
                CONTAINERS_STORAGE_CONF=str(conf),
                DOCKER_HOST="unix:///nonexistent",
                CONTAINER_HOST="unix:///nonexistent",
                HOME=str(home),
            )
            assert done.returncode == 0, done.stderr
            report = json.loads(done.stdout)
            for key in ("content_bytes", "live_bytes", "tar_bytes", "shadowed_bytes"):
                assert report["image"][key] == expected["image"][key]
            for key in ("pairs", "shadowed", "biggest", "warnings"):
                assert report[key] == expected[key]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_store_of_somebody_else(home: Path) -> None:
    own = OwnPodman(folder=home, user=NOBODY_IN_PARTICULAR)
    (home / "in.tar").write_bytes(archive(tar(file("a", b"a"))))
    own.run("load", "--quiet", "-i", home / "in.tar")
    conf = own.configure()
    done = subprocess.run(
        [sys.executable, "-m", "layersize", "inspect", "storage:app:v1"],
        env=environment(CONTAINERS_STORAGE_CONF=str(conf)),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert f"is owned by user {NOBODY_IN_PARTICULAR}" in only_line(done.stderr)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_store_that_may_not_be_read(podman: OwnPodman, tmp_path: Path) -> None:
    load(podman, archive(tar(file("a", b"a"))), tmp_path / "in.tar")
    conf = Path(tempfile.mkdtemp())
    try:
        conf.chmod(0o755)
        shutil.copy(podman.configure(), conf / "storage.conf")
        where = str(conf / "storage.conf")
        done = as_somebody("inspect", "storage:app:v1", CONTAINERS_STORAGE_CONF=where)
    finally:
        shutil.rmtree(conf)
    assert done.returncode == 2
    assert "you may not read it (permission denied)" in only_line(done.stderr)
