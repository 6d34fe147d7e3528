"""Markdown that fits where it goes: cut at a row, and saying so.

GitHub takes 65,536 characters in a comment, and 1 MiB in the job summary of a step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from layersize.text.sizes import count_text

COMMENT_CHARACTERS = 64_000
"""What a pipeline adds to a comment has room, too."""
NOTE_ROOM = 64
"""Bytes or characters that saying so takes at most, with the end of what is open."""
_TABLE_DASHES = "| --"
_OPENING, _CLOSING = "<details>", "</details>"
_OPENS = ("", _OPENING)
_SUMMARY = "<summary>"


def characters(text: str) -> int:
    """How much of a comment a line takes, with its end."""
    return len(text) + 1


def utf8_bytes(text: str) -> int:
    """How much of a file a line takes, with its end."""
    return len(text.encode("utf-8", "backslashreplace")) + 1


def for_comment(lines: Sequence[str]) -> str:
    """The lines as one text that a comment holds."""
    return "\n".join(cut_rows(lines, COMMENT_CHARACTERS, characters)) + "\n"


def cut_rows(lines: Sequence[str], room: int, measure: Callable[[str], int]) -> list[str]:
    """As many lines as there is room for; in place of the others, how many rows they are.

    `room` is at least NOTE_ROOM, in what `measure` counts.
    """
    if sum(map(measure, lines)) <= room:
        return list(lines)
    kept: list[str] = []
    room -= NOTE_ROOM
    for line in lines:
        room -= measure(line)
        if room < 0:
            break
        kept.append(line)
    if lines[len(kept)].startswith(_TABLE_DASHES):
        kept.pop()  # the titles of a table
    while kept and (kept[-1] in _OPENS or kept[-1].startswith((_SUMMARY, _TABLE_DASHES))):
        if kept.pop().startswith(_TABLE_DASHES):
            kept.pop()
    left_out = count_text(_rows(lines[len(kept) :]), "row")
    if kept.count(_OPENING) > kept.count(_CLOSING):
        kept += ["", _CLOSING]
    return [*kept, "", f"Left out for want of room: {left_out}."]


def _rows(lines: Sequence[str]) -> int:
    """How many lines have something to tell; the titles of a table have not."""
    telling = sum(bool(line) and not line.startswith(("<", _TABLE_DASHES)) for line in lines)
    return telling - sum(line.startswith(_TABLE_DASHES) for line in lines)
