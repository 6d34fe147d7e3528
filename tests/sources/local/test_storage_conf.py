"""Which folder holds a user's images: storage.conf, the environment, and what counts first."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from layersize.errors import LayersizeError
from layersize.sources.local import storage_conf as module
from layersize.sources.local.storage_conf import StorageConf, storage_conf

VARIABLES = (
    *("CONTAINERS_STORAGE_CONF", "STORAGE_DRIVER", "STORAGE_OPTS", "XDG_CONFIG_HOME"),
    *("XDG_DATA_HOME", "_CONTAINERS_ROOTLESS_UID"),
)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any storage.conf; its files are below this folder."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    system = tuple(str(tmp_path / name) for name in ("etc.conf", "usr-share.conf"))
    monkeypatch.setattr(module, "_OF_THE_SYSTEM", system)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    return lambda uid: monkeypatch.setattr(os, "geteuid", lambda: uid)


def write(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[storage]\n" + "".join(f"{line}\n" for line in lines))
    return path


def own_conf(machine: Path) -> Path:
    return machine / "home/.config/containers/storage.conf"


def test_without_a_file(machine: Path, become: Callable[[int], None]) -> None:
    become(0)
    assert storage_conf() == StorageConf(("/var/lib/containers/storage",), None)
    become(1000)
    assert storage_conf().roots == (f"{machine}/home/.local/share/containers/storage",)


def test_data_home(
    machine: Path, become: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    become(1000)
    monkeypatch.setenv("XDG_DATA_HOME", str(machine / "data"))
    assert storage_conf().roots == (f"{machine}/data/containers/storage",)


def test_of_root(machine: Path, become: Callable[[int], None]) -> None:
    become(0)
    write(machine / "usr-share.conf", 'driver = "vfs"', 'graphroot = "/shared"')
    assert storage_conf() == StorageConf(("/shared",), "vfs")
    lines = ('driver = "overlay2"', 'graphroot = "/etc-root"', 'imagestore = "/images"')
    more = "[storage.options]\nadditionalimagestores = ['/a', '/b', '/a']"
    write(machine / "etc.conf", *lines, more)
    expected = ("/images", "/etc-root", "/a", "/b")
    assert storage_conf() == StorageConf(expected, "overlay")
    write(own_conf(machine), 'graphroot = "/of-no-account"')
    assert storage_conf().roots == expected


def test_of_a_user(machine: Path, become: Callable[[int], None]) -> None:
    """Of the system's file only what is meant for users counts; each user's own comes before."""
    become(1000)
    more = "[storage.options]\nadditionalimagestores = ['/a']"
    path = 'rootless_storage_path = "$HOME/of-$UID"'
    write(machine / "etc.conf", 'driver = "overlay"', 'graphroot = "/of-root"', path, more)
    assert storage_conf() == StorageConf((f"{machine}/home/of-1000",), "overlay")
    write(own_conf(machine), 'driver = "vfs"', more)
    assert storage_conf() == StorageConf((f"{machine}/home/of-1000", "/a"), "vfs")
    write(own_conf(machine), 'rootless_storage_path = "/own"')
    assert storage_conf().roots == ("/own",)
    write(own_conf(machine), 'rootless_storage_path = "/own"', 'graphroot = "/first"')
    assert storage_conf().roots == ("/first",)


def test_the_file_that_is_told(
    machine: Path, become: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a user, some versions take the graphroot of that file, others don't."""
    told = write(machine / "told.conf", 'graphroot = "/told"')
    monkeypatch.setenv("CONTAINERS_STORAGE_CONF", str(told))
    write(machine / "etc.conf", 'graphroot = "/of-root"')
    become(0)
    assert storage_conf().roots == ("/told",)
    become(1000)
    write(own_conf(machine), 'graphroot = "/own"')
    usual = f"{machine}/home/.local/share/containers/storage"
    assert storage_conf().roots == (usual, "/told")
    monkeypatch.setenv("CONTAINERS_STORAGE_CONF", str(machine / "gone"))
    assert storage_conf().roots == (usual,)


def test_the_environment_counts_before_files(
    machine: Path, become: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    become(0)
    more = "[storage.options]\nadditionalimagestores = ['/a']"
    write(machine / "etc.conf", 'driver = "vfs"', 'graphroot = "/r"', more)
    monkeypatch.setenv("STORAGE_DRIVER", "overlay")
    monkeypatch.setenv("STORAGE_OPTS", "overlay.imagestore=/x,overlay.mountopt=nodev,imagestore=/y")
    assert storage_conf() == StorageConf(("/r", "/x", "/y"), "overlay")
    monkeypatch.setenv("STORAGE_OPTS", "")
    assert storage_conf().roots == ("/r",)


def test_inside_of_podman_unshare_the_user_is_root(
    machine: Path, become: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    become(0)
    monkeypatch.setenv("_CONTAINERS_ROOTLESS_UID", "1000")
    assert storage_conf().roots == (f"{machine}/home/.local/share/containers/storage",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[storage", "is not TOML"),
        ("\xff", "is not TOML"),
        ("storage = 1", "storage: is not an object"),
        ("[storage]\ngraphroot = 1", "graphroot: is not a string"),
        ("[storage]\n[storage.options]\nadditionalimagestores = 1", "is not an array"),
    ],
)
def test_a_file_that_can_not_be_read(
    text: str, said: str, machine: Path, become: Callable[[int], None]
) -> None:
    become(0)
    (machine / "etc.conf").write_bytes(text.encode("latin-1"))
    with pytest.raises(LayersizeError, match=said) as caught:
        storage_conf()
    assert caught.value.remedy == "correct the file"
