"""File trees with the names and sizes of real images, as endless streams of entries."""

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from payloads import LARGEST_FILE_BYTES

from layers import DIRECTORY, FILE, HARDLINK, SYMLINK, Entry

# fmt: off
_SYLLABLES = (
    "ac", "ber", "con", "dex", "el", "fa", "gra", "hy", "in", "jo", "kit", "lor", "me", "nod",
    "os", "py", "qu", "re", "sync", "tra", "ul", "vue", "wire", "yaml",
)
_PYTHON_MODULES = (
    "__init__", "_compat", "api", "base", "cli", "client", "config", "constants", "exceptions",
    "models", "utils", "version",
)
_NODE_MODULES = (
    "index", "main", "browser", "common", "constants", "helpers", "parse", "render", "types",
    "util", "validate",
)
_LOCALES = (
    "ca", "cs", "da", "de", "el", "en_GB", "es", "fi", "fr", "hu", "id", "it", "ja", "ko", "nb",
    "nl", "pl", "pt_BR", "ro", "ru", "sv", "tr", "uk", "zh_CN",
)
# fmt: on


class FileSizes(NamedTuple):
    """Log-normal, as the sizes of real files are."""

    mu: float
    sigma: float

    def draw(self, rng: random.Random) -> int:
        return min(LARGEST_FILE_BYTES, int(rng.lognormvariate(self.mu, self.sigma)))


class LayerPaths:
    """The paths that one layer holds already, so that none comes twice."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def __contains__(self, path: str) -> bool:
        return path in self._taken

    def deletes(self, path: str) -> bool:
        """Whether the layer holds a whiteout of the path or of a folder above it."""
        while path:
            if whiteout_of(path).path in self._taken:
                return True
            path = path.rpartition("/")[0]
        return False

    def add(self, entry: Entry) -> Iterator[Entry]:
        """The entry after those of its parents that the layer lacks; nothing for a known path."""
        if entry.path in self._taken:
            return
        yield from self._parents(entry.path)
        self._taken.add(entry.path)
        yield entry

    def _parents(self, path: str) -> Iterator[Entry]:
        parent = path.rpartition("/")[0]
        if parent and parent not in self._taken:
            yield from self._parents(parent)
            self._taken.add(parent)
            yield Entry(parent, DIRECTORY)


def distribution(rng: random.Random, sizes: FileSizes, layer: LayerPaths) -> Iterator[Entry]:
    """A Linux distribution: Python packages, their documentation and translations."""
    while True:
        package = _name(rng, "_")
        root = f"usr/lib/python3/dist-packages/{package}"
        folders = [root, *(f"{root}/{_name(rng, '_')}" for _ in range(rng.randrange(5)))]
        for folder in folders:
            for module in _some(rng, _PYTHON_MODULES):
                yield from _file(rng, sizes, layer, f"{folder}/{module}.py")
                cached = f"{folder}/__pycache__/{module}.cpython-311.pyc"
                yield from _file(rng, sizes, layer, cached)
        documentation = f"usr/share/doc/python3-{package}"
        yield from _file(rng, sizes, layer, f"{documentation}/copyright")
        yield from _file(rng, sizes, layer, f"{documentation}/changelog.Debian.gz")
        for locale in _some(rng, _LOCALES) if rng.random() < 0.3 else ():
            translation = f"usr/share/locale/{locale}/LC_MESSAGES/{package}.mo"
            yield from _file(rng, sizes, layer, translation)
        library = f"usr/lib/x86_64-linux-gnu/lib{package}.so"
        yield from _file(rng, sizes, layer, f"{library}.{rng.randrange(9)}")
        yield from layer.add(Entry(library, SYMLINK, target=f"lib{package}.so.1"))


def node_modules(
    rng: random.Random, sizes: FileSizes, layer: LayerPaths, root: str
) -> Iterator[Entry]:
    """An application's dependencies, some of which bring a nested `node_modules`."""
    while True:
        package = f"{root}/node_modules/{_name(rng, '-')}"
        nesting = 0
        while True:
            for name in ("package.json", "LICENSE", "README.md", "index.js", "index.d.ts"):
                yield from _file(rng, sizes, layer, f"{package}/{name}")
            for folder in _some(rng, ("lib", "dist/cjs", "dist/esm/internal", "src", "types")):
                for module in _some(rng, _NODE_MODULES):
                    yield from _file(rng, sizes, layer, f"{package}/{folder}/{module}.js")
                    yield from _file(rng, sizes, layer, f"{package}/{folder}/{module}.js.map")
            tool = f"{root}/node_modules/.bin/{package.rpartition('/')[2]}"
            yield from layer.add(Entry(tool, SYMLINK, target="../index.js"))
            if rng.random() < 0.05:
                copy = f"{package}/LICENSE.txt"
                yield from layer.add(Entry(copy, HARDLINK, target=f"{package}/LICENSE"))
            nesting += 1
            if nesting == 6 or rng.random() < 0.7:
                break
            package = f"{package}/node_modules/{_name(rng, '-')}"


def rewrites(
    rng: random.Random, sizes: FileSizes, layer: LayerPaths, below: Sequence[Entry]
) -> Iterator[Entry]:
    """Files from below again, in runs: a third as they were, a third with the same size."""
    while True:
        start = rng.randrange(len(below))
        for old in below[start : start + rng.randrange(1, 40)]:
            fate = rng.random()
            size = old.size if fate < 0.67 else sizes.draw(rng)
            version = old.version if fate < 0.33 else old.version + 1
            yield from layer.add(Entry(old.path, FILE, size, version))


def whiteouts(
    rng: random.Random, layer: LayerPaths, below: Sequence[Entry], folder_share: float
) -> Iterator[Entry]:
    """Deletions in runs: of some files or, with probability `folder_share`, of whole folders."""
    while True:
        start = rng.randrange(len(below))
        whole_folder = rng.random() < folder_share
        for old in below[start : start + rng.randrange(1, 12)]:
            deleted = old.path.rpartition("/")[0] if whole_folder else old.path
            if deleted not in layer and not layer.deletes(deleted):
                yield from layer.add(whiteout_of(deleted))


def whiteout_of(path: str) -> Entry:
    folder, slash, name = path.rpartition("/")
    return Entry(f"{folder}{slash}.wh.{name}", FILE)


def _file(rng: random.Random, sizes: FileSizes, layer: LayerPaths, path: str) -> Iterator[Entry]:
    return layer.add(Entry(path, FILE, sizes.draw(rng)))


def _name(rng: random.Random, joint: str) -> str:
    first, *others = (rng.choice(_SYLLABLES) for _ in range(rng.randrange(4, 8)))
    middle = len(others) // 2
    return first + "".join(others[:middle]) + joint + "".join(others[middle:])


def _some(rng: random.Random, names: Sequence[str]) -> list[str]:
    return [name for name in names if rng.random() < 0.6]
