"""What builders record of an instruction, and whether a history line can be of it.

BuildKit writes an instruction with its variables replaced and without most flags; the classic
builder writes a hash for what was copied.
https://github.com/moby/buildkit/blob/v0.12.5/frontend/dockerfile/dockerfile2llb/convert.go
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from layersize.dockerfile.instruction import Instruction
from layersize.dockerfile.shell_words import expand
from layersize.oci.instruction import clean_instruction

_VARIABLE = re.compile(r"\$(?:\w+|\{[^}]*\})")
_MARK = re.compile(r" ?# buildkit$")
_FLAGS = re.compile(r"(?:--\S+ )*")
_HASHED = "… "
"""Where clean_instruction has left out what was copied."""
_DEFAULT_SHELL = ("/bin/sh", "-c")


class HistoryLine(NamedTuple):
    """A history line, read once."""

    raw: str
    """On one line, without BuildKit's mark."""
    clean: str
    """As `clean_instruction` gives it, which is what reports show."""
    is_buildkit: bool
    """Whether it bears BuildKit's mark, as its RUN, COPY and ADD do."""


def read_history_text(created_by: str) -> HistoryLine:
    """Reads a raw history line."""
    line = _collapsed(created_by)
    raw = _MARK.sub("", line)
    return HistoryLine(raw=raw, clean=clean_instruction(line), is_buildkit=raw != line)


def may_be_of(line: HistoryLine, instruction: Instruction, shell: Sequence[str]) -> bool:
    """Whether a builder writes the line for the instruction.

    `shell` is what the Dockerfile has set to run commands in, empty where it has not.
    """
    if instruction.name == "RUN":
        return _is_run(line, instruction, shell or _DEFAULT_SHELL)
    if not line.clean.startswith(f"{instruction.name} "):
        return False
    if instruction.name in ("COPY", "ADD"):
        return _is_copy(line.clean, instruction)
    if instruction.name == "WORKDIR":
        return _is_workdir(line.clean, instruction)
    return _fits(f"{instruction.name} {_collapsed(instruction.arguments)}", line.clean)


def _is_run(line: HistoryLine, instruction: Instruction, shell: Sequence[str]) -> bool:
    exec_form = instruction.json_words
    if exec_form is not None:
        command = _collapsed(" ".join(exec_form))
        return line.clean in (clean_instruction(f"RUN {command}"), clean_instruction(command))
    for command in _commands(instruction):
        ran = _collapsed(f"{' '.join(shell)} {command}")
        if line.clean in (clean_instruction(ran), f"RUN {command}"):
            return True
        if line.raw.endswith(f" {ran}"):
            return True
    return False


def _commands(instruction: Instruction) -> list[str]:
    """What the shell may have been given: heredocs are part of it, or all of it."""
    if not instruction.heredocs:
        return [_collapsed(instruction.arguments)]
    written = instruction.arguments
    for heredoc in instruction.heredocs:
        written += f"\n{heredoc.content}{heredoc.name}"
    only = instruction.heredocs[0]
    return [_collapsed(written), _collapsed(only.content), f"/dev/pipes/{only.name}"]


def _is_copy(line: str, instruction: Instruction) -> bool:
    """Flags that the line has must be the instruction's; it need not have all."""
    _, _, rest = line.partition(" ")
    recorded = _FLAGS.match(rest)
    assert recorded is not None  # noqa: S101 - it matches nothing at least
    for flag in recorded[0].split():
        if not any(_fits(written, flag) for written in instruction.flags):
            return False
    *sources, target = instruction.words
    rest = rest[recorded.end() :]
    if rest.startswith(_HASHED):
        return _fits(_collapsed(target), rest.removeprefix(_HASHED))
    documents = [source for source in sources if "<<" in source]
    paths = [source for source in sources if "<<" not in source]
    names = [f"<<{heredoc.name}" for heredoc in instruction.heredocs] if documents else []
    written = _collapsed(" ".join([*paths, *names, target]))
    return _fits(written, rest) or rest == _collapsed(" ".join([*sources, target]))


def _is_workdir(line: str, instruction: Instruction) -> bool:
    """Builders write the whole path, also of a relative one."""
    written, recorded = instruction.arguments, line.removeprefix("WORKDIR ")
    if _fits(written, recorded) or _fits(written.rstrip("/"), recorded):
        return True
    return not written.startswith("/") and _fits(f"${{}}/{written}", recorded)


def _fits(written: str, recorded: str) -> bool:
    """Whether the text is as written, with something in the place of each variable."""
    pieces = [_unquoted(piece) for piece in _VARIABLE.split(written)]
    if len(pieces) == 1:
        return pieces[0] == recorded
    first, *middle, last = pieces
    position = len(first)
    end = len(recorded) - len(last)
    if position > end or not (recorded.startswith(first) and recorded.endswith(last)):
        return False
    for piece in middle:
        found = recorded.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def _unquoted(piece: str) -> str:
    try:
        return expand(piece, {}, keep_unset=True)
    except ValueError:
        return piece


def _collapsed(text: str) -> str:
    return " ".join(text.split())
