"""The files of a container's file system that rules are about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.findings.paths.folders import FolderRules, folder_rules
from layersize.findings.paths.path_rule import PathRule
from layersize.findings.paths.table import TAIL, Table
from layersize.findings.paths.used import linked_paths, started_paths


def live_files(image: AnalyzedImage, table: Table) -> dict[str, list[int]]:
    """Codes of rules to inodes with content whose every name the rule is about, each once."""
    tree = image.overlay.file_system
    found = _Found(image, table, folder_rules(table, tree.parents, tree.names))
    found.spare_used()
    for folder, files in enumerate(tree.files):
        if files:
            found.look_at(folder, files)
    return {code: inodes for code in found.inodes if (inodes := found.freed(code))}


class _Found:
    """Gathers inodes by rule."""

    def __init__(self, image: AnalyzedImage, table: Table, folders: FolderRules) -> None:
        self._image = image
        self._tree = image.overlay.file_system
        self._content_bytes = image.overlay.content_bytes
        self._table = table
        self._folders = folders
        self._used: set[int] = set()
        """Inodes that something leads to."""
        self.inodes: defaultdict[str, list[int]] = defaultdict(list)
        """A name each."""

    def spare_used(self) -> None:
        """Leaves alone what the image shows to be in use."""
        for path in linked_paths(self._image.overlay, self._folders.rules):
            self._spare(path)
        for path in started_paths(self._image):
            self._spare(path)
            self._spare_folder(self._tree.find_directory(path.rpartition(b"/")[0]))

    def _spare(self, path: bytes) -> None:
        inode = self._tree.find_file(path)
        if inode is not None:
            self._used.add(inode)
        else:
            self._spare_folder(self._tree.find_directory(path))

    def _spare_folder(self, folder: int | None) -> None:
        """Leaves alone all in a folder, unless it is the whole of a rule's."""
        if folder is None:
            return
        rules = self._folders.rules
        if rules[folder] is not None and rules[self._tree.parents[folder]] is rules[folder]:
            self._folders.spared.update(self._tree.visible_directories(folder))

    def look_at(self, folder: int, files: Mapping[bytes, int]) -> None:
        """Takes in the files of one folder."""
        rules, nodes, spared = self._folders
        if folder in spared:
            return
        if folder in nodes and (special := self._special_files(folder, files)):
            for name, named in special.items():
                self.inodes[named.code].append(files[name])
            files = {name: inode for name, inode in files.items() if name not in special}
        rule = rules[folder]
        if rule is None:
            tails = self._table.tails
            for name in [name for name in files if name[-TAIL:] in tails]:
                if (known := self._table.rule_of_name(name)) is not None:
                    self.inodes[known.code].append(files[name])
        elif rule.spared_names:
            stays = self._table.stays
            self.inodes[rule.code] += [
                inode for name, inode in files.items() if not stays(name, rule)
            ]
        else:
            self.inodes[rule.code] += files.values()

    def _special_files(self, folder: int, files: Mapping[bytes, int]) -> dict[bytes, PathRule]:
        """The files that paths of rules lead to."""
        found: dict[bytes, PathRule] = {}
        for node in self._folders.nodes_with_files[folder]:
            for name in node.files.keys() & files.keys():
                found[name] = node.files[name]
            for names, path_rule in node.file_patterns:
                alike = (name for name in files if names.match(name) and name not in found)
                found.update(
                    (name, path_rule) for name in alike if not self._table.stays(name, path_rule)
                )
        return {
            name: rule
            for name, rule in found.items()
            if self._content_bytes[files[name]] >= rule.least_bytes
        }

    def freed(self, code: str) -> list[int]:
        """Inodes with content that go with all the names that a rule is about, each once."""
        inodes, links = self.inodes[code], self._tree.links
        linked = links.keys() & inodes if links else ()
        if linked:
            names = Counter(inode for inode in inodes if inode in linked)
            inodes = [inode for inode in inodes if inode not in linked]
            inodes += [inode for inode, count in names.items() if count == links[inode]]
        content_bytes, used = self._content_bytes, self._used
        return [inode for inode in inodes if content_bytes[inode] and inode not in used]
