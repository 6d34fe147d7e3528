"""An image whose files are looked at."""

from __future__ import annotations

from pathlib import Path

from layersize.accounting.analyzed_image import AnalyzedImage
from support.tar_writer import (
    char_device,
    directory,
    fifo,
    file,
    hardlink,
    symlink,
    tar,
    whiteout,
)
from tui.images import image_of

STEPS = ("COPY . /", "RUN make settings", "RUN rm settings")
CODE = b"""#!/usr/bin/env python3
'''A program.'''
import sys


def main(count: int = 7) -> None:
    # says it
    for number in range(count):
        print("needle", number, "\xc3\xa9\xe2\x82\xac")


main()
"""
BINARY = b"\x7fELF\x02" + bytes(range(256)) * 8 + b"needle" + bytes(100)
LOG = b"".join(b"%03d an entry of the log\n" % number for number in range(1, 301))
LONG_LINE = b"begin " + b"0123456789" * 2000 + b" the end\nsecond line\n"
HOSTILE = (
    b"esc \x1b[31mred\x1b[0m\n"
    b"title \x1b]0;owned\x07\n"
    b"[red]markup[/red] [@click=app.quit]click[/]\n"
    b"bidi \xe2\x80\xaefdp.exe\n"
    b"bad \xff\xfe utf\n"
    b"literal \\x1b stays\n"
    b"carriage\rreturn\n"
    b"wide \xef\xbd\x97\xef\xbd\x97\xef\xbd\x97 combined e\xcc\x81\xcc\x81\xcc\x81\n"
    b"tab\tstop\n"
)


def viewed(folder: Path) -> AnalyzedImage:
    """Text, code, bytes, links, what has no content, and versions that are hidden."""
    first = tar(
        file("app.py", CODE, mode=0o755),
        file("data.bin", BINARY),
        file("log", LOG),
        file("long", LONG_LINE),
        file("hostile", HOSTILE),
        file("empty"),
        file("settings", "number = 1\n"),
        char_device("null", 1, 3),
        fifo("pipe"),
        directory("bin/"),
        symlink("bin/run", "/app.py"),
        symlink("bin/indirect", "run"),
        symlink("bin/lost", "nowhere"),
        symlink("bin/loop", "loop"),
        symlink("bin/folder", ".."),
        hardlink("same", "app.py"),
    )
    second = tar(file("settings", "number = 22\n"), hardlink("other", "settings"))
    third = tar(whiteout("settings"), whiteout("other"), file("log", LOG + b"one more\n"))
    return image_of(folder, "viewed", first, second, third, steps=STEPS)


def reviewed(folder: Path) -> AnalyzedImage:
    """Another version of it."""
    first = tar(
        file("app.py", CODE.replace(b"7", b"8").replace(b"# says it", b"# shows it"), mode=0o755),
        file("data.bin", BINARY[:-50] + b"x" * 50),
        file("log", LOG),
        file("added", "only here\n"),
    )
    return image_of(folder, "reviewed", first, steps=STEPS[:1])
