"""Whether two instructions do the same, whichever builders wrote them down.

BuildKit records no mounts, a script that stands in a heredoc without its marks, and the sources of
a COPY; Podman and Buildah record the mounts, marks without the word that ends them, and a hash of
what was copied, with variables in the target as they were written.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

_RECORDED_BY_ALL = ("--chown=", "--chmod=")
_HEREDOC = re.compile(r"\d*<<-?(['\"]?)([A-Za-z_][\w.]*)\1(?!\S*<)")
_VARIABLE = re.compile(r"\$(?:\w+|\{[^}]*\})")
_MOST_VARIABLES = 3
_HASHED = "…"
"""Stands in a clean instruction for what was copied."""


def instruction_key(instruction: str) -> str:
    """Equal for clean instructions that do the same; see `clean_instruction`."""
    name, _, rest = instruction.partition(" ")
    if name == "RUN":
        return f"RUN {_command(_without_flags(rest)[1])}"
    if name in ("COPY", "ADD"):
        flags, paths = _without_flags(rest)
        kept = [flag for flag in flags if flag.startswith(_RECORDED_BY_ALL)]
        return " ".join([name, *kept, paths])
    return instruction


def _without_flags(rest: str) -> tuple[list[str], str]:
    """Leading words that begin with `--`, and what follows them."""
    words = rest.split(" ")
    count = next((at for at, word in enumerate(words) if not word.startswith("--")), len(words))
    return words[:count], " ".join(words[count:])


def _command(text: str) -> str:
    """Without the brackets of the exec form, and without the marks of heredocs."""
    if text.startswith("["):
        try:
            words = json.loads(text)
        except (ValueError, RecursionError):
            return text
        return " ".join(map(str, words))
    if "<<" not in text:
        return text
    ends = {name for _, name in _HEREDOC.findall(text)}
    words = _HEREDOC.sub(" ", text).split()
    return " ".join(word for word in words if word not in ends)


class Copied(NamedTuple):
    """A COPY or an ADD, as far as its builder recorded it."""

    name: str
    paths: str
    """Sources and target; only the target where the sources were not recorded."""
    is_hashed: bool
    """Whether the builder recorded a hash for the sources."""


def copied(instruction: str) -> Copied | None:
    """Reads a clean instruction; `None` if it is neither COPY nor ADD."""
    name, _, rest = instruction.partition(" ")
    if name not in ("COPY", "ADD"):
        return None
    paths = _without_flags(rest)[1]
    is_hashed = paths.startswith(f"{_HASHED} ")
    return Copied(name, paths.removeprefix(_HASHED).strip(), is_hashed)


def may_be_same_copy(one: Copied, another: Copied) -> bool:
    """Whether one of them can be what another builder wrote for the other."""
    if one.name != another.name or one.is_hashed == another.is_hashed:
        return False
    target, paths = (one.paths, another.paths) if one.is_hashed else (another.paths, one.paths)
    pieces = _VARIABLE.split(target.rstrip("/"))
    if len(pieces) == 1:
        return f"{paths.rstrip('/')}".endswith(f" {pieces[0]}")
    if len(pieces) > _MOST_VARIABLES + 1:
        return False
    written = r"\S*".join(map(re.escape, pieces))
    return re.fullmatch(written, paths.rstrip("/").rpartition(" ")[2]) is not None
