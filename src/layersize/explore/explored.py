"""One analyzed image with all the trees that can be walked through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.apply_layer import apply_layer
from layersize.accounting.file_system import FileSystem
from layersize.accounting.overlay import Overlay
from layersize.accounting.result import Cause, ImageAnalysis, InstructionPair
from layersize.comparison.compare import swapped
from layersize.comparison.fold import folded_differences
from layersize.comparison.result import Comparison, FoldedDelta, PackageDelta
from layersize.comparison.swap import swapped_folds
from layersize.explore.file_tree import FileTree
from layersize.explore.hidden_by import LayerHiding
from layersize.explore.layer_shares import LayerShares, layer_shares
from layersize.explore.layer_tree import LayerTree
from layersize.explore.listing import Item, Tree
from layersize.explore.merged_tree import MergedTree
from layersize.explore.metadata import Metadata, metadata_of
from layersize.explore.pair_files import PairFiles
from layersize.explore.removal import Removal, removal
from layersize.explore.shipped_files import ShippedFiles
from layersize.explore.traces import EntryDetails, MostHidden, Traces, entry_details
from layersize.oci.masking import shown_instruction
from layersize.packages.owners import inodes_of

_KEPT_SHARES = 64
"""Folders whose shares by layer are remembered."""


class ExploredImage:
    """Makes a tree when it is first asked for, and keeps it; of layers together only the last."""

    def __init__(self, image: AnalyzedImage) -> None:
        self.image = image
        self.analysis: ImageAnalysis = image.analysis
        self.traces = Traces(image.overlay)
        self._layer_trees: dict[int, LayerTree] = {}
        self._tree_up_to: tuple[int, FileTree] | None = None
        self._most_hidden: tuple[Tree, bytes, MostHidden | None] | None = None
        self._layer_shares: dict[bytes, tuple[FileTree, LayerShares]] = {}
        self._pair_files: dict[InstructionPair, PairFiles] = {}
        self._removal: tuple[tuple[frozenset[bytes], int | None], Removal] | None = None

    @property
    def has_advice(self) -> bool:
        """Whether packages and what would help are known."""
        return self.image.finding_inodes is not None

    def add_advice(self, image: AnalyzedImage) -> None:
        """Takes the same image, with packages and what would help."""
        self.image, self.analysis = image, image.analysis

    @cached_property
    def files(self) -> FileTree:
        """What a container sees; what is not of the base layer counts as a change."""
        layers = range(1, len(self.analysis.layers))
        return FileTree.of(self.image.overlay.file_system, self.traces, layers)

    @property
    def first_layer_shown(self) -> int:
        """The layer that leaves most behind."""
        layers = self.analysis.layers
        return max(range(len(layers)), key=lambda at: layers[at].shadowed_bytes, default=0)

    def prepare(self) -> None:
        """Sums up what a look at the image begins with."""
        if self.analysis.layers:
            self.layer_tree(self.first_layer_shown).prepare()

    def prepare_rest(self) -> Iterator[None]:
        """Sums up what any other look needs, step by step."""
        self.files.prepare()
        yield
        for layer in range(len(self.analysis.layers)):
            self.layer_tree(layer).prepare()
            yield

    def layer_tree(self, layer: int) -> LayerTree:
        """What one layer ships and hides."""
        tree = self._layer_trees.get(layer)
        if tree is None:
            hiding = LayerHiding(self.image.overlay, layer)
            tree = LayerTree.of(self.traces, layer, hiding)
            tree = self._layer_trees.setdefault(layer, tree)  # another thread may have made it
        return tree

    def tree_up_to(self, layer: int) -> FileTree:
        """The file system after a layer; what the layer ships counts as a change.

        Below the last, layers are laid over each other anew: as long as it took to analyze them.
        """
        if self._tree_up_to is None or self._tree_up_to[0] != layer:
            file_system = self._file_system_after(layer)
            tree = FileTree.of(file_system, self.traces, range(layer, layer + 1))
            self._tree_up_to = layer, tree
        return self._tree_up_to[1]

    def _file_system_after(self, layer: int) -> FileSystem:
        layers = self.image.overlay.layers
        if layer == len(layers) - 1:
            return self.image.overlay.file_system
        overlay = Overlay()
        for entries in layers[: layer + 1]:
            apply_layer(overlay, entries)
        return overlay.file_system

    def details(self, inode: int) -> EntryDetails | None:
        """What an entry says of itself, and what became of it; None for an implied directory."""
        return entry_details(self.traces, inode) if inode >= 0 else None

    def metadata(self, item: Item) -> Metadata:
        """Mode, owner and link target of a row of a tree."""
        return metadata_of(self.image.overlay, item.inode)

    def most_hidden(self, tree: Tree, item: Item) -> MostHidden | None:
        """What hides most bytes of a row of a tree; None where nothing does."""
        if not item.shadowed_bytes:
            return None
        if not item.is_directory:
            return self.traces.most_hidden([item.inode])
        kept = self._most_hidden
        if kept is None or kept[0] is not tree or kept[1] != item.path:
            found = self.traces.most_hidden(tree.inodes_in(item.path))
            self._most_hidden = kept = tree, item.path, found
        return kept[2]

    def layer_shares(
        self, tree: FileTree, path: bytes, *, most_files: int | None
    ) -> LayerShares | None:
        """Which layers ship a folder's bytes; None where it has more files, and it isn't known."""
        kept = self._layer_shares.get(path)
        if kept is not None and kept[0] is tree:
            return kept[1]
        if most_files is not None and tree.files_in(path) > most_files:
            return None
        found = layer_shares(tree, path)
        if len(self._layer_shares) >= _KEPT_SHARES:
            self._layer_shares.clear()
        self._layer_shares[path] = tree, found
        return found

    def pair_files(self, pair: InstructionPair) -> PairFiles:
        """The files of a pair of instructions, found when they are first asked for."""
        files = self._pair_files.get(pair)
        if files is None:
            files = self._pair_files[pair] = PairFiles(self.image, pair)
        return files

    def finding_files(self, number: int) -> ShippedFiles:
        """The files that a finding is about, by its place in the analysis."""
        inodes = (self.image.finding_inodes or ())[number]
        parts = inodes if isinstance(inodes, Mapping) else None
        return ShippedFiles(self.image.overlay, inodes, parts)

    def package_files(self, number: int) -> ShippedFiles:
        """The files of a package, hidden ones too, by its place in the analysis."""
        return ShippedFiles(self.image.overlay, inodes_of(self.image, number))

    def removal(self, marked: Collection[bytes], layer: int | None) -> Removal:
        """What leaving paths out of a layer would save, or of the whole image."""
        asked = frozenset(marked), layer
        if self._removal is None or self._removal[0] != asked:
            self._removal = asked, removal(marked, layer, self.image.overlay)
        return self._removal[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowedPair:
    """Two instructions, and the bytes that the second hides of the first in either image."""

    added_by: str
    hidden_by: str
    cause: Cause
    base: InstructionPair | None
    other: InstructionPair | None

    @property
    def delta_bytes(self) -> int:
        """The other's bytes less the base's."""
        other = self.other.content_bytes if self.other else 0
        return other - (self.base.content_bytes if self.base else 0)


def shadowed_pairs(comparison: Comparison) -> tuple[ShadowedPair, ...]:
    """Pairs of either image, equal ones put together in order; largest difference first."""
    base, other = _by_instructions(comparison.base), _by_instructions(comparison.other)
    rows = [
        ShadowedPair(added_by=added, hidden_by=hidden, cause=cause, base=ours, other=theirs)
        for added, hidden, cause in base | other
        for ours, theirs in zip_longest(
            base.get((added, hidden, cause), ()), other.get((added, hidden, cause), ())
        )
    ]
    rows.sort(key=lambda row: (-abs(row.delta_bytes), -_most_bytes(row)))
    return tuple(rows)


def _by_instructions(
    analysis: ImageAnalysis,
) -> dict[tuple[str, str, Cause], Sequence[InstructionPair]]:
    found: defaultdict[tuple[str, str, Cause], list[InstructionPair]] = defaultdict(list)
    instructions = [shown_instruction(layer.created_by) for layer in analysis.layers]
    for pair in analysis.pairs:
        found[instructions[pair.added_in], instructions[pair.hidden_in], pair.cause].append(pair)
    return dict(found)


def _most_bytes(row: ShadowedPair) -> int:
    return max(side.content_bytes for side in (row.base, row.other) if side)


_STEPS = 100
"""How many of the largest differences can be stepped through."""


@dataclass(frozen=True, kw_only=True)
class ExploredPair:
    """A comparison with the trees behind it."""

    comparison: Comparison
    base: ExploredImage
    other: ExploredImage
    files: MergedTree
    steps: Sequence[FoldedDelta]
    """The largest differences, each where few rows tell it; largest first."""

    @classmethod
    def of(cls, comparison: Comparison, base: ExploredImage, other: ExploredImage) -> ExploredPair:
        """Sorts the differences."""
        files = MergedTree.of(base.files, other.files, comparison.paths)
        steps = folded_differences(comparison.paths, _STEPS)
        return cls(comparison=comparison, base=base, other=other, files=files, steps=steps)

    def swapped(self) -> ExploredPair:
        """The base seen from the other."""
        return ExploredPair(
            comparison=swapped(self.comparison),
            base=self.other,
            other=self.base,
            files=self.files.swapped(),
            steps=swapped_folds(self.steps),
        )

    @property
    def has_advice(self) -> bool:
        """Whether packages and what would help are known of both images."""
        return self.base.has_advice and self.other.has_advice

    def with_advice(self) -> ExploredPair:
        """The same comparison, once packages and what would help are known of both images."""
        comparison = self.comparison
        base = replace(self.base.analysis, warnings=comparison.base.warnings)
        other = replace(self.other.analysis, warnings=comparison.other.warnings)
        return replace(self, comparison=replace(comparison, base=base, other=other))

    @cached_property
    def shadowed(self) -> Sequence[ShadowedPair]:
        """What either leaves shadowed, largest difference first."""
        return shadowed_pairs(self.comparison)

    @cached_property
    def packages(self) -> Sequence[PackageDelta]:
        """Packages of another size or version, largest difference first."""
        return self.comparison.packages
