"""Mode, owner and link target of entries."""

from __future__ import annotations

from pathlib import Path

from layersize.explore.metadata import NO_METADATA, metadata_of
from support.tar_writer import directory, file, hardlink, symlink, tar, whiteout
from tui.images import image_of


def test_what_entries_say_of_themselves(tmp_path: Path) -> None:
    lower = tar(
        directory("d/", mode=0o1777),
        file("d/f", b"x", mode=0o4755, uid=7),
        symlink("s", "../else where"),
        hardlink("h", "d/f"),
    )
    overlay = image_of(tmp_path, "kinds", lower, tar(whiteout("s"))).overlay
    folder, plain, link, other, marker = (metadata_of(overlay, inode) for inode in range(5))
    assert folder[0] == "drwxrwxrwt"
    assert plain == ("-rwsr-xr-x", "7:7", b"")
    assert (link.mode[0], link.target) == ("l", b"../else where")
    assert (other.mode[0], other.target) == ("-", b"d/f")
    assert marker == metadata_of(overlay, -1) == NO_METADATA
