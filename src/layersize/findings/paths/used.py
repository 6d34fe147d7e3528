"""What an image shows to be in use, wherever it stands: started, or linked to from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.overlay import Overlay
from layersize.findings.paths.path_rule import PathRule
from layersize.layers.entries import ROOT, SYMLINK

_STARTED = ("Entrypoint", "Cmd", "WorkingDir")
_ABSOLUTE = re.compile(rb"/[^\s\"':;,=]+")
_ALTERNATIVES = b"etc/alternatives"
_MANUALS = (b"usr/share/man/", b"usr/local/share/man/")
_DOCUMENTS = (b"usr/share/doc/", b"usr/local/share/doc/")
_MOST_NAMES = 64
"""Of a path that a link leads to."""


def started_paths(image: AnalyzedImage) -> Iterator[bytes]:
    """Paths that stand in what a container starts with."""
    for name, value in image.analysis.image.run_settings:
        if name in _STARTED:
            for path in _ABSOLUTE.findall(value.encode("utf-8", "surrogateescape")):
                yield path.strip(b"/")


def linked_paths(overlay: Overlay, rules: Sequence[PathRule | None]) -> Iterator[bytes]:
    """Paths in folders that rules are about, and that a symlink outside of those leads to.

    `rules` has the rule of each folder. Links are followed as they are written, through no
    further links.
    """
    tree = overlay.file_system
    tops = {
        tree.names[folder]
        for folder, rule in enumerate(rules)
        if rule is not None and rules[tree.parents[folder]] is not rule
    }
    if not tops:
        return
    is_like = re.compile(b"(?:^|/)(?:" + b"|".join(map(re.escape, tops)) + b")/").search
    for layer, entries in enumerate(overlay.layers):
        first = overlay.first_inode[layer]
        for row, target in entries.link_targets.items():
            if entries.kinds[row] != SYMLINK or not is_like(target):
                continue
            above = entries.directory_path(entries.directories[row])
            folder = tree.find_directory(above)
            if folder is None or tree.files[folder].get(entries.names[row]) != first + row:
                continue
            led_to = _target(above, target)
            if led_to is None or _is_to_read(above, entries.names[row], led_to):
                continue
            if not _is_about_both(overlay, rules, folder, led_to):
                yield led_to


def _is_to_read(folder: bytes, name: bytes, led_to: bytes) -> bool:
    """Whether a link is for people: Debian's alternatives lead from manuals to manuals, and Java's
    `docs` to its documentation."""
    if folder == _ALTERNATIVES and led_to.startswith(_MANUALS):
        return True
    return name in {b"doc", b"docs"} and led_to.startswith(_DOCUMENTS)


def _target(folder: bytes, target: bytes) -> bytes | None:
    """The path that a link in a folder leads to; None if it is very long."""
    names: list[bytes] = [] if target.startswith(b"/") else folder.split(b"/")
    for name in target.split(b"/"):
        if name == b"..":
            del names[-1:]
        elif name not in (b"", b"."):
            names.append(name)
    return b"/".join(filter(None, names)) if len(names) <= _MOST_NAMES else None


def _is_about_both(
    overlay: Overlay, rules: Sequence[PathRule | None], folder: int, path: bytes
) -> bool:
    """Whether one rule is about a link's folder and about what it leads to."""
    rule = rules[folder]
    if rule is None:
        return False
    tree = overlay.file_system
    led_to = ROOT
    for name in path.split(b"/"):
        child = tree.subdirectories[led_to].get(name)
        if child is None:
            break
        led_to = child
    return rules[led_to] is rule
