"""The instructions of a Dockerfile.

Source: https://docs.docker.com/reference/dockerfile/#format
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from layersize.dockerfile.instruction import (
    Heredoc,
    Instruction,
    flags_and_arguments,
    heredoc_starts,
    name_and_rest,
)
from layersize.dockerfile.shell_words import WHITESPACE
from layersize.errors import LayersizeError
from layersize.values import dataclass

_NAMES = {
    *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL"),
    *("MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
}
_DIRECTIVE = re.compile(rf"#[{WHITESPACE}]*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*")
_DIRECTIVES = ("syntax", "escape", "check")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SHOWN = 30
"""Characters of what is no instruction that a message shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dockerfile:
    """A Dockerfile as far as its text alone tells."""

    where: str
    """Its path, for messages."""
    instructions: tuple[Instruction, ...]
    escape: str = "\\"
    r"""What escapes and continues lines: `\` or a backquote."""
    syntax: str | None = None
    """The frontend that its first lines ask for."""


def read_dockerfile(content: bytes, where: str) -> Dockerfile:
    """Reads a Dockerfile; raises LayersizeError with `where` and the line."""
    text = content.removeprefix(_BYTE_ORDER_MARK).decode("utf-8", "surrogateescape")
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    directives = _directives(lines, where)
    escape = directives.get("escape", "\\")
    instructions = tuple(_Reader(lines, where, escape).instructions())
    if not instructions:
        raise LayersizeError(where, "holds no instruction", "is it a Dockerfile?")
    return Dockerfile(
        where=where, instructions=instructions, escape=escape, syntax=directives.get("syntax")
    )


def _directives(lines: list[str], where: str) -> dict[str, str]:
    """Values of the parser directives, which come before all else."""
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        directive = _DIRECTIVE.fullmatch(line.lstrip(WHITESPACE))
        name = directive[1].lower() if directive else ""
        if directive is None or name not in _DIRECTIVES:
            break
        if name in found:
            raise LayersizeError(f"{where}:{number}", f"a second {name} directive", "remove one")
        found[name] = directive[2]
        if name == "escape" and directive[2] not in ("\\", "`"):
            cause = f"{directive[2]!r} can't be the escape character"
            raise LayersizeError(f"{where}:{number}", cause, "it is \\ or `")
    return found


class _Reader:
    """Goes through the lines once."""

    def __init__(self, lines: list[str], where: str, escape: str) -> None:
        self._lines = lines
        self._where = where
        self._taken = 0
        """How many lines; the number of the last one."""
        mark = re.escape(escape)
        self._continued = re.compile(rf"(?:(?<=[^{mark}])|\A){mark}[ \t]*\Z")

    def instructions(self) -> Iterator[Instruction]:
        while (line := self._take()) is not None:
            first_line = self._taken
            text, goes_on = self._uncontinued("" if _is_comment(line) else line.lstrip(WHITESPACE))
            if not goes_on and not text:
                continue
            while goes_on and (line := self._take()) is not None:
                if line.strip(WHITESPACE) and not _is_comment(line):
                    piece, goes_on = self._uncontinued(line)
                    text += piece
            yield self._instruction(text, first_line)

    def _take(self) -> str | None:
        """The next line; of its end, the carriage return is still there."""
        if self._taken == len(self._lines):
            return None
        self._taken += 1
        return self._lines[self._taken - 1]

    def _uncontinued(self, line: str) -> tuple[str, bool]:
        """The line without the mark that it goes on, and whether it had one."""
        line = line.rstrip("\r")
        mark = self._continued.search(line)
        return (line, False) if mark is None else (line[: mark.start()], True)

    def _instruction(self, text: str, first_line: int) -> Instruction:
        name, rest = name_and_rest(text)
        if name not in _NAMES:
            where = f"{self._where}:{first_line}"
            raise LayersizeError(
                where, f"unknown instruction {name[:_SHOWN]!r}", "check the spelling"
            )
        flags, arguments = flags_and_arguments(rest)
        instruction = Instruction(
            name=name,
            text=text,
            flags=flags,
            arguments=arguments,
            first_line=first_line,
            last_line=self._taken,
        )
        heredocs = [self._heredoc(start, first_line) for start in heredoc_starts(instruction)]
        return replace(instruction, heredocs=tuple(heredocs), last_line=self._taken)

    def _heredoc(self, start: Heredoc, first_line: int) -> Heredoc:
        content: list[str] = []
        while (line := self._take()) is not None:
            if start.ends_with(line.rstrip("\r")):
                return replace(start, content="".join(f"{line}\n" for line in content))
            content.append(line)
        where = f"{self._where}:{first_line}"
        raise LayersizeError(
            where, f"the heredoc {start.name!r} does not end", f"a line {start.name} ends it"
        )


def _is_comment(line: str) -> bool:
    return line.lstrip(WHITESPACE).startswith("#")
