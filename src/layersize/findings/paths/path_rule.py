"""A rule about files that are known by where they stand and what they are called."""

from __future__ import annotations

from typing import TypedDict

from layersize.accounting.advice import Certainty, Family
from layersize.findings.rule import Rule
from layersize.values import dataclass

FOLDERS = "{folders}"
TOP = "{top}"
CACHED = "{cached}"
TEMPORARY = "{temporary}"
WHERE_COPIED = "leave them out where they are copied from: .dockerignore, or rm in that stage"


class Paths(TypedDict, total=False):
    """What families that make many rules alike give for each."""

    folders: tuple[str, ...]
    files: tuple[str, ...]
    spared_folders: tuple[str, ...]
    spared_names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathRule:
    """Folders and files that a rule is about, and what to do about them.

    Paths are written as in docs/patterns.md, with less: `/a/b` stands at the root, `**/a/b` at any
    depth, and `*` is within a name. A folder stands for all in it; of folders in each other the
    inner one's rule counts, unless the outer one's is safe.
    """

    code: str
    family: Family
    certainty: Certainty
    title: str
    """What the files are, for people."""
    fix: str
    """What to do where a RUN makes them. `{folders}` stands for those of the rule's folders at the
    root that have files of the finding, `{top}` for the lowest folder that all of them are in,
    `{cached}` and `{temporary}` for those in `.cache` and
    `tmp` that they are in."""
    when: str = ""
    """What the fix ends with: where in a Dockerfile it belongs."""
    node_fix: str | None = None
    """What to do about files in `node_modules` instead, if that is something else."""
    folders: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    """With a slash, a path; without one, a name like `*.swp` that counts in any folder."""
    spared_folders: tuple[str, ...] = ()
    """In `folders`, yet no rule's business: something needs them."""
    spared_names: tuple[str, ...] = ()
    """Of files that stay, whatever the folder; in small letters."""
    least_bytes: int = 1
    """Of one file: what is smaller is not meant."""
    copied_fix: str = WHERE_COPIED
    """What to do where a COPY brings them."""

    @property
    def rule(self) -> Rule:
        """The rule as the catalog has it."""
        return Rule(code=self.code, family=self.family, certainty=self.certainty)

    @property
    def is_safe(self) -> bool:
        """Whether no program needs the files."""
        return self.certainty is not Certainty.JUDGE
