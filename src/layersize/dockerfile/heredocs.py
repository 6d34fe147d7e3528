"""Where an instruction begins documents that stand in the lines after it.

Source: https://docs.docker.com/reference/dockerfile/#here-documents
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from layersize.dockerfile.instruction import Heredoc, Instruction, trigger
from layersize.dockerfile.shell_words import expand, split_words

_BEGINNING = re.compile(r"\d*<<(-?)([^<]+)")
_MAY_BEGIN = ("ADD", "COPY", "RUN")
_ESCAPE = "\\"
"""Also where a directive says otherwise: the documents are the shell's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeredocStart:
    """A `<<name` in an instruction."""

    name: str
    strips_tabs: bool

    def ends_with(self, line: str) -> bool:
        """Whether the line, which has no line end, is the last one."""
        return (line.lstrip("\t") if self.strips_tabs else line) == self.name

    def holding(self, content: str) -> Heredoc:
        """The document, once its lines are known."""
        return Heredoc(name=self.name, strips_tabs=self.strips_tabs, content=content)


def heredoc_starts(instruction: Instruction) -> list[HeredocStart]:
    """In the order in which their lines follow."""
    acting = trigger(instruction) or instruction
    if acting.name not in _MAY_BEGIN or "<<" not in acting.arguments:
        return []
    if acting.json_words is not None:
        return []
    starts = (_start(word) for word in split_words(instruction.text, _ESCAPE) or [])
    return [start for start in starts if start is not None]


def _start(word: str) -> HeredocStart | None:
    beginning = _BEGINNING.fullmatch(word)
    if beginning is None:
        return None
    try:
        name = expand(beginning[2], {}, _ESCAPE, keep_unset=True)
    except ValueError:
        return None
    return HeredocStart(name=name, strips_tabs=bool(beginning[1])) if name else None
