"""Which keys the benchmark presses in `layersize browse`, and what each press is an example of."""

from collections.abc import Sequence
from typing import NamedTuple

DOWN, UP, PAGE_DOWN, ENTER, BACK, ESCAPE = "\x1b[B", "\x1b[A", "\x1b[6~", "\r", "\x7f", "\x1b"
SHORT_SECONDS = 0.4
"""Without output, then a press is over."""
_LETTER_SECONDS = 0.8
"""After a letter of a filter nothing happens for a while, and then much."""
LONG_SECONDS = 1.5
"""For what is done in the background before anything is to be seen."""


class Step(NamedTuple):
    label: str
    """Presses with the same one make one row; without one, they only lead somewhere."""
    key: str
    quiet_seconds: float = SHORT_SECONDS
    is_letter: bool = False
    """Of a filter, which waits for more of them."""


def _steps(label: str, *keys: str, quiet_seconds: float = SHORT_SECONDS) -> list[Step]:
    return [Step(label, key, quiet_seconds) for key in keys]


def _filter(pattern: str) -> list[Step]:
    return [
        *_steps("", "/"),
        *(
            Step("filter: a letter more", letter, _LETTER_SECONDS, is_letter=True)
            for letter in pattern
        ),
        *_steps("filter: given up", ESCAPE),
    ]


def _directory(name: str) -> list[Step]:
    """Everything that is done within a large directory."""
    return [
        *_steps(f"down in {name}", *[DOWN] * 20),
        *_steps(f"a page down in {name}", *[PAGE_DOWN] * 8),
        *_steps(f"to the last and the first of {name}", *["G", "g"] * 4),
        *_steps(f"sort {name}", *["s", "n"] * 5),
        *_steps(f"changed only in {name}", *["d"] * 4),
    ]


ONE_IMAGE: Sequence[Step] = [
    *_steps("", UP, UP),
    *_steps("down, up in the layers", *[DOWN, DOWN, UP, UP] * 4),
    *_steps("", DOWN, quiet_seconds=LONG_SECONDS),
    *_steps(
        "`a`: all layers up to the one at hand, and back", *["a"] * 6, quiet_seconds=LONG_SECONDS
    ),
    *_steps("another tab", *["2", "3", "4", "1"] * 4),
    *_steps("", "3", "n", "g"),
    *_steps("Enter into a directory, and back up", *[ENTER, ENTER, ENTER, BACK, BACK, BACK] * 3),
    *_steps("", ENTER, ENTER, ENTER, ENTER),
    *_directory("the largest directory"),
    *_steps("", BACK, BACK, BACK, BACK),
    *_filter("index.js"),
]
FLAT: Sequence[Step] = [
    *_steps("", "3"),
    *_steps("Enter 60,000 siblings, and back up", *[ENTER, BACK] * 4, ENTER),
    *_directory("60,000 siblings"),
    *_filter("file1"),
]
TWO_IMAGES: Sequence[Step] = [
    *_steps("down, up in the layers", *[DOWN, DOWN, UP, UP] * 3),
    *_steps("`x`: swap", *["x"] * 8),
    *_steps("`]`: next difference", *["]"] * 20),
    *_steps("", "2", "n", "g", *[BACK] * 8, "g"),
    *_steps("Enter into a directory, and back up", *[ENTER, ENTER, ENTER, BACK, BACK, BACK] * 3),
    *_steps("`f`: only what was added, changed …", *["f"] * 10),
    *_steps("another tab", *["3", "1", "2"] * 4),
    *_filter("index.js"),
]
