"""A file on the whole screen: as text or as bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Input

from layersize.progress import Progress
from layersize.report.style import OutputStyle
from layersize.tui.file_content import MOST_BYTES, FileContent
from layersize.tui.loader import Backend
from layersize.tui.viewer.paged_screen import PagedScreen
from layersize.tui.viewer.pages import Pages, pages_of
from layersize.tui.viewer.subject import Subject, kind_words, title_lines, without_content
from layersize.tui.wanted import ExtractWanted


class ViewerScreen(PagedScreen[tuple[FileContent, Pages]]):
    """Shows one of some files."""

    BINDING_GROUP_TITLE = "Viewer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,backspace", "back", "Back"),
        Binding("ctrl+e", "extract", "Extract"),
        Binding("x", "hex", "Text / bytes"),
        Binding("colon", "ask(':')", "Go to a line, or to an offset", show=False, key_display=":"),
        Binding(
            "right_square_bracket", "step(1)", "Next file of a pair", show=False, key_display="]"
        ),
        Binding(
            "left_square_bracket", "step(-1)", "File of a pair before", show=False, key_display="["
        ),
    ]

    def __init__(self, subjects: Sequence[Subject], backend: Backend, style: OutputStyle) -> None:
        super().__init__(style)
        self._subjects = subjects
        self._number = 0
        self._backend = backend
        self._is_hex = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:  # noqa: ARG002 - as Textual calls it
        """A colon that is typed into the field is part of it."""
        return action != "ask" or not isinstance(self.focused, Input)

    @property
    def subject(self) -> Subject:
        """What is shown."""
        return self._subjects[self._number]

    def begin(self) -> None:
        """Reads, if there is anything to be read."""
        words = without_content(self.subject, self.shown_as)
        if words is None:
            super().begin()
        else:
            self.result = None
            self.say(words)

    def read(self, progress: Progress) -> tuple[FileContent, Pages]:
        subject = self.subject
        content = self._backend.content(subject.image.image, subject.place, MOST_BYTES, progress)
        return content, pages_of(content.path, content.head)

    def show_result(self, result: tuple[FileContent, Pages]) -> None:
        content, pages = result
        if content.kind != "file":
            self.say(kind_words(content, self.shown_as))
        else:
            self._is_hex = not pages.is_text
            self.show_page(pages.hex if self._is_hex else pages.text)

    def titles(self, width: int) -> Sequence[Text]:
        content = self.result[0] if self.result else None
        return title_lines(self.subject, content, self.shown_as, width)

    def status(self) -> Sequence[str]:
        if self.result is None:
            return []
        content, pages = self.result
        parts = [] if self._is_hex or not pages.language else [pages.language]
        if len(content.head) < content.content_bytes:
            parts.append(f"{self.what_is_searched} of {self.shown_as.size(content.content_bytes)}")
        elif content.head and not self._is_hex and not content.head.endswith(b"\n"):
            parts.append("no line end at the end")
        if len(self._subjects) > 1:
            parts.append(f"file {self._number + 1} of {len(self._subjects)}: ] goes on")
        return parts

    @property
    def what_is_searched(self) -> str:
        if self.result is None or len(self.result[0].head) == self.result[0].content_bytes:
            return "this file"
        return f"the first {self.shown_as.size(len(self.result[0].head))}"

    @property
    def may_be_bytes(self) -> bool:
        return self._is_hex

    def hint(self, sign: str) -> str:
        if sign == ":":
            return "an offset, as 1024 or 0x400" if self._is_hex else "a line's number"
        return "text, or bytes as 7f 45 4c or 0x7f454c" if self._is_hex else "text to look for"

    def answered(self, sign: str, typed: str) -> None:
        if sign != ":":
            super().answered(sign, typed)
            return
        try:
            number = int(typed, 0 if self._is_hex else 10)
        except ValueError:
            self.notify(f"{self.shown_as.name(typed)} is no number.", markup=False)
            return
        if self.result is not None:
            pages = self.result[1]
            last = len(pages.hex.data) - 1
            hex_row = pages.hex.row_at(max(0, min(number, last)))
            self.view.go_to_row(hex_row if self._is_hex else pages.text.row_of_line(number))

    def action_hex(self) -> None:
        """The other way to show it, at the same place."""
        if self.result is None or self.result[0].kind != "file":
            self.notify("There is no content here.")
            return
        offset, pages = self.view.offset_in_view, self.result[1]
        before = self.view.page
        self._is_hex = not self._is_hex
        page = pages.hex if self._is_hex else pages.text
        page.search = before.search if before is not None else None
        self.show_page(page, offset)

    def action_extract(self) -> None:
        """Writes the whole file to disk."""
        subject = self.subject
        place = subject.place
        self.post_message(ExtractWanted(subject.image, place.path, place.layer))

    def action_step(self, steps: int) -> None:
        """Another of the files."""
        if len(self._subjects) == 1:
            self.notify("This is the only file here.")
        else:
            self._number = (self._number + steps) % len(self._subjects)
            self.begin()
