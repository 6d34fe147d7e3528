"""Images that can't be read, and faults of the program itself."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.errors import LayersizeError
from layersize.tui.widgets.notes_pane import NotesPane
from tui.pilot import MeasuredImages, browsing, in_loop, opened

Images = Mapping[str, AnalyzedImage]
_ERROR = LayersizeError("layer 3", "the tar ends too soon", "save it again")


@pytest.mark.parametrize("broken_first", [True, False])
@in_loop
async def test_a_broken_image_is_told_beside_the_other(old: Images, broken_first: bool) -> None:
    shown: dict[str, AnalyzedImage | Exception] = {"fine.tar": old["old"]}
    broken: dict[str, AnalyzedImage | Exception] = {"bad[red].tar": _ERROR}
    async with browsing(broken | shown if broken_first else shown | broken) as terminal:
        await terminal.says("bad[red].tar  could not be read", "layer 3: the tar ends too soon")
        assert "→ save it again" in terminal.text()
        await terminal.press("3")
        await terminal.has_highlighted("bin/")
        await terminal.press("enter")
        await terminal.has_highlighted("tool")
        await terminal.press("q")
    assert terminal.app.failure is None


@in_loop
async def test_an_image_that_is_found_nowhere_has_a_line_for_each_place(old: Images) -> None:
    error = LayersizeError("app:v3", "was found nowhere: Docker engine: no; Podman: no", "look")
    error.parts = ("was found nowhere", "Docker engine: no", "Podman: no")
    shown: dict[str, AnalyzedImage | Exception] = {"fine.tar": old["old"], "app:v3": error}
    async with browsing(shown) as terminal:
        await terminal.says("app:v3: was found nowhere", "Docker engine: no")
        lines = [line.strip() for line in terminal.text().splitlines()]
        assert [line for line in lines if "nowhere" in line or "no" in line.split()] == [
            "app:v3: was found nowhere",
            "Docker engine: no",
            "Podman: no",
        ]


@in_loop
async def test_two_broken_images_end_the_program() -> None:
    errors = {"a": _ERROR, "b": LayersizeError("b", "is another")}
    async with opened(["a", "b"], MeasuredImages(errors)) as terminal:
        await terminal.until(lambda: terminal.app.failure is not None)
    assert terminal.app.failure is _ERROR
    assert terminal.app.return_code == 2


@in_loop
async def test_a_fault_of_the_loader_ends_the_program() -> None:
    fault = ZeroDivisionError("a fault")
    async with opened(["a"], MeasuredImages({"a": fault})) as terminal:
        await terminal.until(lambda: terminal.app.failure is not None)
    assert terminal.app.failure is fault
    assert terminal.app.return_code == 2


def test_a_fault_of_a_widget_is_kept_and_not_drawn(
    old: Images, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fault = ZeroDivisionError("a fault")

    def fail(*_arguments: object) -> None:
        raise fault

    apps = []

    @in_loop
    async def run() -> None:
        async with browsing(old) as terminal:
            apps.append(terminal.app)
            monkeypatch.setattr(NotesPane, "show", fail)
            await terminal.press("down")
            await terminal.until(lambda: terminal.app.failure is not None)

    with pytest.raises(ZeroDivisionError):
        run()
    assert apps[0].failure is fault
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
