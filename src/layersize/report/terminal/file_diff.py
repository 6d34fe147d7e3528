"""One file of two images: what each has, and a unified diff of texts."""

from __future__ import annotations

from collections.abc import Iterator

from layersize.comparison.text_diff import DiffLine
from layersize.inside.file_diff import ContentDifference, FileDiff, FileSide
from layersize.report.style import QUIET, TITLE, OutputStyle
from layersize.report.styled_text import StyledText, drawn
from layersize.text.cells import cell_len
from layersize.text.escape import inert_text, shown_path

_SIGN_STYLES = {"-": "red", "+": "green", "@": "cyan", "\\": QUIET}
_KIND_WORDS = {
    "symlink": "a link to nothing",
    "directory": "a folder",
    "device": "a device",
    "fifo": "a FIFO",
    "hardlink": "a hardlink to nothing",
}


def render(diff: FileDiff, style: OutputStyle, *, inert: bool = True) -> str:
    """The text; unless it is made `inert`, the lines of the files stand as they are."""
    lines = (*head_lines(diff, style), *diff_lines(diff, style, inert=inert))
    return "".join(f"{drawn(line.segments(), color=style.color)}\n" for line in lines)


def head_lines(diff: FileDiff, style: OutputStyle) -> list[StyledText]:
    """What each image has at the path, what differs marked; then what no diff shows."""
    title = style.name(f"/{shown_path(diff.path.strip(b'/'))}")
    lines = [StyledText(title, TITLE)]
    sides = (diff.base, diff.other)
    rows = [_cells(side, diff, style) for side in sides]
    widths = [max(cell_len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row, twin in zip(rows, reversed(rows), strict=True):
        line = StyledText("  ")
        for at, cell in enumerate(row):
            is_other = at > 1 and cell != twin[at]
            line.append(cell, TITLE if is_other else "")
            line.append(" " * (widths[at] - cell_len(cell) + 2))
        line = line.part(0, len(line.plain.rstrip()))
        lines.append(line)
    verdict = _verdict(diff.content)
    if verdict:
        lines.append(StyledText(f"  {style.plain(verdict)}"))
    return lines


def diff_lines(diff: FileDiff, style: OutputStyle, *, inert: bool = True) -> Iterator[StyledText]:
    """The unified diff with its two head lines; nothing where there is none."""
    if diff.content is None or not diff.content.lines:
        return
    for sign, side in (("---", diff.base), ("+++", diff.other)):
        path = shown_path(side.version.path if side.version else b"")
        yield StyledText(f"{sign} {style.name(path)}\t{style.name(side.image)}", TITLE)
    for line in diff.content.lines:
        text = line.text if line.sign == "@" else f"{line.sign}{_shown(line, inert=inert)}"
        yield StyledText(text, _SIGN_STYLES.get(line.sign, ""))


def _shown(line: DiffLine, *, inert: bool) -> str:
    """A line's text; tabs stay."""
    if not inert:
        return line.text
    return "\t".join(map(inert_text, line.text.split("\t")))


def _cells(side: FileSide, diff: FileDiff, style: OutputStyle) -> list[str]:
    """Image, layer, then what may differ: what is there, mode, owner, and the links to it."""
    image, version = style.name(side.image), side.version
    if version is None:
        return [image, "", style.name(side.absence), "", "", ""]
    layer = f"layer {version.layer}" if version.layer is not None else ""
    what = _KIND_WORDS.get(version.kind, "")
    if side.content_bytes is not None:
        what = style.size(side.content_bytes)
        if side.content_bytes >= 1000:
            what += f" ({side.content_bytes:,} bytes)"
    mode = owner = ""
    if side.ownership is not None:
        mode = f"{side.ownership.mode & 0o7777:04o}"
        owner = f"{side.ownership.uid}:{side.ownership.gid}"
    return [image, layer, what, mode, owner, _links(side, diff, style)]


def _links(side: FileSide, diff: FileDiff, style: OutputStyle) -> str:
    """`/etc/tool → tool-2`, where the images have other links."""
    links = [found.version.links if found.version else () for found in (diff.base, diff.other)]
    if side.version is None or links[0] == links[1]:
        return ""
    arrow = style.signs.hint
    return ", ".join(
        style.name(f"/{shown_path(path)} {arrow} {shown_path(target)}")
        for path, target in side.version.links
    )


def _verdict(content: ContentDifference | None) -> str:
    """Of two files what no diff shows."""
    if content is None or content.lines:
        return ""
    if content.first_offset is None:
        return "same content"
    what = "texts too long for a diff by lines" if content.is_text else "binary"
    return f"{what}: different from byte {content.first_offset:,} on (the first is byte 0)"
