"""What an image that somebody begins to type may be: a name that an engine here has, or a file."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from layersize.sources.local.known_names import PLACES, known_names
from layersize.sources.similar import short_name
from layersize.text.escape import is_plain_word

MOST_SECONDS = 1.0
"""For all places together: somebody waits for the shell."""
_MOST_PATHS = 1000
_PATH_BEGINS = ("/", "./", "../", "~", "-")


def matching_images(incomplete: str) -> list[str]:
    """Names and, where there are some, files beside them; none: the shell is to look for files."""
    if incomplete.startswith(_PATH_BEGINS):
        return []
    word, colon, begun = incomplete.partition(":")
    if colon and word in PLACES:
        found = known_names([word], MOST_SECONDS)
        return [f"{word}:{name}" for name in _matching(found.get(word, []), begun)]
    found = known_names(list(PLACES), MOST_SECONDS)
    names = [name for place in PLACES for name in _matching(found.get(place, []), incomplete)]
    return [*dict.fromkeys(names), *_paths(incomplete)] if names else []


def _matching(names: list[str], begun: str) -> list[str]:
    """As people write them, or in full if they begin so."""
    found = [short_name(name) if short_name(name).startswith(begun) else name for name in names]
    return sorted(name for name in dict.fromkeys(found) if name.startswith(begun))


def _paths(incomplete: str) -> list[str]:
    """Files and folders that begin like that, folders with a slash."""
    above, slash, begun = incomplete.rpartition("/")
    try:
        with os.scandir(f"{above}{slash}" or ".") as entries:
            names = [entry.name for entry in islice(entries, _MOST_PATHS)]
    except (OSError, ValueError):
        return []
    wanted = [
        name
        for name in sorted(names)
        if name.startswith(begun) and not (name.startswith(".") and not begun)
    ]
    paths = [f"{above}{slash}{name}" for name in wanted if is_plain_word(name)]
    return [f"{path}/" if Path(path).is_dir() else path for path in paths]
