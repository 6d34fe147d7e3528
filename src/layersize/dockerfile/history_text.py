"""What builders record of an instruction, and whether a history line can be of it.

BuildKit writes an instruction with its variables replaced and without most flags; the classic
builder, Podman and Buildah write a hash for what was copied, the latter two the flags of a RUN.
https://github.com/moby/buildkit/blob/v0.12.5/frontend/dockerfile/dockerfile2llb/convert.go
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from layersize.dockerfile.instruction import Instruction
from layersize.dockerfile.shell_words import expand
from layersize.oci.instruction import clean_instruction
from layersize.oci.instruction_key import instruction_key

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
    if not line.clean.startswith("RUN ") or not _has_flags(line.clean, instruction):
        return _is_bare_command(line, instruction, shell)
    key = instruction_key(line.clean)
    exec_form = instruction.json_words
    if exec_form is not None:
        command = _collapsed(" ".join(exec_form))
        return key in (f"RUN {command}", instruction_key(clean_instruction(f"RUN {command}")))
    if any(key == instruction_key(f"RUN {command}") for command in _commands(instruction)):
        return True
    return _is_bare_command(line, instruction, shell)


def _is_bare_command(line: HistoryLine, instruction: Instruction, shell: Sequence[str]) -> bool:
    """Whether it is the whole command line, with a shell that is not one of those known."""
    exec_form = instruction.json_words
    if exec_form is not None:
        return line.clean == clean_instruction(_collapsed(" ".join(exec_form)))
    for command in _commands(instruction):
        ran = _collapsed(f"{' '.join(shell)} {command}")
        if line.clean == clean_instruction(ran) or line.raw.endswith(f" {ran}"):
            return True
    return False


def _has_flags(line: str, instruction: Instruction) -> bool:
    """Whether the flags that the line has are the instruction's; it need not have all."""
    recorded = _FLAGS.match(line, line.find(" ") + 1)
    assert recorded is not None  # noqa: S101 - it matches nothing at least
    return all(
        any(_fits(written, flag) for written in instruction.flags) for flag in recorded[0].split()
    )


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
    if not _has_flags(line, instruction):
        return False
    rest = _FLAGS.sub("", line.partition(" ")[2], count=1)
    *sources, target = instruction.words
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
