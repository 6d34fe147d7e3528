"""Two texts line by line: what a unified diff shows, found with a bounded number of steps. Pure.

Lines that both texts have once part the texts into pieces; within a piece the fewest changes are
looked for. Sources: https://bramcohen.livejournal.com/73318.html (patience diff) and
http://www.xmailserver.org/diff2.pdf (Myers, An O(ND) Difference Algorithm).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_MOST_STEPS = 1_000_000
"""Lines compared in all pieces together, about a second: two texts of 10,000 lines each in which
half a thousand lines are others. Texts that were made to take long are told to be replaced."""
_CONTEXT = 3
"""Equal lines around a change."""
NO_NEWLINE = " No newline at end of file"


class DiffLine(NamedTuple):
    """A line of a unified diff."""

    sign: str
    r"""`@` heads a hunk; a blank is in both, `-` in the base, `+` in the other; `\\` remarks."""
    text: str
    """Without the sign and the line end."""


class _Block(NamedTuple):
    """Lines that are the same."""

    base: int
    other: int
    length: int


def unified_diff(base: str, other: str) -> list[DiffLine]:
    """The hunks of a unified diff; empty for equal texts. A line ends with a newline only."""
    old, new = _lines(base), _lines(other)
    numbers: dict[str, int] = {}
    old_numbers = [numbers.setdefault(line, len(numbers)) for line in old]
    new_numbers = [numbers.setdefault(line, len(numbers)) for line in new]
    blocks = _Matching(old_numbers, new_numbers).blocks()
    return [line for hunk in _hunks(blocks) for line in _hunk_lines(hunk, old, new)]


def _lines(text: str) -> list[str]:
    """With their line ends, which only the last may lack."""
    *lines, last = text.split("\n")
    lines = [f"{line}\n" for line in lines]
    return [*lines, last] if last else lines


class _Matching:
    """Which lines of two texts are the same; lines go by numbers."""

    def __init__(self, base: Sequence[int], other: Sequence[int]) -> None:
        self._base = base
        self._other = other
        self._steps_left = _MOST_STEPS
        self._found: list[_Block] = []

    def blocks(self) -> list[_Block]:
        """In order, the last one of no lines at both ends."""
        base, other = self._base, self._other
        start, base_end, other_end = self._trimmed(0, 0, len(base), len(other))
        suffix = _Block(base_end, other_end, len(base) - base_end)
        base_at, other_at = start
        for base_anchor, other_anchor in _anchors(
            base[base_at:base_end], other[other_at:other_end]
        ):
            at_base, at_other = start[0] + base_anchor, start[1] + other_anchor
            self._match(base_at, other_at, at_base, at_other)
            self._add(at_base, at_other, 1)
            base_at, other_at = at_base + 1, at_other + 1
        self._match(base_at, other_at, base_end, other_end)
        if suffix.length:
            self._add(*suffix)
        return [*self._found, _Block(len(base), len(other), 0)]

    def _match(self, base_at: int, other_at: int, base_end: int, other_end: int) -> None:
        """The same lines in two pieces."""
        start, end, other_stop = self._trimmed(base_at, other_at, base_end, other_end)
        pairs = self._shortest(*start, end, other_stop)
        for base, other in pairs:
            self._add(base, other, 1)
        if end < base_end:
            self._add(end, other_stop, base_end - end)

    def _trimmed(
        self, base_at: int, other_at: int, base_end: int, other_end: int
    ) -> tuple[tuple[int, int], int, int]:
        """Takes what two pieces begin with, and tells where what they end with begins."""
        base, other = self._base, self._other
        at = 0
        most = min(base_end - base_at, other_end - other_at)
        while at < most and base[base_at + at] == other[other_at + at]:
            at += 1
        if at:
            self._add(base_at, other_at, at)
        left = most - at
        while left and base[base_end - 1] == other[other_end - 1]:
            base_end, other_end, left = base_end - 1, other_end - 1, left - 1
        return (base_at + at, other_at + at), base_end, other_end

    def _add(self, base: int, other: int, length: int) -> None:
        last = self._found[-1] if self._found else None
        if last and last.base + last.length == base and last.other + last.length == other:
            self._found[-1] = last._replace(length=last.length + length)
        else:
            self._found.append(_Block(base, other, length))

    def _shortest(
        self, base_at: int, other_at: int, base_end: int, other_end: int
    ) -> list[tuple[int, int]]:
        """Lines to keep for the fewest changes; none where that takes too many steps."""
        base, other = self._base[base_at:base_end], self._other[other_at:other_end]
        if not base or not other:
            return []
        middle = len(base) + len(other) + 1
        furthest = array("l", [0]) * (2 * middle + 1)
        rounds: list[array[int]] = []
        for changes in range(len(base) + len(other) + 1):
            rounds.append(furthest[middle - changes - 1 : middle + changes + 2])
            if self._reaches_end(base, other, changes, furthest, middle):
                return [
                    (base_at + x, other_at + y)
                    for x, y in _kept_lines(rounds, len(base), len(other))
                ]
            if self._steps_left <= 0:
                break
        return []

    def _reaches_end(
        self,
        base: Sequence[int],
        other: Sequence[int],
        changes: int,
        furthest: array[int],
        middle: int,
    ) -> bool:
        """Goes on along each diagonal by one more change."""
        for diagonal in range(-changes, changes + 1, 2):
            at = middle + diagonal
            if diagonal == -changes or (
                diagonal != changes and furthest[at - 1] < furthest[at + 1]
            ):
                x = furthest[at + 1]
            else:
                x = furthest[at - 1] + 1
            start, y = x, x - diagonal
            while x < len(base) and y < len(other) and base[x] == other[y]:
                x, y = x + 1, y + 1
            furthest[at] = x
            self._steps_left -= 1 + x - start
            if x >= len(base) and y >= len(other):
                return True
            if self._steps_left <= 0:
                break
        return False


def _kept_lines(rounds: Sequence[array[int]], x: int, y: int) -> list[tuple[int, int]]:
    """The way back from both ends: the lines that it passes without a change."""
    kept: list[tuple[int, int]] = []
    for changes in range(len(rounds) - 1, -1, -1):
        furthest, middle = rounds[changes], changes + 1
        diagonal = x - y
        at = middle + diagonal
        is_added = diagonal == -changes or (
            diagonal != changes and furthest[at - 1] < furthest[at + 1]
        )
        before_x = furthest[at + 1] if is_added else furthest[at - 1]
        before_y = before_x - (diagonal + 1 if is_added else diagonal - 1)
        if changes == 0:
            before_x = before_y = 0
        while x > before_x and y > before_y:
            x, y = x - 1, y - 1
            kept.append((x, y))
        x, y = before_x, before_y
    return kept[::-1]


def _anchors(base: Sequence[int], other: Sequence[int]) -> list[tuple[int, int]]:
    """Lines that both have once, as many as are in the same order in both."""
    in_base, in_other = Counter(base), Counter(other)
    place = {line: at for at, line in enumerate(other) if in_other[line] == 1}
    pairs = [
        (at, place[line]) for at, line in enumerate(base) if in_base[line] == 1 and line in place
    ]
    ends: list[int] = []
    """Smallest last place of a row of that many lines."""
    last: list[int] = []
    before: list[int] = []
    for number, (_, other_at) in enumerate(pairs):
        length = bisect_left(ends, other_at)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [other_at]
        last[length : length + 1] = [number]
    found = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


class _Change(NamedTuple):
    """Lines of the base that lines of the other stand for."""

    base_start: int
    base_end: int
    other_start: int
    other_end: int


def _hunks(blocks: Sequence[_Block]) -> Iterator[list[_Change]]:
    """Changes, those together that have few lines between them."""
    hunk: list[_Change] = []
    base = other = 0
    for block in blocks:
        if block.base > base or block.other > other:
            if hunk and base - hunk[-1].base_end > 2 * _CONTEXT:
                yield hunk
                hunk = []
            hunk.append(_Change(base, block.base, other, block.other))
        base, other = block.base + block.length, block.other + block.length
    if hunk:
        yield hunk


def _hunk_lines(hunk: list[_Change], old: list[str], new: list[str]) -> Iterator[DiffLine]:
    lead = min(_CONTEXT, hunk[0].base_start)
    trail = min(_CONTEXT, len(old) - hunk[-1].base_end)
    base, other = hunk[0].base_start - lead, hunk[0].other_start - lead
    base_range = _range(base, hunk[-1].base_end + trail)
    other_range = _range(other, hunk[-1].other_end + trail)
    yield DiffLine("@", f"@@ -{base_range} +{other_range} @@")
    for change in hunk:
        yield from _signed(" ", old[base : change.base_start])
        yield from _signed("-", old[change.base_start : change.base_end])
        yield from _signed("+", new[change.other_start : change.other_end])
        base = change.base_end
    yield from _signed(" ", old[base : base + trail])


def _range(start: int, end: int) -> str:
    """Lines as a hunk's head counts them: from 1, and those before which there are none by 0."""
    count = end - start
    if count == 1:
        return str(start + 1)
    return f"{start + 1 if count else start},{count}"


def _signed(sign: str, lines: Sequence[str]) -> Iterator[DiffLine]:
    for line in lines:
        yield DiffLine(sign, line.removesuffix("\n"))
        if not line.endswith("\n"):
            yield DiffLine("\\", NO_NEWLINE)
