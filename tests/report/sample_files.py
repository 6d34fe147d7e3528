"""Lists of files, made by hand, as the renderers get them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from layersize.accounting.result import Cause
from layersize.explore.file_list import FileGroup, FileList, FileQuery, FileTotals
from layersize.explore.image_files import ImageFile
from layersize.layers.entries import Ownership
from layersize.patterns import Pattern
from report import sample_analyses as samples

ROOT = Ownership(0o644, 0, 0)
FORMULA = b'=HYPERLINK("http://evil.example","a")'


def image_file(path: bytes, content_bytes: int = 0, **changes: object) -> ImageFile:
    """A visible file of layer 0, save for what is given."""
    plain = ImageFile(path, "file", content_bytes, 7, 7, 0, None, None, ROOT, None)
    return plain._replace(**changes)  # type: ignore[arg-type] - the caller knows the fields


def file_list(files: Sequence[ImageFile], query: FileQuery, **changes: object) -> FileList:
    """The files of hello_c, with their sums, save for what is given."""
    live = [file.content_bytes for file in files if file.hidden_in is None]
    listed = FileList(
        analysis=samples.hello_c(),
        query=query,
        totals=FileTotals(
            files=sum(file.kind != "directory" for file in files),
            folders=sum(file.kind == "directory" for file in files),
            live_bytes=sum(live),
            hidden_bytes=sum(file.content_bytes for file in files) - sum(live),
        ),
        files=files,
        by=None,
        groups=(),
        remarks=(),
    )
    return replace(listed, **changes)  # type: ignore[arg-type] - the caller knows the fields


def every_kind() -> FileList:
    """Each type of name, and each way to be hidden."""
    hidden = {"hidden_in": 5, "layer": 1}
    return file_list(
        [
            image_file(b"usr/lib/gcc/cc1", 33_554_432, layer=2),
            image_file(b"var/lib/apt/lists/a", 17_000_000, cause=Cause.DELETED, **hidden),
            image_file(b"var/lib/dpkg/status", 120_000, cause=Cause.OVERWRITTEN, **hidden),
            image_file(b"usr/bin/sudo", 92_000, ownership=Ownership(0o4755, 0, 0)),
            image_file(b"etc/passwd", 1_200, cause=Cause.METADATA_ONLY, **hidden),
            image_file(b"hello.c", 61, layer=3, ownership=Ownership(0o600, 100_000, 65_534)),
            image_file(b"twice", 12, layer=4, hidden_in=4, cause=Cause.DUPLICATE_ENTRY),
            image_file(b"usr/bin/sudoedit", kind="hardlink", target=b"usr/bin/sudo"),
            image_file(b"usr/lib/" + b"long/" * 20 + b"l", kind="symlink", target=b"../" * 40),
            image_file(b"", kind="directory", ownership=Ownership(0o755, 0, 0)),
            image_file(b"bin", kind="symlink", target=b"usr/bin", ownership=Ownership(0o777, 0, 0)),
            image_file(b"dev/null", kind="device", ownership=Ownership(0o666, 0, 0)),
            image_file(b"run/pipe", kind="fifo", ownership=Ownership(0o600, -2, 5)),
            image_file(b"tmp", kind="directory", ownership=Ownership(0o1777, 0, 0)),
        ],
        FileQuery(hidden=True),
    )


def live_only() -> FileList:
    """The largest of many, with everything that can be asked for."""
    patterns = (Pattern("*.so"), Pattern("usr/lib/"))
    query = FileQuery(patterns=patterns, layer=2, min_bytes=1_000_000)
    files = [image_file(b"usr/lib/a.so", 9_000_000, layer=2), image_file(b"b.so", 1_000_000)]
    totals = FileTotals(files=1_204, folders=3, live_bytes=13_400_000)
    return file_list(files, query, totals=totals)


def nothing_found() -> FileList:
    """Two patterns that match nothing."""
    query = FileQuery(patterns=(Pattern("lib/a.so"), Pattern("src")), live=False, hidden=True)
    remarks = (
        "lib/a.so: matches nothing, but **/lib/a.so matches usr/lib/a.so; write **/lib/a.so if "
        "that is meant, /lib/a.so if only the root is",
        "src: matches nothing",
    )
    return file_list([], query, remarks=remarks)


def hostile() -> FileList:
    """Names that were made to hurt a terminal or a spreadsheet."""
    names = [
        *(samples.HOSTILE_PATH, FORMULA, b"+1", b"-2+3", b"@SUM(1)", b"\t=1", b"\r=1"),
        *(b'a"b,c', b"a\nb", b"\xff=", b" =1", b"\\n"),
    ]
    files = [image_file(name, 10 - at) for at, name in enumerate(names[:10])]
    files += [image_file(name, kind="symlink", target=name) for name in names]
    return file_list(
        files, FileQuery(hidden=True), analysis=samples.hostile_image(), remarks=(samples.HOSTILE,)
    )


def by_directory() -> FileList:
    """Folders with what is directly in them."""
    groups = [
        FileGroup(key=b"var/lib/apt/lists", live_bytes=0, hidden_bytes=108_100_000, files=14),
        FileGroup(key=b"usr/lib", live_bytes=33_000_000, hidden_bytes=400_000, files=1_318),
        FileGroup(key=b".", live_bytes=61, hidden_bytes=0, files=1),
        FileGroup(key=FORMULA, live_bytes=5, hidden_bytes=0, files=1),
        FileGroup(key=samples.HOSTILE_PATH, live_bytes=0, hidden_bytes=0, files=2),
    ]
    return _grouped("directory", groups, FileQuery(hidden=True))


def by_extension() -> FileList:
    """Visible files by the ends of their names."""
    groups = [
        FileGroup(key=b".so", live_bytes=33_000_000, hidden_bytes=0, files=318),
        FileGroup(key=b"", live_bytes=12_000, hidden_bytes=0, files=4_000),
    ]
    return _grouped("extension", groups, FileQuery())


def by_layer() -> FileList:
    """Hidden files by the layers that ship them."""
    groups = [
        FileGroup(key=b"1", live_bytes=0, hidden_bytes=108_100_000, files=14),
        FileGroup(key=b"0", live_bytes=0, hidden_bytes=500_000, files=3),
    ]
    return _grouped("layer", groups, FileQuery(live=False, hidden=True))


def _grouped(by: str, groups: Sequence[FileGroup], query: FileQuery) -> FileList:
    totals = FileTotals(
        files=sum(group.files for group in groups),
        folders=7,
        live_bytes=sum(group.live_bytes for group in groups),
        hidden_bytes=sum(group.hidden_bytes for group in groups),
    )
    return file_list([], query, by=by, groups=groups, totals=totals)
