"""The file system that a container sees, after all layers or after the first few."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from layersize.accounting.file_system import FileSystem, ShownNames, find_directory
from layersize.explore.listing import DirectoryListing, Item, joined, rolled_up
from layersize.explore.traces import Traces
from layersize.layers.entries import ROOT
from layersize.patterns import Pattern

Directory = Mapping[bytes, int]


@dataclass(frozen=True, kw_only=True)
class FileTree:
    """Directories by their ids, as in a `FileSystem`; a file's bytes stand at one of its names."""

    files: Sequence[Directory]
    subdirectories: Sequence[Directory]
    file_system: FileSystem
    traces: Traces
    layers: range
    """Those whose entries count as changes, up to the last that the tree is of."""

    @classmethod
    def of(cls, file_system: FileSystem, traces: Traces, layers: range) -> FileTree:
        """All that can be seen in a file system after the last of the layers."""
        return cls(
            files=file_system.files,
            subdirectories=file_system.subdirectories,
            file_system=file_system,
            traces=traces,
            layers=layers,
        )

    @cached_property
    def _shown_names(self) -> ShownNames:
        return self.file_system.shown_names()

    @cached_property
    def _content(self) -> list[int]:
        return self._summed(self.traces.content_bytes)

    @cached_property
    def _shadowed(self) -> list[int]:
        return self._summed(self.traces.shadowed_bytes)

    def _summed(self, inode_bytes: Sequence[int]) -> list[int]:
        """Directory to the bytes of the files in it, at every depth."""
        own = [sum(map(inode_bytes.__getitem__, files.values())) for files in self.files]
        for directory, inode in self._other_names():
            own[directory] -= inode_bytes[inode]
        return rolled_up(own, self.file_system.parents)

    def _other_names(self) -> list[tuple[int, int]]:
        """Directory and inode where a file is seen whose bytes stand at another name."""
        if not self._shown_names:
            return []
        return [
            (directory, inode)
            for directory, files in enumerate(self.files)
            if not self._shown_names.keys().isdisjoint(files.values())
            for name, inode in files.items()
            if not self._shown_names.shows(inode, directory, name)
        ]

    @cached_property
    def _counts(self) -> list[int]:
        return rolled_up(list(map(len, self.files)), self.file_system.parents)

    @cached_property
    def _changed_from(self) -> int:
        """The first inode that counts as a change; one past the last if there is none."""
        first_inode = self.traces.overlay.first_inode
        layer = self.layers.start
        return first_inode[layer] if layer < len(first_inode) else len(self.traces.content_bytes)

    @cached_property
    def _changes(self) -> list[int]:
        """Directory to how many entries and deletions change it or something in it."""
        first, directories = self._changed_from, self.traces.directories
        own = [sum(inode >= first for inode in files.values()) for files in self.files]
        for below in self.subdirectories:
            for child in below.values():
                own[child] += self._is_changed_itself(child)
        tree = self.file_system
        for directory, name in directories.deletions(self.layers):
            if name not in tree.files[directory]:  # one that is back has lost what was in it
                own[tree.subdirectories[directory].get(name, directory)] += 1
        return rolled_up(own, self.file_system.parents)

    def _is_changed_itself(self, directory: int) -> bool:
        """Whether it is new, or has another owner or mode."""
        inode = self.file_system.directory_entry.get(directory, -1)
        directories = self.traces.directories
        return directories.is_made_by(directory, self.layers.start) or (
            inode >= self._changed_from and inode in directories.changing
        )

    def prepare(self) -> None:
        """Sums up all directories, so that the first look takes no time."""
        self._content, self._shadowed, self._counts, self._changes  # noqa: B018 - kept from now on

    def directory_id(self, path: bytes) -> int | None:
        """The id of a directory; None where there is none."""
        return find_directory(self.subdirectories, path)

    def content_at(self, path: bytes) -> int | None:
        """Bytes of the file or of everything in the directory at a path; None for nothing."""
        directory = self.directory_id(path)
        if directory is not None:
            return self._content[directory]
        above, _, name = path.rpartition(b"/")
        parent = self.directory_id(above)
        inode = None if parent is None else self.files[parent].get(name)
        return None if parent is None or inode is None else self._shown_bytes(parent, name, inode)

    def has_directory(self, path: bytes) -> bool:
        """Whether the whole file system has a directory at a path."""
        return self.file_system.find_directory(path) is not None

    def has(self, path: bytes) -> bool:
        """Whether the whole file system has anything at a path."""
        return self.has_directory(path) or self.file_system.find_file(path) is not None

    def inode_at(self, path: bytes) -> int | None:
        """The entry that describes a path of the whole file system; None where there is none."""
        directory = self.file_system.find_directory(path)
        if directory is None:
            return self.file_system.find_file(path)
        return self.file_system.directory_entry.get(directory)

    def _shown_bytes(self, directory: int, name: bytes, inode: int) -> int:
        shown = self._shown_names.shows(inode, directory, name)
        return self.traces.content_bytes[inode] if shown else 0

    def sizes(self, directory: bytes) -> dict[bytes, int]:
        """Names in a directory to the bytes at each."""
        place = self.directory_id(directory)
        if place is None:
            return {}
        below, content = self.subdirectories[place], self._content
        sizes = {name: content[child] for name, child in below.items()}
        files = self.files[place]
        inode_bytes = map(self.traces.content_bytes.__getitem__, files.values())
        sizes.update(zip(files, inode_bytes, strict=True))
        if self._shown_names:
            for name, inode in files.items():
                sizes[name] = self._shown_bytes(place, name, inode)
        return sizes

    def listing(self, directory: bytes) -> DirectoryListing:
        """The directory's children."""
        parent = self.directory_id(directory)
        if parent is None:
            return DirectoryListing(tree=self, path=directory)
        sizes = self.sizes(directory)
        directories = list(self.subdirectories[parent].values())
        inodes = list(self.files[parent].values())
        changed = [self._changes[child] > 0 for child in directories]
        changed += [inode >= self._changed_from for inode in inodes]
        return DirectoryListing(
            tree=self,
            path=directory,
            parent=parent,
            directories=directories,
            entries=inodes,
            names=list(sizes),
            weights=list(sizes.values()),
            changed=changed,
        )

    def directory_item(self, above: bytes, name: bytes, directory: int) -> Item:
        """The row of a directory."""
        return Item(
            path=joined(above, name),
            name=name,
            is_directory=True,
            content_bytes=self._content[directory],
            shadowed_bytes=self._shadowed[directory],
            sign=self.traces.directory_sign(
                directory, self.layers.start, is_changed=self._changes[directory] > 0
            ),
            inode=self.file_system.directory_entry.get(directory, -1),
            files=self._counts[directory],
        )

    def entry_item(self, above: bytes, parent: int, name: bytes, inode: int) -> Item:
        """The row of a file."""
        shown_bytes = self._shown_bytes(parent, name, inode)
        return Item(
            path=joined(above, name),
            name=name,
            is_directory=False,
            content_bytes=shown_bytes,
            shadowed_bytes=shown_bytes if self.traces.shadowed_bytes[inode] else 0,
            sign=self.traces.sign_of(inode) if inode >= self._changed_from else "",
            flags=self.traces.flags_of(inode, self.file_system.links),
            inode=inode,
        )

    def inodes_in(self, path: bytes) -> Iterator[int]:
        """The files in a directory, at every depth."""
        waiting = [self.directory_id(path)]
        while waiting:
            directory = waiting.pop()
            if directory is not None:
                yield from self.files[directory].values()
                waiting += self.subdirectories[directory].values()

    def counted_inodes_in(self, path: bytes) -> Iterator[Collection[int]]:
        """For each directory in one, at every depth: the files whose bytes stand at a name there.

        Directories without any are left out.
        """
        waiting, shown_names = [self.directory_id(path)], self._shown_names
        while waiting:
            directory = waiting.pop()
            if directory is None:
                continue
            files = self.files[directory]
            waiting += self.subdirectories[directory].values()
            inodes: Collection[int] = files.values()
            if shown_names and not shown_names.keys().isdisjoint(inodes):
                shows = shown_names.shows
                inodes = [inode for name, inode in files.items() if shows(inode, directory, name)]
            if inodes:
                yield inodes

    def files_in(self, path: bytes) -> int:
        """How many names of files a directory holds, at every depth."""
        directory = self.directory_id(path)
        return 0 if directory is None else self._counts[directory]

    def matching(self, pattern: Pattern) -> FileTree:
        """Only paths that the pattern stands for, with what is in them and around them."""
        matches = pattern.matches
        files: list[Directory] = [{}] * len(self.files)
        subdirectories: list[Directory] = [{}] * len(self.files)
        is_found = bytearray(len(self.files))
        order = [(ROOT, b"")]
        for directory, prefix in order:
            if is_found[directory]:
                files[directory] = self.files[directory]
            else:
                files[directory] = {
                    name: inode
                    for name, inode in self.files[directory].items()
                    if matches(prefix + name, is_directory=False)
                }
            for name, child in self.subdirectories[directory].items():
                path = prefix + name
                is_found[child] = is_found[directory] or matches(path, is_directory=True)
                order.append((child, prefix + name + b"/"))
        for directory, _ in reversed(order):
            subdirectories[directory] = {
                name: child
                for name, child in self.subdirectories[directory].items()
                if is_found[child] or files[child] or subdirectories[child]
            }
        return replace(self, files=files, subdirectories=subdirectories)
