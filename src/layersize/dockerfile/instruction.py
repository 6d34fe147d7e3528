"""One instruction of a Dockerfile, and what can be read off its text alone.

Heredocs: https://docs.docker.com/reference/dockerfile/#here-documents
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace

from layersize.dockerfile.shell_words import WHITESPACE, expand, split_words
from layersize.values import dataclass

_BETWEEN_WORDS = re.compile(r"[\t\v\f\r ]+")
_FLAG = re.compile(
    rf"""
    [{WHITESPACE}]*
    (--(?:[^{WHITESPACE}'"\\]|\\.|\\$|'(?:[^'\\]|\\.)*(?:'|\\?$)|"(?:[^"\\]|\\.)*(?:"|\\?$))*)
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED = re.compile(
    r"""'((?:[^'\\]|\\.)*)(?:'|\\?$)|"((?:[^"\\]|\\.)*)(?:"|\\?$)|(\\.)|\\$""", re.DOTALL
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heredoc:
    """A document that stands in the lines after its instruction."""

    name: str
    """The word that ends it, without quotes."""
    strips_tabs: bool
    """Whether it began with `<<-`."""
    content: str = ""
    """Its lines as written, without the one that ends it."""

    def ends_with(self, line: str) -> bool:
        """Whether the line, which has no line end, is the one that ends it."""
        return (line.lstrip("\t") if self.strips_tabs else line) == self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One instruction; of an ONBUILD, the trigger is its arguments."""

    name: str
    """In capitals, e.g. `RUN`."""
    text: str
    """The lines from the name on, continuations joined, comments between them left out."""
    flags: tuple[str, ...]
    """`--name=value` in front of the arguments, without quotes."""
    arguments: str
    first_line: int
    """Number of its first line in the file, counted from 1."""
    last_line: int
    """Number of its last line, those of heredocs included."""
    heredocs: tuple[Heredoc, ...] = ()

    def flag(self, name: str) -> str | None:
        """The value of the first `--name=`."""
        return next(iter(self.flag_values(name)), None)

    def flag_values(self, name: str) -> list[str]:
        """The values of every `--name=`."""
        start = f"--{name}="
        return [flag.removeprefix(start) for flag in self.flags if flag.startswith(start)]

    @property
    def json_words(self) -> list[str] | None:
        """The words of the exec form; `None` where it is not one."""
        if not self.arguments.startswith("["):
            return None
        try:
            words, _ = json.JSONDecoder().raw_decode(self.arguments)
        except ValueError:
            return None
        return words if all(isinstance(word, str) for word in words) else None

    @property
    def words(self) -> list[str]:
        """Those of the exec form, else what stands between blanks."""
        return self.json_words or _BETWEEN_WORDS.sub(" ", self.arguments).split(" ")

    def mounts(self) -> list[dict[str, str]]:
        """The fields of each `--mount=`, by their names in small letters."""
        mounts = []
        for value in self.flag_values("mount"):
            fields = [field.partition("=") for field in next(csv.reader([value]), [])]
            mounts.append({key.strip().lower(): text for key, _, text in fields})
        return mounts


def trigger(instruction: Instruction) -> Instruction | None:
    """What an ONBUILD leaves for later, at its own lines; `None` for other instructions."""
    if instruction.name != "ONBUILD":
        return None
    name, rest = name_and_rest(instruction.arguments)
    flags, arguments = flags_and_arguments(rest)
    text = instruction.arguments
    return replace(instruction, name=name, text=text, flags=flags, arguments=arguments)


def name_and_rest(text: str) -> tuple[str, str]:
    """`RUN` in capitals and what follows it."""
    name, *rest = _BETWEEN_WORDS.split(text.strip(WHITESPACE), maxsplit=1)
    return name.upper(), rest[0] if rest else ""


def flags_and_arguments(rest: str) -> tuple[tuple[str, ...], str]:
    """Splits off leading words that begin with `--`; a bare `--` ends them."""
    flags = []
    position = 0
    while flag := _FLAG.match(rest, position):
        position = flag.end()
        word = _QUOTED.sub(_content, flag[1])
        if word == "--":
            break
        flags.append(word)
    return tuple(flags), rest[position:].strip(WHITESPACE)


def _content(quoted: re.Match[str]) -> str:
    """What stands in quotes or behind a backslash."""
    return _ESCAPED.sub(r"\1", quoted[1] or quoted[2] or quoted[3] or "")


_BEGINNING = re.compile(r"\d*<<(-?)([^<]+)")
_MAY_BEGIN = ("ADD", "COPY", "RUN")
_ESCAPE = "\\"
"""Also where a directive says otherwise: the documents are the shell's."""


def heredoc_starts(instruction: Instruction) -> list[Heredoc]:
    """The heredocs that begin in an instruction, still without content, in their order."""
    acting = trigger(instruction) or instruction
    if acting.name not in _MAY_BEGIN or "<<" not in acting.arguments:
        return []
    if acting.json_words is not None:
        return []
    starts = (_start(word) for word in split_words(instruction.text, _ESCAPE) or [])
    return [start for start in starts if start is not None]


def _start(word: str) -> Heredoc | None:
    beginning = _BEGINNING.fullmatch(word)
    if beginning is None:
        return None
    try:
        name = expand(beginning[2], {}, _ESCAPE, keep_unset=True)
    except ValueError:
        return None
    return Heredoc(name=name, strips_tabs=bool(beginning[1])) if name else None
