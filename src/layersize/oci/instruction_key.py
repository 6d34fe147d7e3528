"""Whether two instructions do the same, whichever builders wrote them down.

BuildKit records no mounts, a script that stands in a heredoc without its marks, and the sources of
a COPY; Podman and Buildah record the mounts, marks without the word that ends them, and a hash of
what was copied, with variables in the target as they were written. Docker's classic builder
records no RUN before a command that no shell ran.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from layersize.oci.instruction import INSTRUCTIONS

_RECORDED_BY_ALL = ("--chown=", "--chmod=")
_HEREDOC = re.compile(r"\d*<<-?(['\"]?)([A-Za-z_][\w.]*)\1(?!\S*<)")
_VARIABLE = re.compile(r"\$(?:\w+|\{[^}]*\})")
_HASHED = "…"
"""Stands in a clean instruction for what was copied."""
_DIGEST = re.compile(r"\b(?:sha\d+:)?[0-9a-f]{64,128}\b")
"""Another one in every build."""


def instruction_key(instruction: str) -> str:
    """Equal for clean instructions that do the same; see `clean_instruction`."""
    name, _, rest = instruction.partition(" ")
    if name == "RUN":
        return f"RUN {_command(_without_flags(rest)[1])}"
    if name in ("COPY", "ADD"):
        flags, paths = _without_flags(rest)
        kept = sorted(flag for flag in flags if flag.startswith(_RECORDED_BY_ALL))
        return " ".join([name, *kept, _words(paths)])
    if name == "WORKDIR":
        return instruction.rstrip("/")
    if name in INSTRUCTIONS or instruction.startswith(("(", "#")):
        return instruction
    return f"RUN {_DIGEST.sub(_HASHED, instruction)}"


def _without_flags(rest: str) -> tuple[list[str], str]:
    """Leading words that begin with `--`, and what follows them."""
    words = rest.split(" ")
    count = next((at for at, word in enumerate(words) if not word.startswith("--")), len(words))
    return words[:count], " ".join(words[count:])


def _words(text: str) -> str:
    """Without the brackets and quotes of the JSON form; other text as it is."""
    if text.startswith("["):
        with suppress(ValueError, RecursionError):
            return " ".join(map(str, json.loads(text)))
    return text


def _command(text: str) -> str:
    """Without the brackets of the exec form, and without the marks of heredocs."""
    if "<<" not in text:
        return _words(text)
    ends = {name for _, name in _HEREDOC.findall(text)}
    words = _HEREDOC.sub(" ", text).split()
    return " ".join(word for word in words if word not in ends)


class Copied(NamedTuple):
    """A COPY or an ADD, as far as its builder recorded it."""

    name: str
    paths: str
    """Sources and target, without a slash at the end."""
    target: tuple[str, ...]
    """What stands between the variables of the target; empty where the sources are recorded."""

    @property
    def is_hashed(self) -> bool:
        """Whether the builder recorded a hash for the sources."""
        return bool(self.target)


def copied(instruction: str) -> Copied | None:
    """Reads a clean instruction; `None` if it is neither COPY nor ADD."""
    name, _, rest = instruction.partition(" ")
    if name not in ("COPY", "ADD"):
        return None
    paths = _words(_without_flags(rest)[1]).rstrip("/")
    if not paths.startswith(_HASHED):
        return Copied(name, paths, ())
    target = paths.removeprefix(_HASHED)
    return Copied(name, paths, tuple(_VARIABLE.split(target)))


def may_be_same_copy(one: Copied, another: Copied) -> bool:
    """Whether one of them can be what another builder wrote for the other."""
    if one.name != another.name or not (one.is_hashed or another.is_hashed):
        return False
    named, hashed = sorted((one, another), key=lambda copy: len(copy.target))
    first, *others = hashed.target
    if not others:
        return first.startswith(" ") and named.paths.endswith(first)
    return _fits(named.paths[named.paths.rfind(" ") :], first, others)


def _fits(text: str, first: str, others: Sequence[str]) -> bool:
    """Whether the pieces stand in the text in their order, the first and the last at its ends."""
    *middle, last = others
    position, end = len(first), len(text) - len(last)
    if position > end or not (text.startswith(first) and text.endswith(last)):
        return False
    for piece in middle:
        found = text.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True
