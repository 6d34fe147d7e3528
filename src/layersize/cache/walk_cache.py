"""Walks of layers and records of saved images, kept from run to run.

A cache never fails its caller: where a file can't be written or read, it does not remember.
Several threads and processes may use one folder at once.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from layersize.cache.codec import (
    SCHEMA,
    dump_record,
    dump_walk,
    load_record,
    load_walk,
)
from layersize.cache.folder import CacheInfo, Space, read_file, remove_file, write_file
from layersize.layers.cached import ImageRecord
from layersize.layers.walk import LayerWalk
from layersize.oci.digest import Digest

MOST_BYTES = 1 << 30
"""An entry of a layer takes about 25: room for 40 million, or some thousand ordinary layers."""

_FOLDER_MODE = 0o700
"""For the user only, as the XDG base directory specification asks."""

_Value = TypeVar("_Value")


def default_folder() -> Path:
    """The user's cache folder for this program; honours XDG_CACHE_HOME."""
    from platformdirs import user_cache_path  # needed only where no folder is given

    with suppress(RuntimeError):  # no home folder is known
        folder = user_cache_path("layersize")
        if folder.is_absolute():
            return folder
    return Path(os.devnull, "layersize")  # can't be made, so that nothing is kept


class WalkCache:
    """Keeps values under a folder, those asked for lately the longest."""

    def __init__(self, folder: Path | None = None, most_bytes: int = MOST_BYTES) -> None:
        """`folder` is made once something is kept, by default the user's cache folder.

        `most_bytes` bounds all files together.
        """
        folder = folder or default_folder()
        self._folder = folder
        self._version_folder = folder / f"v{SCHEMA}"
        self._most_bytes = most_bytes
        self._space = Space(folder, self._version_folder.name, most_bytes)

    def walk(self, digest: Digest) -> LayerWalk | None:
        """The kept walk of the blob with that digest."""

        def load(data: bytes) -> LayerWalk:
            walk = load_walk(data)
            if walk.blob_digest != digest:
                raise ValueError("is the walk of another blob")
            return walk

        return self._load(self._walk_file(digest), load)

    def keep_walk(self, walk: LayerWalk) -> None:
        """Keeps a walk under its `blob_digest`; not one that lacks that, hashes or metadata."""
        if walk.blob_digest is None:
            return
        with suppress(ValueError):
            self._keep(self._walk_file(walk.blob_digest), dump_walk(walk))

    def record(self, key: str) -> ImageRecord | None:
        """The record kept under any text."""
        return self._load(self._record_file(key), lambda data: load_record(key, data))

    def keep_record(self, key: str, record: ImageRecord) -> None:
        """Keeps a record, instead of an earlier one of that key."""
        self._keep(self._record_file(key), dump_record(key, record))

    def info(self) -> CacheInfo:
        """What is kept at the moment."""
        return self._space.info()

    def clear(self) -> CacheInfo:
        """Removes all that is kept, of all versions; says what was removed."""
        return self._space.clear()

    def _walk_file(self, digest: Digest) -> Path:
        return self._version_folder / "walks" / f"{digest.algorithm}-{digest.hexadecimal}"

    def _record_file(self, key: str) -> Path:
        hashed = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return self._version_folder / "records" / hashed

    def _load(self, path: Path, load: Callable[[bytes], _Value]) -> _Value | None:
        """`None` also for what is damaged, which is removed."""
        try:
            value = load(read_file(path, self._most_bytes))
        except OSError:
            return None
        except ValueError:
            remove_file(path)
            return None
        with suppress(OSError):  # a folder that can only be read
            os.utime(path)
        return value

    def _keep(self, path: Path, data: bytes) -> None:
        if len(data) > self._most_bytes:
            return
        with suppress(OSError):
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            for folder in (self._folder, self._version_folder, path.parent):
                folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
            write_file(path, data)
            self._space.written(path, len(data))
