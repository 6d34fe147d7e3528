"""What patterns that match none of the files asked for may have been meant as."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from layersize.explore.image_files import ImageFile
from layersize.patterns import Pattern, wider_patterns
from layersize.text.escape import shown_path

if TYPE_CHECKING:
    from layersize.explore.file_list import FileQuery


def near_misses(
    patterns: Iterable[Pattern], query: FileQuery, files: Iterable[ImageFile]
) -> tuple[str, ...]:
    """A line for each pattern; `files` are all of the image."""
    chances = [(pattern, chance) for pattern in patterns for chance in _chances(pattern)]
    found: dict[tuple[Pattern, Pattern], ImageFile] = {}
    for file in files:
        is_directory = file.kind == "directory"
        for pattern, chance in chances:
            if chance is not pattern and not _is_asked_for(file, query):
                continue
            if chance.covers(file.path, is_directory=is_directory):
                best = found.setdefault((pattern, chance), file)
                if (-file.content_bytes, file.path) < (-best.content_bytes, best.path):
                    found[pattern, chance] = file
    lines = {pattern: f"{pattern.text}: matches nothing" for pattern, _ in chances}
    for pattern, chance in reversed(chances):  # the nearest is told
        if (pattern, chance) in found:
            lines[pattern] = _line(pattern, chance, found[pattern, chance], query)
    return tuple(lines.values())


def _chances(pattern: Pattern) -> Iterator[Pattern]:
    """The pattern itself, as it may match what was not asked for, and what it may have meant."""
    yield pattern
    yield from wider_patterns(pattern.text)
    if not re.search(r"[*?\[/]", pattern.text):
        yield Pattern(f"*{pattern.text}*")


def _is_asked_for(file: ImageFile, query: FileQuery) -> bool:
    """Whether it would be listed if there were no patterns."""
    wanted = query.live if file.hidden_in is None else query.hidden
    return wanted and query.layer in (None, file.layer) and file.content_bytes >= query.min_bytes


def _line(pattern: Pattern, chance: Pattern, file: ImageFile, query: FileQuery) -> str:
    path = shown_path(file.path)
    if chance is not pattern:
        line = f"{pattern.text}: matches nothing, but {chance.text} matches {path}; "
        line += f"write {chance.text} if that is meant"
        if chance.text.startswith("**/"):
            line += f", /{pattern.text} if only the root is"
        return line
    line = f"{pattern.text}: matches nothing that was asked for, but {path}"
    if file.hidden_in is not None and not query.hidden:
        return f"{line}, which layer {file.hidden_in} hides; --hidden lists it"
    if file.hidden_in is None and not query.live:
        return f"{line}, which is not hidden; leave out --hidden"
    if query.layer not in (None, file.layer):
        return f"{line} of layer {file.layer}; leave out --layer {query.layer}"
    return f"{line} of {file.content_bytes} B; lower --min-size"
