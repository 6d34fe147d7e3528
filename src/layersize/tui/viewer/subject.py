"""What the viewer is about, in the words at its top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from layersize.explore.explored import ExploredImage
from layersize.explore.listing import Item
from layersize.explore.traces import EntryDetails
from layersize.report.style import QUIET, SHADOWED, TITLE, OutputStyle
from layersize.text.sizes import count_text
from layersize.tui.file_content import FileContent, FilePlace
from layersize.tui.notes.files import entry_line
from layersize.tui.notes.words import hidden_line
from layersize.values import dataclass

_MARKERS = {
    "whiteout": "A marker: it hides what lower layers have at this path. It has no content.",
    "opaque marker": "A marker: it hides all that lower layers have in this folder.",
    "no path": "An entry without a name: it has no place in the file system.",
    "device": "A device: it has no content.",
    "fifo": "A FIFO, a pipe with a name: it has no content.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A name in an image, and where the user came from."""

    image: ExploredImage
    place: FilePlace
    item: Item | None = None
    """The row that it is, if it is one of a tree."""
    note: str = ""
    """`only in A`, of one of two images."""

    @property
    def details(self) -> EntryDetails | None:
        """What its entry says; None for a folder that no entry describes."""
        return self.image.details(self.place.entry)


def without_content(subject: Subject, style: OutputStyle) -> str | None:
    """What is said of something that has no data; None where they are to be read."""
    details, item = subject.details, subject.item
    if item is not None and item.is_directory:
        size = style.size(item.content_bytes)
        return f"A folder: {count_text(item.files, 'file')} in it, {size}."
    if details is None:
        return "A folder that no layer has an entry for."
    if details.kind == "directory":
        return "A folder."
    if details.kind == "symlink" and subject.place.layer is not None:
        target = style.path(details.link_target or b"")
        return f"A link to {target}, as this layer ships it. Under Files links are followed."
    return _MARKERS.get(details.kind)


def kind_words(content: FileContent, style: OutputStyle) -> str:
    """What is said of something without data that links led to."""
    where = style.path(content.path)
    words = {"directory": "a folder", "device": "a device", "fifo": "a FIFO"}
    what = words.get(content.kind, f"a {content.kind} that leads nowhere")
    return f"{where} is {what}: there is no content to show."


def title_lines(
    subject: Subject, content: FileContent | None, style: OutputStyle, width: int
) -> Sequence[Text]:
    """The path, what it is, which layer ships it, what hides it, which links were followed."""
    return list(_title_lines(subject, content, style, width))


def _title_lines(
    subject: Subject, content: FileContent | None, style: OutputStyle, width: int
) -> Iterator[Text]:
    details, analysis = subject.details, subject.image.analysis
    note = f"  {subject.note}" if subject.note else ""
    path = style.cut_start(style.path(subject.place.path), max(10, width - len(note)))
    yield Text.assemble((path, TITLE), (note, QUIET))
    if details is None:
        return
    line = Text(no_wrap=True)
    if content is not None and content.kind == "file":
        line.append(f"{style.size(content.content_bytes)} ")
    yield line.append_text(entry_line(details, subject.image, style))
    if content is not None and content.links:
        yield _followed(content, style)
    shadow = details.shadow
    if shadow is None and content is not None and content.entry not in (None, subject.place.entry):
        shadow = subject.image.traces.shadow_of(content.entry or -1)
    if shadow is not None:
        entry = subject.place.entry if content is None or content.entry is None else content.entry
        byte_count = subject.image.traces.content_bytes[entry]
        yield hidden_line(byte_count, shadow.cause, shadow.hidden_in, analysis, style)
    elif subject.place.layer is not None and _is_replaced(subject, content):
        yield Text(f"{style.signs.hidden} a container sees something else at this path", SHADOWED)


def _followed(content: FileContent, style: OutputStyle) -> Text:
    """`links followed inside the image: bin/sh → dash, usr/bin/dash is shown`."""
    line = Text("links followed inside the image: ", QUIET, no_wrap=True)
    for at, (path, target) in enumerate(content.links):
        line.append(", " if at else "").append(f"{style.path(path)} {style.signs.hint} ")
        line.append(style.path(target))
    return line.append(f"; this is {style.path(content.path)}", QUIET)


def _is_replaced(subject: Subject, content: FileContent | None) -> bool:
    """Whether a container sees something else at the path, or nothing."""
    live = subject.image.files.inode_at(subject.place.path)
    return live not in (subject.place.entry, content.entry if content else None)
