"""One image: its layers, what is shadowed, files, warnings, what would help, packages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from layersize.accounting.result import ImageAnalysis, InstructionPair
from layersize.explore.explored import ExploredImage
from layersize.explore.listing import Item
from layersize.explore.shipped_files import ShippedFile
from layersize.report.advice_words import owned_packages
from layersize.report.style import OutputStyle
from layersize.tui.notes.advice import finding_notes, package_notes, shipped_file_notes
from layersize.tui.notes.files import item_notes, removal_line
from layersize.tui.notes.pairs import hidden_file_notes, pair_notes, warning_notes
from layersize.tui.tables.advice import FindingsTable, PackagesTable
from layersize.tui.tables.files import FileTable
from layersize.tui.tables.hidden import PairsTable
from layersize.tui.tables.pair_files import PairFilesTable, PairSide
from layersize.tui.tables.shipped_files import ShippedFilesTable
from layersize.tui.tables.warnings import WarningsTable
from layersize.tui.wanted import ExtractWanted, ViewWanted
from layersize.tui.widgets.groups_body import GroupsBody
from layersize.tui.widgets.headers import ImageHeader
from layersize.tui.widgets.layers_body import LayersBody
from layersize.tui.widgets.notes_pane import NotesPane
from layersize.tui.widgets.tabbed_view import TabbedView
from layersize.tui.widgets.table_view import TableView
from layersize.tui.widgets.tabs import Tab, TabLine
from layersize.tui.widgets.tree_view import TreeView

_LAYERS, _SHADOWED, _FILES, _WARNINGS, _ADVICE, _PACKAGES = range(6)
_BODIES = ("layers-body", "pairs-body", "files", "warnings", "advice-body", "packages-body")


class ImageView(TabbedView):
    """Explores one image."""

    BINDING_GROUP_TITLE = "The image"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "tab(0)", "Layers", show=False),
        Binding("2", "tab(1)", "Shadowed", show=False),
        Binding("3", "tab(2)", "Files", show=False),
        Binding("4", "tab(3)", "Warnings", show=False),
        Binding("5", "tab(4)", "Advice: what would help", show=False),
        Binding("6", "tab(5)", "Packages", show=False),
        Binding("slash", "filter", "Filter", key_display="/", priority=True),
        Binding("v", "view", "View the file", show=False),
        Binding("ctrl+e", "extract", "Extract the file or folder", show=False),
        Binding("o", "hiding_layer", "Go to the layer that hides it", show=False),
        Binding("i", "shipping_layer", "Go to the layer that ships it", show=False),
        Binding("w", "next_shadowed", "Next shadowed", show=False),
        Binding("J,shift+down", "scroll_notes(1)", "Scroll the notes down", show=False),
        Binding("K,shift+up", "scroll_notes(-1)", "Scroll the notes up", show=False),
    ]

    def __init__(self, image: ExploredImage, style: OutputStyle) -> None:
        super().__init__()
        self._image = image
        self._style = style

    @property
    def _analysis(self) -> ImageAnalysis:
        return self._image.analysis

    def compose(self) -> ComposeResult:
        """From the header down to the notes on the highlighted row."""
        style, analysis = self._style, self._analysis
        yield ImageHeader(analysis, style)
        yield TabLine(self._tabs())
        with ContentSwitcher(initial=_BODIES[_LAYERS]):
            yield LayersBody(self._image, self.marks, style)
            yield GroupsBody(
                self._pair_files, self.marks, style, id="pairs-body", group_word="pair"
            )
            yield TreeView(FileTable(self.marks, style, self._image.metadata), id="files")
            yield TableView(style, id="warnings")
            yield GroupsBody(
                self._finding_files, self.marks, style, id="advice-body", group_word="finding"
            )
            yield GroupsBody(
                self._package_files, self.marks, style, id="packages-body", group_word="package"
            )
        yield NotesPane(style)

    def on_mount(self) -> None:
        """Fills what doesn't fill itself."""
        self._pairs.show(PairsTable(self._analysis, self._style))
        self._warnings.show(WarningsTable(self._analysis, self._style))
        self._show_advice()
        self._files.show_tree(self._image.files, "")
        self.screen.set_focus(self._body.listing)

    def _tabs(self) -> list[Tab]:
        analysis, is_known = self._analysis, self._image.has_advice
        return [
            Tab("Layers"),
            Tab("Shadowed", len(analysis.pairs)),
            Tab("Files"),
            Tab("Warnings", len(analysis.warnings)),
            Tab("Advice", len(analysis.findings) if is_known else None),
            Tab("Packages", len(owned_packages(analysis)) if is_known else None),
        ]

    def _show_advice(self) -> None:
        image, style = self._image, self._style
        self._groups(_ADVICE).show(FindingsTable(image, style))
        self._groups(_PACKAGES).show(PackagesTable(image, style))

    def show_advice(self) -> None:
        self._show_advice()
        self.query_one(TabLine).show(self._tabs())
        self.query_one(ImageHeader).show(self._analysis)
        if self.tab in (_ADVICE, _PACKAGES):
            self.show_notes()

    @property
    def _body(self) -> LayersBody:
        return self.query_one(LayersBody)

    @property
    def _pairs(self) -> GroupsBody[tuple[PairSide, ShippedFile]]:
        return self.query_one("#pairs-body", GroupsBody)

    def _groups(self, tab: int) -> GroupsBody[ShippedFile]:
        """The findings, or the packages."""
        return self.query_one(f"#{_BODIES[tab]}", GroupsBody)

    @property
    def _shipped(self) -> ShippedFile | None:
        """The highlighted file of a finding or of a package."""
        return self._groups(self.tab).file if self.tab in (_ADVICE, _PACKAGES) else None

    @property
    def _group_layers(self) -> Sequence[int]:
        """The layers that ship the files of the highlighted finding or package."""
        if self.tab not in (_ADVICE, _PACKAGES) or (row := self._groups(self.tab).group) is None:
            return ()
        analysis = self._analysis
        return (analysis.findings if self.tab == _ADVICE else analysis.packages)[row].layers

    @property
    def _files(self) -> TreeView[Item]:
        return self.query_one("#files", TreeView)

    @property
    def _warnings(self) -> TableView:
        return self.query_one("#warnings", TableView)

    def on_table_view_selected(self, event: TableView.Selected) -> None:
        """Enter: from a warning to its layer."""
        if event.view is self._warnings:
            warning = self._analysis.warnings[event.row]
            if warning.layer is None:
                self.notify("This warning is about the whole image, not about a layer.")
            else:
                self._jump(warning.layer, warning.path or b"")

    def _finding_files(self, row: int) -> ShippedFilesTable:
        files = self._image.finding_files(row)
        return ShippedFilesTable(self._image, files, self.marks, self._style)

    def _package_files(self, row: int) -> ShippedFilesTable:
        files = self._image.package_files(row)
        return ShippedFilesTable(self._image, files, self.marks, self._style)

    def _pair_files(self, row: int) -> PairFilesTable:
        files = self._image.pair_files(self._analysis.pairs[row])
        side = PairSide(letter="", image=self._image, files=files)
        return PairFilesTable([side], self.marks, self._style)

    def on_layers_body_highlighted(self) -> None:
        """Another layer, or file in it: shows its notes."""
        self.show_notes()

    def on_tree_view_opened(self) -> None:
        """Enter on a file: shows it."""
        self.action_view()

    def on_groups_body_highlighted(self) -> None:
        """Another group of files, or file of it: shows its notes."""
        self.show_notes()

    def on_groups_body_opened(self) -> None:
        """Enter on a file of a group: shows it."""
        self.action_view()

    def on_groups_body_marked(self) -> None:
        """Shows the marks everywhere."""
        self.on_tree_view_marked()
        self.show_notes()

    def on_tree_view_marked(self) -> None:
        """Shows the marks in all lists."""
        for listing in (self._body.files.listing, self._files.listing):
            listing.refresh()
        for body in self.query(GroupsBody):
            body.files.refresh()

    def notes(self) -> list[Text]:
        analysis, style, tab = self._analysis, self._style, self.tab
        if tab == _LAYERS:
            layer_shares = None
            if self._body.files.listing.has_focus:
                layer_shares = self.layer_shares(
                    self._image, self._body.files.shown_tree, self._body.files.item
                )
            return self._body.notes(layer_shares)
        if tab == _FILES:
            item = self._files.item
            layer_shares = self.layer_shares(self._image, self._files.shown_tree, item)
            return item_notes(self._image, item, None, style, layer_shares)
        if tab == _SHADOWED and (pair := self._pair) is not None:
            if (found := self._pairs.file) is not None:
                return hidden_file_notes(self._image, found[1], pair, style)
            return pair_notes(analysis, pair, style)
        if tab in (_ADVICE, _PACKAGES):
            return self._group_notes()
        if tab == _WARNINGS and analysis.warnings:
            return warning_notes(analysis.warnings[self._warnings.cursor], style)
        return []

    def _group_notes(self) -> list[Text]:
        """On a finding or a package, or on a file of it."""
        analysis, style, number = self._analysis, self._style, self._groups(self.tab).group
        if (shipped := self._shipped) is not None:
            return shipped_file_notes(self._image, shipped, style)
        if number is None:
            return []
        if self.tab == _ADVICE:
            return finding_notes(analysis, analysis.findings[number], style)
        return package_notes(analysis, analysis.packages[number], style)

    def removal(self) -> Text | None:
        if not self.marks:
            return None
        layer = self._body.layer_alone if self.tab == _LAYERS else None
        if self.tab == _SHADOWED and (pair := self._pair) is not None:
            layer = pair.added_in
        removal = self._image.removal(self.marks, layer)
        return removal_line(
            removal, "the image" if layer is None else f"layer {layer}", self._style
        )

    def action_tab(self, number: int) -> None:
        """Shows another view of the image."""
        self.query_one(TabLine).choose(number)
        self.query_one(ContentSwitcher).current = _BODIES[number]
        listings: tuple[Widget, ...] = (
            self._body.listing,
            self._pairs.listing,
            self._files.listing,
            self._warnings,
            self._groups(_ADVICE).listing,
            self._groups(_PACKAGES).listing,
        )
        self.screen.set_focus(listings[number])
        self.show_notes()

    def action_next_shadowed(self) -> None:
        """Where nothing is shadowed, or all is: to the next pair of instructions."""
        if self.tab == _SHADOWED:
            self._pairs.listing.action_move(1)
        else:
            self.action_tab(_SHADOWED)

    def action_filter(self) -> None:
        """Asks for a pattern that paths must match."""
        if self.tab not in (_LAYERS, _FILES):
            self.action_tab(_FILES)
        (self._body.files if self.tab == _LAYERS else self._files).ask_filter()

    def action_view(self) -> None:
        """Shows the highlighted file, or the largest that a pair of instructions hides."""
        from layersize.tui.viewer.subjects import (  # few need it
            subject_of,
            subject_of_shipped,
            subjects_of_pair,
        )

        in_layer, item, pair = self.tab == _LAYERS, self._item, self._pair
        subjects = []
        if self.tab == _SHADOWED and self._pairs.file is not None:
            hidden = self._pairs.files_from_here()
            subjects = [subject_of_shipped(side.image, file) for side, file in hidden]
        elif self.tab == _SHADOWED and pair is not None:
            subjects = subjects_of_pair(self._image, pair)
        elif self._shipped is not None:
            files = self._groups(self.tab).files_from_here()
            subjects = [subject_of_shipped(self._image, file) for file in files]
        elif item is not None:
            subjects = [subject_of(self._image, item, follows_links=not in_layer)]
        if subjects:
            self.post_message(ViewWanted(subjects))
        else:
            self.notify("v shows a file: tab goes from the layers to their files.")

    @property
    def _pair(self) -> InstructionPair | None:
        """The highlighted pair of instructions."""
        number = self._pairs.group
        return None if number is None else self._analysis.pairs[number]

    def action_extract(self) -> None:
        """Writes the highlighted file or folder to disk: what a container sees, or of a layer."""
        in_layer, item = self.tab == _LAYERS, self._item
        if self.tab == _SHADOWED and self._pairs.file is not None:
            side, file = self._pairs.file
            self.post_message(ExtractWanted(side.image, file.path, side.files.pair.added_in))
        elif (shipped := self._shipped) is not None:
            ships = self._image.image.overlay.layer_of(shipped.inode)
            self.post_message(ExtractWanted(self._image, shipped.path, ships))
        elif item is None:
            self.notify("ctrl+e extracts a file or folder: 3 goes to all, tab to those of a layer.")
        elif in_layer and self._body.layer_alone is None:
            self.notify("These are files of several layers: a shows those of one, 3 all of them.")
        else:
            layer = self._body.layer_alone if in_layer else None
            self.post_message(ExtractWanted(self._image, item.path, layer))

    def action_hiding_layer(self) -> None:
        """From a pair, or a file of it, to the layer that hides the bytes."""
        if self.tab == _FILES:
            self.notify("A container sees what is listed here: no layer hides it.")
        elif (shipped := self._shipped) is not None:
            shadow = self._image.traces.shadow_of(shipped.inode)
            if shadow is None:
                self.notify("A container sees this file: no layer hides it.")
            else:
                self._jump(shadow.hidden_in, shipped.path, is_file=True)
        elif self.tab in (_WARNINGS, _ADVICE, _PACKAGES):
            self.notify("o goes from a layer, a file in it or a pair to the layer that hides it.")
        elif self.tab == _SHADOWED:
            if (pair := self._pair) is not None:
                self._jump_from(pair, pair.hidden_in)
            else:
                self.notify("Nothing is hidden: every shipped byte is visible.")

    def action_shipping_layer(self) -> None:
        """From a file, or a pair, to the layer that ships the bytes."""
        item, pair = self._item, self._pair
        if self.tab == _SHADOWED and pair is not None:
            self._jump_from(pair, pair.added_in)
        elif (shipped := self._shipped) is not None:
            layer = self._image.image.overlay.layer_of(shipped.inode)
            self._jump(layer, shipped.path, is_file=True)
        elif layers := self._group_layers:
            self._jump(layers[0], b"")
        elif item is not None and item.inode >= 0:
            layer = self._image.image.overlay.layer_of(item.inode)
            self._jump(layer, item.path, is_file=True)
        else:
            self.notify("i goes from a file, or a pair, to the layer that ships it.")

    @property
    def _item(self) -> Item | None:
        """The highlighted row of a tree."""
        if self.tab == _FILES:
            return self._files.item
        tree = self._body.files
        return tree.item if self.tab == _LAYERS and tree.listing.has_focus else None

    def _jump_from(self, pair: InstructionPair, layer: int) -> None:
        """From the highlighted file of a pair, or from the pair to where all its files are."""
        found = self._pairs.file
        if found is None:
            self._jump(layer, pair.directory)
        else:
            self._jump(layer, found[1].path, is_file=True)

    def _jump(self, layer: int, path: bytes, *, is_file: bool = False) -> None:
        """To a layer, and to a path in it; who comes from a file gets to the file."""
        self.action_tab(_LAYERS)
        self._body.jump(layer, path)
        if is_file:
            self.screen.set_focus(self._body.files.listing)
