"""The Dockerfile instruction behind a history line, as a person wrote it.

Builders record what they ran in `created_by`, each in a dialect of its own:
https://github.com/opencontainers/image-spec/blob/main/config.md#properties (`history`).
Content hashes go, so that the same step of two builds reads the same.
"""

from __future__ import annotations

import re
from typing import NamedTuple

UNKNOWN_INSTRUCTION = "<unknown>"
"""Stands for the history line of a layer where the history has none."""
NOT_RECORDED = "(not recorded)"
IMPORTED = "(imported)"
INSTRUCTIONS = frozenset(
    (
        *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL"),
        *("MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
    )
)

_BUILDKIT_MARK = re.compile(r" ?# buildkit$")
BUILD_ARGUMENTS = re.compile(r"(?:RUN )?\|(\d{1,5}) ")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=\S*(?: |$)")
_SHELL = re.compile(
    r"(?:(?:/usr)?/bin/|/busybox/)?(?:ba|da|a|z|k)?sh (?:-[A-Za-z]+ (?:pipefail )?)*?-[a-z]*c "
    r"|cmd(?:\.exe)? (?:/[A-Z] )*/C "
    r"|(?:powershell|pwsh)(?:\.exe)? (?:-(?!Command )[A-Za-z]+ (?:\w+ )?)*-Command "
)
"""The shell form of RUN, or what the image's SHELL made of it."""
_POWERSHELL_PREFERENCES = re.compile(r"(?:\$\w+Preference ?= ?['\"]?\w+['\"]? ?; ?)*")
_NOTHING_RAN = "#(nop)"
"""Stands in the command's place where the classic builder and buildah ran none."""
_HASHED_SOURCE = re.compile(
    r"(ADD|COPY) ((?:--\S+ )*)(--\S+?)?(?:file|dir|multi):[0-9a-f]{64}(?: in ?(.*))?"
)
"""The classic builder and buildah record a hash of what was copied, not its name; the former
leaves no blank between the last flag and the hash."""
_BUILDAHS_SETTING = re.compile(
    r"(?:clamp-mtime|force-mtime|unsetLabel|inheritLabels|unsetAnnotation|inheritAnnotations)="
)
"""Behind a `|` at the end: settings of the build that Buildah lets its cache depend on
(https://github.com/containers/buildah/blob/v1.43.2/imagebuildah/stage_executor.go)."""
_HASHED_MOUNT = re.compile(r":sha(?:256|384|512):[0-9a-f]{64,128}\Z")
"""Behind a RUN of Buildah, for each bind mount: a hash of what was mounted."""
_LONGEST_HASHED_MOUNT = 140
_MOST_ADDITIONS = 64
_NIX_PATHS = re.compile(r"store paths: \[(.*)\]")
_NIX_STORE_PATH = re.compile(r"/nix/store/[a-z0-9]{32}-([^'\",\]]+)")


def clean_instruction(created_by: str) -> str:
    """One line of Dockerfile for a raw history line, e.g. `RUN apt-get update`.

    The text is not made inert: a history line can hold anything.
    """
    line = " ".join(created_by.split())
    if line in {"", UNKNOWN_INSTRUCTION, "<missing>"}:
        return NOT_RECORDED
    if line.startswith("Imported from "):
        return IMPORTED
    if nix_paths := _NIX_PATHS.fullmatch(line):
        names = _NIX_STORE_PATH.findall(nix_paths[1])
        return f"store paths: {', '.join(names)}" if names else line
    line = _BUILDKIT_MARK.sub("", _without_additions(line))
    return _without_content_hash(_without_shell(line))


def instruction_name(created_by: str) -> str:
    """`RUN`, `COPY` and so on for a raw history line; empty if it is no instruction."""
    name = clean_instruction(created_by).partition(" ")[0]
    return name if name in INSTRUCTIONS else ""


def _without_additions(line: str) -> str:
    """Drops what Buildah writes behind an instruction: it is another one in every build."""
    for _ in range(_MOST_ADDITIONS):
        instruction, _, setting = line.rpartition("|")
        if not _BUILDAHS_SETTING.match(setting):
            break
        line = instruction.rstrip()
    if "--mount=" in line:
        for _ in range(_MOST_ADDITIONS):
            hashed = _HASHED_MOUNT.search(line, max(0, len(line) - _LONGEST_HASHED_MOUNT))
            if hashed is None:
                break
            line = line[: hashed.start()]
    return line


def _without_shell(line: str) -> str:
    """`RUN command` for what a shell ran; the instruction alone where none ran."""
    instruction = _without_build_arguments(line)
    shell = _SHELL.match(instruction.removeprefix("RUN "))
    if shell is None:
        return instruction
    command = _POWERSHELL_PREFERENCES.sub("", shell.string[shell.end() :], count=1)
    if command.startswith(_NOTHING_RAN):
        return command.removeprefix(_NOTHING_RAN).lstrip()
    return f"RUN {command}"


def _without_build_arguments(line: str) -> str:
    """Drops `|2 A=1 B=2`, whose values are not quoted: up to the shell where there is one."""
    arguments = BUILD_ARGUMENTS.match(line)
    if arguments is None:
        return line
    rest = line[arguments.end() :]
    shell = shell_at(rest)
    if shell >= 0:
        return f"RUN {rest[shell:]}"
    return f"RUN {_without_assignments(rest, int(arguments[1]))}"


def shell_at(text: str) -> int:
    """Where a word begins from which on a shell is given something to run; -1: nowhere."""
    position = 0
    while 0 <= position < len(text):
        if _SHELL.match(text, position):
            return position
        position = text.find(" ", position) + 1 or -1
    return -1


def _without_assignments(text: str, count: int) -> str:
    """Drops at most `count` leading words of the form `NAME=value`."""
    position = 0
    for _ in range(count):
        assignment = _ASSIGNMENT.match(text, position)
        if assignment is None:
            break
        position = assignment.end()
    return text[position:]


def _without_content_hash(instruction: str) -> str:
    """`COPY file:3f80… in /app` as `COPY … /app`: the sources' names were not recorded."""
    hashed = _HASHED_SOURCE.fullmatch(instruction)
    if hashed is None:
        return instruction
    flags = f"{hashed[2]}{hashed[3]} " if hashed[3] else hashed[2]
    return f"{hashed[1]} {flags}… {hashed[4] or ''}".rstrip()


class LineRange(NamedTuple):
    """The lines that one instruction takes, from 1, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
