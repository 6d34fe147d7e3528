"""Walks of layers and records of saved images, kept from run to run."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from layersize.layers.cached import ImageRecord
from layersize.layers.walk import LayerWalk
from layersize.oci.digest import Digest

if TYPE_CHECKING:
    from layersize.cache.folder import CacheFolder, CacheInfo

MOST_BYTES = 1 << 30
"""An entry of a layer takes about 25: room for 40 million, or some thousand ordinary layers."""


def default_folder() -> Path:
    """The user's cache folder for this program; honours XDG_CACHE_HOME."""
    from platformdirs import user_cache_path  # needed only where no folder is given

    with suppress(RuntimeError):  # no home folder is known
        folder = user_cache_path("layersize")
        if folder.is_absolute():
            return folder
    return Path(os.devnull, "layersize")  # can't be made, so that nothing is kept


class WalkCache:
    """Keeps values under a folder, those asked for lately the longest.

    It never fails its caller: what can't be written or read is not remembered. What it takes to
    read and write is loaded when something is asked for: an image in a file needs none of it.
    """

    def __init__(
        self,
        folder: Path | None = None,
        most_bytes: int = MOST_BYTES,
        *,
        tell: Callable[[str], None] = lambda _line: None,
    ) -> None:
        """`folder` is made once something is kept, by default the user's cache folder.

        `most_bytes` bounds all files together. `tell` gets a line, once, if the folder is not used
        because others could have written to it.
        """
        self._chosen_folder = folder
        self._most_bytes = most_bytes
        self._tell = tell

    @cached_property
    def _folder(self) -> CacheFolder:
        from layersize.cache.file_format import SCHEMA
        from layersize.cache.folder import CacheFolder

        folder = self._chosen_folder or default_folder()
        return CacheFolder(folder, f"v{SCHEMA}", self._most_bytes, self._tell)

    def walk(self, digest: Digest) -> LayerWalk | None:
        """The kept walk of the blob with that digest."""
        return self._walk("walks", digest)

    def keep_walk(self, walk: LayerWalk) -> None:
        """Keeps a walk under each of its `blob_digests`; not one without hashes or metadata."""
        from layersize.cache.walk_file import dump_walk

        with suppress(ValueError):
            for digest in walk.blob_digests:
                self._folder.write("walks", _walk_name(digest), dump_walk(walk))

    def header_walk(self, tar_split: Digest) -> LayerWalk | None:
        """The kept walk of a layer by the digest of its tar-split.

        It stands in a folder of its own: it holds checksums where another walk has hashes.
        """
        walk = self._walk("headers", tar_split)
        return None if walk is None else replace(walk, blob_digests=(), has_checksums=True)

    def keep_header_walk(self, tar_split: Digest, walk: LayerWalk) -> None:
        """Keeps such a walk; not one without metadata."""
        from layersize.cache.walk_file import dump_walk

        with suppress(ValueError):
            kept = dump_walk(replace(walk, blob_digests=(tar_split,)))
            self._folder.write("headers", _walk_name(tar_split), kept)

    def _walk(self, kind: str, digest: Digest) -> LayerWalk | None:
        from layersize.cache.walk_file import load_walk

        file = kind, _walk_name(digest)
        with self._folder.removes_damaged(*file):
            walk = load_walk(self._folder.read(*file, self._most_bytes))
            if digest not in walk.blob_digests:
                raise ValueError("is the walk of another blob")
            return walk
        return None

    def record(self, key: str) -> ImageRecord | None:
        """The record kept under any text."""
        from layersize.cache.record_file import RECORD_BYTES, load_record

        file = "records", _record_name(key)
        with self._folder.removes_damaged(*file):
            return load_record(key, self._folder.read(*file, RECORD_BYTES))
        return None

    def keep_record(self, key: str, record: ImageRecord) -> None:
        """Keeps a record, instead of an earlier one of that key."""
        from layersize.cache.record_file import dump_record

        with suppress(ValueError):
            self._folder.write("records", _record_name(key), dump_record(key, record))

    def info(self) -> CacheInfo:
        """What is kept at the moment; raises LayersizeError if the folder is not used."""
        return self._folder.info()

    def clear(self) -> CacheInfo:
        """Removes all that is kept, of all versions; says what was removed; raises as `info`."""
        return self._folder.clear()


def _walk_name(digest: Digest) -> str:
    return f"{digest.algorithm}-{digest.hexadecimal}"


def _record_name(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
