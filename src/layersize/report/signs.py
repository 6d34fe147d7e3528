"""One set of signs and colours for every table."""

from __future__ import annotations

from dataclasses import dataclass

LIVE = "cyan"
SHADOWED = "yellow"
SHARED = "dim"
QUIET = "dim"
TITLE = "bold"
GROWN = "red"
SHRUNK = "green"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The characters of a picture."""

    live: str
    shadowed: str
    eighths: str
    """Ends of a bar, from one eighth of a cell to seven; empty: bars end at whole cells."""
    nothing: str
    hides: str
    hidden: str
    branch: str
    hint: str
    delta: str
    between: str
    ellipsis: str
    takes: str


UNICODE_SIGNS = Signs(
    live="█",
    shadowed="▒",
    eighths="▏▎▍▌▋▊▉",
    nothing="\N{EN DASH}",
    hides="✂",
    hidden="⊘",
    branch="└─",
    hint="→",
    delta="Δ",
    between="·",
    ellipsis="…",
    takes="←",
)
ASCII_SIGNS = Signs(
    live="#",
    shadowed=":",
    eighths="",
    nothing="-",
    hides="x",
    hidden="!",
    branch="`-",
    hint="->",
    delta="diff",
    between="|",
    ellipsis="...",
    takes="<-",
)
