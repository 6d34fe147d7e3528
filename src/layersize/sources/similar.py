"""What may have been meant by a name that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, islice

from layersize.sources.reference import SOURCES, ImageReference
from layersize.text.escape import is_plain_word

_MOST = 3
_CLOSE = 0.75
"""How alike two names must be, from 0 to 1."""
_MOST_KNOWN = 5000
_LONGEST = 300
"""Characters of a name that may be shown: longer ones are no names of images."""
_MOST_COMPARED = 8_000_000
"""Pairs of characters: 5000 names of 40 with one of 40. All can be those of a hostile registry."""
_LOCAL = ("docker.io/library/", "docker.io/", "localhost/")
"""What engines put before names, and people leave out."""
_OTHER_WORDS = {
    "containers-storage": "storage",
    "daemon": "docker",
    "dir": "oci-dir",
    "docker-daemon": "docker",
    "oci": "oci-dir",
    "remote": "registry",
    "tarball": "docker-archive",
}
"""Skopeo's and other tools' words for places."""


def similar_images(wanted: str, known: Iterable[str]) -> list[str]:
    """Names like one, with a tag or without: other tags of its repository, else of one that is
    called alike, the likeliest first.
    """
    names = [name for name in islice(known, _MOST_KNOWN) if len(name) <= _LONGEST]
    names = list(filter(is_plain_word, names))
    by_short = {short_name(name): name for name in names}
    repository, tag = _parts(short_name(wanted))
    by_repository: dict[str, list[str]] = {}
    for short in by_short:
        by_repository.setdefault(_parts(short)[0], []).append(short)
    last = repository.rpartition("/")[2]
    alike = [repository] if repository in by_repository else []
    alike = alike or [other for other in by_repository if other.rpartition("/")[2] == last]
    alike = alike or _close_matches(repository, by_repository, _MOST, _CLOSE)
    candidates = [short for other in alike for short in by_repository[other]]
    tags = dict.fromkeys(_parts(short)[1] for short in candidates)
    close_tags = _close_matches(tag, tags, _MOST, 0)
    ranked = [short for close in close_tags for short in candidates if _parts(short)[1] == close]
    return [by_short[short] for short in ranked[:_MOST]]


def similar_files(wanted: str, known: Iterable[str]) -> list[str]:
    """Names of files like one, or like one without its ending."""
    names = [name for name in islice(known, _MOST_KNOWN) if len(name) <= _LONGEST]
    longer = sorted(name for name in names if wanted and name.startswith(f"{wanted}."))
    return longer[:_MOST] or _close_matches(wanted, names, _MOST, _CLOSE)


def meant_place(reference: ImageReference) -> str | None:
    """The reference with the word of a place, where it begins with nearly one."""
    word, colon, rest = reference.text.partition(":")
    if reference.source is not None or not colon or not rest:
        return None
    words = [source.word for source in SOURCES]
    found = _OTHER_WORDS.get(word) or next(
        iter(_close_matches(word.lower(), words, 1, _CLOSE)), None
    )
    return f"{found}:{rest}" if found else None


def did_you_mean(names: Sequence[str]) -> str:
    """`did you mean a, b or c?`: the first few, each once however it is written; empty for none."""
    distinct = {short_name(name): name for name in reversed(names)}
    *others, last = list(reversed(distinct.values()))[:_MOST] or [""]
    listed = f"{', '.join(others)} or {last}" if others else last
    return f"did you mean {listed}?" if listed else ""


def _close_matches(name: str, known: Iterable[str], most: int, close: float) -> list[str]:
    from difflib import get_close_matches  # slow to load

    names = list(known)
    pairs = (characters * len(name) for characters in accumulate(map(len, names)))
    count = sum(compared <= _MOST_COMPARED for compared in pairs)
    return get_close_matches(name, names[:count], most, close)


def short_name(name: str) -> str:
    """As people write a name."""
    for prefix in _LOCAL:
        name = name.removeprefix(prefix)
    return name


def _parts(name: str) -> tuple[str, str]:
    """Repository and tag."""
    head, slash, last = name.partition("@")[0].rpartition("/")
    last, _, tag = last.partition(":")
    return f"{head}{slash}{last}", tag or "latest"
