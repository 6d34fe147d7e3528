"""A file on the whole screen: what is said of it, and its content as text or bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.errors import LayersizeError
from layersize.tui.file_content import FileContent
from tui.opening import body, open_file, page_view, until_shown
from tui.pilot import MeasuredImages, browsing, in_loop
from tui.test_hostile import assert_inert
from tui.viewed import CODE, LOG

Images = Mapping[str, AnalyzedImage]


@pytest.fixture
def viewed(shelf: Images) -> Images:
    return {"viewed": shelf["viewed"]}


@in_loop
async def test_a_text_has_numbers_and_what_is_known_of_the_file(viewed: Images) -> None:
    async with browsing(viewed) as terminal:
        await open_file(terminal, "app.py")
        lines = terminal.lines()
        assert lines[0].strip() == "app.py"
        assert lines[1].split()[:4] == ["183", "B", "file", "rwxr-xr-x"]
        assert lines[1].rstrip().endswith("layer 0 COPY . /")
        code = CODE.decode().splitlines()
        numbered = [f"{at:>3} {line}".rstrip() for at, line in enumerate(code, start=1)]
        assert body(terminal)[: len(numbered)] == numbered
        assert "lines 1 to 12 of 12 · python" in lines[-2]
        await terminal.press("escape")
        await terminal.says("only app.py")


@in_loop
async def test_bytes_have_offsets_and_the_characters_of_ascii(viewed: Images) -> None:
    async with browsing(viewed) as terminal:
        await open_file(terminal, "data.bin")
        first, second, *_ = body(terminal)
        assert first == (
            "00000000  7f 45 4c 46 02 00 01 02  03 04 05 06 07 08 09 0a  .ELF............"
        )
        assert second.startswith("00000010  0b 0c")
        assert "bytes 0 to 319 of 2,159" in terminal.text()
        await terminal.press("G")
        await terminal.until(lambda: "to 2,158 of" in terminal.text())
        last = [line for line in body(terminal) if line][-1]
        assert last.split()[0] == "00000860"
        assert last.split()[1:-1] == ["00"] * 15


@pytest.mark.parametrize(("width", "count"), [(60, 8), (80, 16), (160, 32)])
@in_loop
async def test_as_many_bytes_are_in_a_row_as_there_is_room_for(
    viewed: Images, width: int, count: int
) -> None:
    async with browsing(viewed, size=(width, 24)) as terminal:
        await open_file(terminal, "data.bin")
        offsets = [int(line.split()[0], 16) for line in body(terminal)[:3]]
        assert offsets == [0, count, 2 * count]
        assert len(body(terminal)[1]) <= width


@in_loop
async def test_the_first_row_stays_when_the_terminal_changes(viewed: Images) -> None:
    async with browsing(viewed, size=(160, 24)) as terminal:
        await open_file(terminal, "data.bin")
        await terminal.press("down", "down")
        assert body(terminal)[0].startswith("00000040")
        await terminal.pilot.resize_terminal(80, 24)
        await terminal.until(lambda: body(terminal)[0].startswith("00000040  3b 3c"))


@in_loop
async def test_a_hidden_version_is_shown_and_what_hides_it(viewed: Images) -> None:
    async with browsing(viewed) as terminal:
        await terminal.press("1", "g", "tab", "slash", *"settings", "enter")
        await terminal.says("only settings")
        await terminal.until(lambda: "settings" in terminal.highlighted())
        await terminal.press("enter")
        await until_shown(terminal)
        assert body(terminal)[0] == "  1 number = 1"
        assert "⊘ 11 B overwritten by layer 1 RUN make settings" in terminal.lines()[2]


@in_loop
async def test_a_hardlink_in_a_layer_has_the_data_of_its_file(viewed: Images) -> None:
    async with browsing(viewed) as terminal:
        await terminal.press("1", "g", "down", "tab", "slash", *"other", "enter")
        await terminal.until(lambda: "other" in terminal.highlighted())
        await terminal.press("enter")
        await until_shown(terminal)
        assert body(terminal)[0] == "  1 number = 22"
        assert "deleted by layer 2" in terminal.text()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("run", ["app.py", "bin/run → /app.py; this is app.py"]),
        ("indirect", ["bin/indirect → run, bin/run → /app.py; this is app.py"]),
    ],
)
@in_loop
async def test_links_are_followed_inside_the_image(
    viewed: Images, name: str, words: list[str]
) -> None:
    async with browsing(viewed, size=(120, 36)) as terminal:
        await terminal.press("3", "slash", *name, "enter")
        await terminal.until(lambda: "bin/" in terminal.highlighted())
        await terminal.press("enter")
        await terminal.until(lambda: name in terminal.highlighted())
        await terminal.press("enter")
        await until_shown(terminal)
        assert body(terminal)[0] == "  1 #!/usr/bin/env python3"
        for part in ("links followed inside the image: ", *words):
            assert part in terminal.text()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lost", "leads to /bin/nowhere, which is not in the image"),
        ("loop", "leads through more than 40 links"),
        ("folder", "/ is a folder: there is no content to show"),
    ],
)
@in_loop
async def test_links_that_lead_to_no_file_say_so(viewed: Images, name: str, words: str) -> None:
    async with browsing(viewed) as terminal:
        await terminal.press("3", "slash", *name, "enter")
        await terminal.until(lambda: "bin/" in terminal.highlighted())
        await terminal.press("enter")
        await terminal.until(lambda: name in terminal.highlighted())
        await terminal.press("enter")
        await terminal.says(words)
        await terminal.press("escape")
        await terminal.says("[3 Files]")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (("3", "slash", *"null", "enter"), "A device: it has no content."),
        (("3", "slash", *"pipe", "enter"), "A FIFO, a pipe with a name: it has no content."),
        (("3", "slash", *"bin", "enter", "G"), "A folder: 5 files in it"),
        (("1", "g", "tab", "slash", *"lost", "enter", "enter"), "A link to nowhere, as this layer"),
        (("1", "G", "tab", "slash", *"other", "enter"), "A marker: it hides what lower layers"),
    ],
)
@in_loop
async def test_what_has_no_content_says_what_it_is(
    viewed: Images, keys: tuple[str, ...], words: str
) -> None:
    async with browsing(viewed) as terminal:
        for key in keys:
            await terminal.press(key)
            await terminal.pilot.pause(0.12)  # a filter waits for the next key
        await terminal.press("v")
        await terminal.says(words)
        await terminal.press("x", "slash")
        await terminal.notifies("There is no content here")
        await terminal.press("q")
        await terminal.says("only ")


@in_loop
async def test_an_empty_file_says_so(viewed: Images) -> None:
    async with browsing(viewed) as terminal:
        await open_file(terminal, "empty")
        await terminal.says("0 B file", " empty")
        for key in ("down", "up", "pagedown", "G", "g", "w", "x", "G", "x", "n"):
            await terminal.press(key)
        assert terminal.app.failure is None


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (160, 50)])
@in_loop
async def test_hostile_content_does_nothing(viewed: Images, size: tuple[int, int]) -> None:
    async with browsing(viewed, size=size) as terminal:
        await open_file(terminal, "hostile")
        for key in ("w", "right", "w", "x", "x", "n", "G", "g", "question_mark", "escape"):
            assert_inert(terminal)
            await terminal.press(key)
            await terminal.pilot.pause()


@in_loop
async def test_active_characters_are_escapes_in_a_colour_of_their_own(viewed: Images) -> None:
    async with browsing(viewed) as terminal:
        await open_file(terminal, "hostile")
        assert [line[4:] for line in body(terminal)[:9]] == [
            r"esc \x1b[31mred\x1b[0m",
            r"title \x1b]0;owned\x07",
            "[red]markup[/red] [@click=app.quit]click[/]",
            r"bidi \u202efdp.exe",
            r"bad \xff\xfe utf",
            r"literal \x1b stays",
            r"carriage\rreturn",
            "wide \uff57\uff57\uff57 combined e\u0301\u0301\u0301",
            "tab     stop",
        ]

        def colour(line: int, text: str) -> object:
            y = terminal.place(f"{line} ")[1]
            row = terminal.rows()[y]
            (found,) = (one for one in row if one.text == text or one.text.startswith(text))
            return found.style and found.style.color

        assert colour(5, r"\xff") != colour(6, r"literal \x1b")


@in_loop
async def test_a_long_line_is_wrapped_or_cut(viewed: Images) -> None:
    async with browsing(viewed) as terminal:
        await open_file(terminal, "long")
        assert body(terminal)[0].startswith("  1 begin 0123456789")
        assert body(terminal)[1].startswith("    ")
        await terminal.press("G")
        await terminal.says(" the end", "  2 second line")
        await terminal.press("w", "g")
        await terminal.until(lambda: "  2 second line" in body(terminal))
        assert body(terminal)[0].startswith("  1 begin")
        await terminal.press("right")
        assert body(terminal)[0].startswith("  1 234567")


@in_loop
async def test_only_the_first_bytes_of_a_large_file_are_held(
    viewed: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layersize.tui.viewer.screen.MOST_BYTES", 1000)
    async with browsing(viewed) as terminal:
        await open_file(terminal, "log")
        await terminal.press("G")
        await terminal.says("the first 1.0 kB of 7.2 kB")
        assert page_view(terminal).page.data == (LOG + b"one more\n")[:1000]
        await terminal.press("slash", *"one more", "enter")
        await terminal.notifies("one more is not in the first 1.0 kB.")


class _Failing(MeasuredImages):
    """Reads nothing."""

    def content(self, *_: object) -> FileContent:
        raise LayersizeError("layer 0", "it has \x1b[31mchanged", "save it anew")


@in_loop
async def test_an_error_is_shown_in_the_screen(viewed: Images) -> None:
    async with browsing(viewed, _Failing(viewed)) as terminal:
        await open_file(terminal, "log")
        await terminal.says(r"layer 0: it has \x1b[31mchanged; save it anew")
        assert terminal.app.failure is None
        await terminal.press("escape")
        await terminal.says("only log")


class _Slow(MeasuredImages):
    """Reads until nobody waits any more."""

    stopped = False

    def content(self, *given: object) -> FileContent:
        progress: Any = given[-1]
        progress.phase("layer 0")
        try:
            while True:
                progress.advance(1000)
        except Exception:
            self.stopped = True
            raise


@in_loop
async def test_escape_ends_the_reading(viewed: Images) -> None:
    backend = _Slow(viewed)
    async with browsing(viewed, backend) as terminal:
        await terminal.press("3", "slash", *"log", "enter")
        await terminal.until(lambda: "log" in terminal.highlighted())
        await terminal.press("enter")
        await terminal.says("reading layer 0", "B; esc ends it")
        await terminal.press("escape")
        await terminal.says("only log")
        await terminal.until(lambda: backend.stopped)


@in_loop
async def test_a_pair_of_instructions_shows_its_largest_files(viewed: Images) -> None:
    async with browsing(viewed) as terminal:
        await terminal.press("2", "v")
        await until_shown(terminal)
        first = terminal.lines()[0].strip()
        await terminal.press("escape")
        await terminal.says("[2 Shadowed")
        assert first in {"settings", "log", "other"}
