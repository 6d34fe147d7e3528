"""Paths, names and versions as package managers write them."""

from __future__ import annotations

import re


def text_of(name: bytes) -> str:
    """A name of the image as text; bytes that are not UTF-8 can be had back."""
    return name.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """The bytes that `text_of` made a text of; what never was bytes becomes question marks."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def joined(directory: bytes, path: bytes) -> bytes:
    """Where a path leads that is written from a directory on, or from the root.

    `..` climbs, and stops at the root. What comes out neither begins nor ends with a slash.
    """
    is_plain = path[:1] not in (b"", b"/", b".") and path[-1:] != b"/"
    if is_plain and b"/." not in path and b"//" not in path:
        return directory + b"/" + path if directory else path
    parts = [] if path[:1] == b"/" else directory.split(b"/") if directory else []
    for part in path.split(b"/"):
        if part == b"..":
            del parts[-1:]
        elif part not in (b"", b"."):
            parts.append(part)
    return b"/".join(parts)


_NUMBER = re.compile(r"\d[^-]*\Z")


def split_version(stem: str) -> tuple[str, str | None]:
    """A name and the version behind it, as in `guava-31.1-jre`.

    The version begins at the first part that begins with a digit, or at a later one if a word
    stands between them and it has a dot: `log4j-1.2-api-2.17.1`.
    """
    parts = stem.split("-")
    numbers = [at for at, part in enumerate(parts) if at and _NUMBER.match(part)]
    if not numbers or not any(parts[: numbers[0]]):
        return stem, None
    begin = numbers[0]
    for at in numbers[1:]:
        if at - 1 not in numbers and "." in parts[at]:
            begin = at
    return "-".join(parts[:begin]), "-".join(parts[begin:])
