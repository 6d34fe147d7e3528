"""Names in the outer tar of a saved image, with links between its members followed."""

from __future__ import annotations

import posixpath

from layersize.formats import bounds, tar_headers
from layersize.formats.tar_headers import TarEntry, link_target
from layersize.formats.tar_reader import TarReader
from layersize.model.errors import LayersizeError
from layersize.model.warning import Warning

_FILES = frozenset((tar_headers.REGULAR, tar_headers.V7_FILE, tar_headers.CONTIGUOUS))
_MOST_HOPS = 16
"""Links from member to member; `docker save` makes one."""


class MemberNames:
    """The members of one archive; of a name that comes twice the last one counts."""

    def __init__(self) -> None:
        self.all: dict[str, None] = {}
        """Files and links, in order."""
        self._links: dict[str, str] = {}

    def add(self, entry: TarEntry) -> str | None:
        """Takes in an entry; returns its name if it is a file with data."""
        raw_path, flag, _, _, header, extension = entry
        name = posixpath.normpath(raw_path.decode("utf-8", "surrogateescape").lstrip("/"))
        if len(self.all) >= bounds.MEMBERS:
            raise LayersizeError("", f"the archive has over {bounds.MEMBERS} members")
        if flag in _FILES:
            self.all[name] = None
            self._links.pop(name, None)
            return name
        if flag in (tar_headers.SYMLINK, tar_headers.HARDLINK):
            self.all[name] = None
            target = link_target(header, extension).decode("utf-8", "surrogateescape")
            base = posixpath.dirname(name) if flag == tar_headers.SYMLINK else ""
            self._links[name] = posixpath.normpath(posixpath.join(base, target).lstrip("/"))
        return None

    def resolve(self, name: str) -> str:
        """The file that a name leads to, which may not exist; raises LayersizeError for a cycle."""
        found = posixpath.normpath(name.lstrip("/"))
        for _ in range(_MOST_HOPS):
            target = self._links.get(found)
            if target is None:
                return found
            found = target
        raise LayersizeError(name, "is a link that leads in a circle", "save the image again")

    def warnings(self, reader: TarReader) -> tuple[Warning, ...]:
        """What is odd about the archive as a whole."""
        if reader.has_trailer:
            return ()
        message = "the archive ends without the two zero blocks that mark its end"
        return (Warning(code="missing-trailer", message=message),)
