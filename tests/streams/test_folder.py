"""A file below a folder is opened without following what an image may have put there."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layersize.streams.folder import open_below


def becomes_device(file: Path) -> None:
    """That of /dev/null, which nobody minds: others start what they control when opened."""
    file.unlink()
    try:
        os.mknod(file, stat.S_IFCHR | 0o600, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only root can make a device")


def becomes_fifo(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def becomes_link(file: Path) -> None:
    file.rename(file.with_name("moved"))
    file.symlink_to("moved")


def becomes_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def is_there(folder: Path) -> Path:
    file = folder / "a" / "b" / "data"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"data")
    return file


def test_a_file(tmp_path: Path) -> None:
    is_there(tmp_path)
    with open(open_below(tmp_path, [b"a", b"b", b"data"]), "rb") as opened:  # noqa: PTH123 - of a descriptor
        assert opened.read() == b"data"


@pytest.mark.parametrize("change", [becomes_device, becomes_fifo, becomes_link, becomes_folder])
def test_what_is_no_file_is_not_even_opened(
    change: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(is_there(tmp_path))
    opened: list[Any] = []
    really_open = os.open

    def recording(path: Any, *arguments: Any, **named: Any) -> int:
        opened.append(path)
        return really_open(path, *arguments, **named)

    monkeypatch.setattr(os, "open", recording)
    with pytest.raises(OSError, match="is not a regular file"):
        open_below(tmp_path, [b"a", b"b", b"data"])
    assert opened == [tmp_path, b"a", b"b"]


def test_a_link_on_the_way(tmp_path: Path) -> None:
    becomes_link(is_there(tmp_path).parent)
    with pytest.raises(OSError, match=r"directory|link"):
        open_below(tmp_path, [b"a", b"b", b"data"])
