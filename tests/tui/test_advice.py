"""What would help, packages, and layers of the base image."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from layersize.accounting.advice import BaseSource, Owner
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.comparison.result import Comparison
from layersize.errors import LayersizeError
from layersize.explore.explored import ExploredImage
from layersize.tui.screens.extract_screen import ExtractScreen
from layersize.tui.screens.save_screen import SaveScreen
from layersize.tui.screens.view_screen import ViewScreen
from layersize.tui.viewer.screen import ViewerScreen
from layersize.tui.widgets.tabs import Tab, TabLine
from tui.images import HOSTILE_STEPS
from tui.pilot import PATIENCE_SECONDS, MeasuredImages, browsing, in_loop

Images = Mapping[str, AnalyzedImage]


@pytest.fixture
def packaged(shelf: Images) -> Images:
    return {"packaged": shelf["packaged"]}


@pytest.mark.parametrize("name", ["single", "old", "packaged", "many"])
def test_files_of_findings_and_packages_are_all_of_them(name: str, shelf: Images) -> None:
    image = ExploredImage(shelf[name])
    analysis = image.analysis
    assert analysis.packages
    for number, finding in enumerate(analysis.findings):
        found = image.finding_files(number)
        files = [found[at] for at in range(len(found))]
        assert len(files) == finding.paths
        assert sum(file.content_bytes for file in files) == finding.content_bytes
        assert {image.image.overlay.layer_of(file.inode) for file in files} == set(finding.layers)
    for number, package in enumerate(analysis.packages):
        found = image.package_files(number)
        files = [found[at] for at in range(len(found))]
        hidden = [file for file in files if image.traces.shadow_of(file.inode) is not None]
        total = sum(file.content_bytes for file in files)
        assert total == package.content_bytes + package.hidden_bytes
        assert sum(file.content_bytes for file in hidden) == package.hidden_bytes
        sizes = [file.content_bytes for file in files]
        assert sizes == sorted(sizes, reverse=True)


@in_loop
async def test_what_would_help_is_told_with_the_fix_and_the_files(packaged: Images) -> None:
    async with browsing(packaged) as terminal:
        await terminal.says("fixes save 20.7 kB")
        await terminal.press("5")
        await terminal.says("LS020", "apt's package lists", "→ rm -rf /var/lib/apt/lists/*")
        await terminal.says("…n.org_dists_bookworm_main_binary-amd64_Packages")
        await terminal.press("down")
        await terminal.says("base, layer 0", "of the base image: another one", "perl/x.pm")


@in_loop
async def test_enter_goes_from_a_finding_to_its_files_and_into_one(packaged: Images) -> None:
    async with browsing(packaged) as terminal:
        await terminal.press("5", "down", "enter")
        await terminal.has_highlighted("usr/share/perl/x.pm")
        await terminal.says("⊘ 700 B overwritten by layer 1", "layer 0 ADD rootfs.tar /")
        await terminal.press("enter")
        await terminal.until(lambda: isinstance(terminal.app.screen, ViewerScreen))
        await terminal.says("usr/share/perl/x.pm", "xxxxxxxx")
        await terminal.press("escape", "left")
        await terminal.has_highlighted("LS004")
        await terminal.press("left")
        await terminal.notifies("These are the findings: nothing is above them.")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (("5", "down", "enter", "o"), ("[1 Layers]", "in layer 1 / usr / share / perl")),
        (("5", "down", "enter", "i"), ("[1 Layers]", "in layer 0 / usr / share / perl")),
        (("5", "i"), ("[1 Layers]", "in layer 1 /")),
        (("6", "down", "i"), ("[1 Layers]", "in layer 0 /")),
        (("6", "enter", "space"), ("* 1 marked", "leaving it out of the image saves 9.0 kB")),
        (("6", "enter", "y"), ("copied usr/bin/tool",)),
    ],
)
@in_loop
async def test_keys_act_on_files_of_findings_and_packages(
    keys: Sequence[str], words: Sequence[str], packaged: Images
) -> None:
    async with browsing(packaged) as terminal:
        await terminal.press(*keys)
        await terminal.says(*words)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (("5", "o"), "o goes from a layer"),
        (("6", "enter", "o"), "A container sees this file"),
        (("6", "y"), "enter goes to the files of a package"),
        (("5", "space"), "enter goes to the files of a finding"),
    ],
)
@in_loop
async def test_what_keys_can_not_do_there_is_said(
    keys: Sequence[str], words: str, packaged: Images
) -> None:
    async with browsing(packaged) as terminal:
        await terminal.press(*keys)
        await terminal.notifies(words)


@in_loop
async def test_a_file_of_a_package_is_extracted_from_its_layer(packaged: Images) -> None:
    async with browsing(packaged) as terminal:
        await terminal.press("6", "enter", "ctrl+e")
        await terminal.until(lambda: isinstance(terminal.app.screen, ExtractScreen))
        await terminal.says("usr/bin/tool")


@in_loop
async def test_packages_are_told_with_what_none_owns(packaged: Images) -> None:
    async with browsing(packaged) as terminal:
        await terminal.press("6")
        await terminal.says("[6 Packages (3)]", "libc6 2.36", "perl 5.36", "package databases")
        await terminal.press("down", "down")
        await terminal.says("4.8 kB in 2 files", "⊘ 700 B more are still shipped")
        await terminal.says("usr/bin/perl", "usr/share/perl/x.pm")


@in_loop
async def test_packages_of_two_images_are_told_by_their_difference(shelf: Images) -> None:
    pair = {name: shelf[name] for name in ("packaged", "repackaged")}
    async with browsing(pair) as terminal:
        await terminal.press("4")
        await terminal.says("[4 Packages (2)]", "+3.0 kB", "perl 5.36 → 5.38")
        await terminal.has_highlighted("tool 1.0")
        await terminal.press("x")
        await terminal.says("−3.0 kB", "perl 5.38 → 5.36")
        await terminal.press("enter")
        await terminal.notifies("where one image is browsed")
        await terminal.press("right_square_bracket")
        await terminal.says("[1 Layers]")


@in_loop
async def test_where_nothing_would_help_that_is_said(shelf: Images) -> None:
    image = shelf["packaged"]
    analysis = replace(image.analysis, findings=(), finding_bytes=0, packages=())
    none = replace(image, analysis=analysis, finding_inodes=())
    async with browsing({"none": none}) as terminal:
        assert "fixes save" not in terminal.text()
        await terminal.press("5")
        await terminal.says("What would help: nothing that a rule knows of.")
        await terminal.press("enter")
        await terminal.notifies("nothing here to open")
        await terminal.press("6")
        await terminal.says("No file, and so no package.")


@pytest.mark.parametrize(
    ("how", "size", "sign"),
    [
        (BaseSource.OPTION, (80, 24), "0  b"),
        (BaseSource.HISTORY, (80, 24), "0  ?"),
        (BaseSource.ANNOTATION, (160, 50), "0  base "),
        (BaseSource.HISTORY, (160, 50), "0  base?"),
    ],
)
@in_loop
async def test_layers_of_the_base_have_a_sign(
    how: BaseSource, size: tuple[int, int], sign: str, packaged: Images
) -> None:
    image = packaged["packaged"]
    base = image.analysis.base
    assert base is not None
    known = replace(image.analysis, base=replace(base, how=how))
    async with browsing({"known": replace(image, analysis=known)}, size=size) as terminal:
        await terminal.has_highlighted(sign)
        await terminal.says("base image: 1 layer, 11.0 kB (debian:12")
        await terminal.press("down")
        await terminal.says_no_more("base image:")
        assert "base" not in terminal.highlighted()


@in_loop
async def test_without_a_base_there_is_no_such_column(shelf: Images) -> None:
    async with browsing({"old": shelf["old"]}) as terminal:
        assert shelf["old"].analysis.base is None
        await terminal.has_highlighted("0  ▒▒▒▒")


@in_loop
async def test_names_of_findings_packages_and_bases_are_inert(packaged: Images) -> None:
    image, evil = packaged["packaged"], HOSTILE_STEPS[0]
    analysis = image.analysis
    assert analysis.base is not None
    hostile = replace(
        analysis,
        base=replace(analysis.base, reference=evil),
        findings=tuple(
            replace(finding, title=evil, fix=evil, owner=Owner.UNKNOWN)
            for finding in analysis.findings
        ),
        packages=tuple(
            replace(package, name=evil, version=evil, manager=evil) for package in analysis.packages
        ),
    )
    async with browsing({"hostile": replace(image, analysis=hostile)}) as terminal:
        for keys in ("1", "5", "6"):
            await terminal.press(keys)
            await terminal.says("\\x1b")
            shown = terminal.text()
            assert "\x1b" not in shown
            assert "\u202e" not in shown
            assert "[bold]" in shown


def test_counts_of_tabs_give_way_to_titles() -> None:
    tabs = TabLine([Tab("Layers"), Tab("Shadowed", 12), Tab("Advice", 1_234)])
    (wide,) = tabs.lines(60)
    assert wide.plain.rstrip() == "[1 Layers]  2 Shadowed (12)   3 Advice (1,234)"
    (narrow,) = tabs.lines(44)
    assert narrow.plain.rstrip() == "[1 Layers]  2 Shadowed   3 Advice"


class _Late(MeasuredImages):
    """Finds advice only when it is let."""

    def __init__(self, images: Images) -> None:
        super().__init__(images)
        self.may_go_on = threading.Event()

    def advised(self, image: AnalyzedImage) -> AnalyzedImage:
        assert self.may_go_on.wait(PATIENCE_SECONDS)
        return super().advised(image)


def _without_advice(image: AnalyzedImage) -> AnalyzedImage:
    analysis = replace(image.analysis, findings=(), finding_bytes=0, packages=())
    return replace(image, analysis=analysis, finding_inodes=None)


@in_loop
async def test_the_first_screen_does_not_wait_for_advice(packaged: Images) -> None:
    images = {"packaged": _without_advice(packaged["packaged"])}
    backend = _Late(images)
    async with browsing(images, backend) as terminal:
        await terminal.says("0  b", "base image: 1 layer")
        assert "fixes save" not in terminal.text()
        for key in ("5", "6"):
            await terminal.press(key)
            await terminal.says("Not known yet.")
        await terminal.press("e")
        await terminal.notifies("which is not known yet")
        backend.may_go_on.set()
        await terminal.says("fixes save 20.7 kB", "[6 Packages (3)]", "usr/bin/tool", "tool 1.0")
        await terminal.press("5")
        await terminal.says("LS020", "→ rm -rf /var/lib/apt/lists/*")
        await terminal.press("e")
        await terminal.until(lambda: isinstance(terminal.app.screen, SaveScreen))


class _Gone(MeasuredImages):
    """The image's file can't be read any more."""

    def advised(self, image: AnalyzedImage) -> AnalyzedImage:
        raise LayersizeError(image.image.where, "has gone \x1b[2J", "save it again")


@in_loop
async def test_why_there_is_no_advice_is_said_and_the_numbers_stay(packaged: Images) -> None:
    images = {"packaged": _without_advice(packaged["packaged"])}
    async with browsing(images, _Gone(images)) as terminal:
        await terminal.notifies("What would help can't be found")
        assert "\x1b" not in terminal.text()
        await terminal.press("5")
        await terminal.says("[5 Advice]", "Not known yet.", "content 41.0 kB")
        await terminal.press("e")
        await terminal.notifies("which is not known yet")


@in_loop
async def test_two_images_do_not_wait_for_advice_and_may_be_swapped_meanwhile(
    shelf: Images,
) -> None:
    images = {name: _without_advice(shelf[name]) for name in ("packaged", "repackaged")}
    backend = _Late(images)
    async with browsing(images, backend) as terminal:
        await terminal.press("4", "x")
        await terminal.says("Not known yet.")
        backend.may_go_on.set()
        await terminal.says("[4 Packages (2)]", "−3.0 kB", "perl 5.38 → 5.36")
        assert isinstance(terminal.app.screen, ViewScreen)
        result = terminal.app.screen.result
        assert isinstance(result, Comparison)
        assert result.packages[0].delta_bytes == -3_000
        assert result.base.findings
