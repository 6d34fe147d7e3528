"""Packages in `node_modules`: what npm, pnpm and Yarn unpacked there.

https://docs.npmjs.com/cli/configuring-npm/package-lock-json#hidden-lockfiles,
https://pnpm.io/symlinked-node-modules-structure, https://yarnpkg.com/advanced/pnp-spec
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from layersize.packages.file_tree import FileTree
from layersize.packages.languages.documents import is_object, read_object, text
from layersize.packages.languages.names import bytes_of, joined, text_of
from layersize.packages.languages.yarn import name_and_version
from layersize.packages.package import Package

_FOLDER = b"node_modules"
_LOCK = b".package-lock.json"
_MANIFEST = b"package.json"
_FOR_ALL = b"/lib/node_modules"
_PNPM = b".pnpm"
_LINKS = b"links"
_UNPLUGGED = b"unplugged"


def find(tree: FileTree) -> Iterator[Package]:
    """Each folder with a `package.json` in a folder `node_modules`, but what lies in deeper ones.

    npm's list in it has the versions; elsewhere they are known where the folders above are named
    by them, as those of pnpm and Yarn are. What is installed for all, in `lib/node_modules`, is
    one package with all that it needs: there is no list, and nobody else uses what it brings.
    """
    for_all = None
    locked: dict[bytes, tuple[str | None, str | None]] = {}
    for path, directory in tree.directories_named(_FOLDER):
        lock = tree.captured.get(path + b"/" + _LOCK)
        if lock is not None:
            locked |= _locked(path.rpartition(b"/")[0], lock)
        elif (b"/" + path).endswith(_FOR_ALL) and not _is_within(path, for_all):
            for_all = path
        if path != for_all and _is_within(path, for_all):
            continue
        store = _store_of(path)
        for name in _package_names(tree, directory):
            folder = path + b"/" + name
            found, version = text_of(name), None
            if found.replace("/", store.slash) == store.name:
                version = store.version
            elif folder in locked:
                alias_of, version = locked[folder]
                found = alias_of or found
            else:
                version = _stated_version(tree.captured.get(folder + b"/" + _MANIFEST))
            yield Package(store.manager, found, version, (folder + b"/",))


def _is_within(path: bytes, above: bytes | None) -> bool:
    return above is not None and path.startswith(above + b"/")


def _package_names(tree: FileTree, directory: int) -> Iterator[bytes]:
    """Packages in a folder; of a scope, with the scope before the slash."""
    file_system = tree.image.overlay.file_system
    for name, inner in sorted(file_system.subdirectories[directory].items()):
        if name.startswith(b"@"):
            for scoped, folder in sorted(file_system.subdirectories[inner].items()):
                if _MANIFEST in file_system.files[folder]:
                    yield name + b"/" + scoped
        elif _MANIFEST in file_system.files[inner]:
            yield name


def _locked(project: bytes, lock: bytes) -> Mapping[bytes, tuple[str | None, str | None]]:
    """Folders to the names that differ from theirs, and the versions that npm installed there."""
    packages = read_object(lock).get("packages")
    if not is_object(packages):
        return {}
    return {
        joined(project, bytes_of(folder)): (text(stated.get("name")), text(stated.get("version")))
        for folder, stated in packages.items()
        if is_object(stated) and folder
    }


def _stated_version(manifest: bytes | None) -> str | None:
    return text(read_object(manifest).get("version"))


class _Store(NamedTuple):
    """Who made a folder `node_modules`, and the package that the folder around it is named by."""

    manager: str
    slash: str = "/"
    """What stands for it behind a scope."""
    name: str | None = None
    version: str | None = None


def _store_of(path: bytes) -> _Store:
    """Of pnpm `.pnpm/@scope+name@1.2.3_peer@4`, in its store `links/@scope/name/1.2.3/HASH` or
    `links/@/name/1.2.3/HASH`; of Yarn `unplugged/@scope-name-npm-1.2.3-HASH`."""
    above = path.split(b"/")[-6:-1]
    if len(above) == 5 and above[0] == _LINKS and above[1].startswith(b"@"):
        scope, name, version = map(text_of, above[1:4])
        return _Store("pnpm", "/", name if scope == "@" else f"{scope}/{name}", version)
    store, spec = (above[-2], text_of(above[-1])) if len(above) > 1 else (b"", "")
    if store == _PNPM:
        name, _, rest = spec[1:].partition("@")
        return _Store("pnpm", "+", spec[:1] + name, rest.partition("_")[0] or None)
    if store == _UNPLUGGED:
        return _Store("yarn", "-", *name_and_version(spec, hashes=1))
    return _Store("pnpm" if b"/" + _PNPM + b"/" in path else "npm")
