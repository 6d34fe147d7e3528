"""What only debuggers read: debug sections of programs and libraries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from layersize.accounting.advice import Certainty, Family, FindingState, Owner
from layersize.findings.about import shipped_path
from layersize.findings.rule import Found, Rule, fix_by
from layersize.findings.subject import Subject
from layersize.text.sizes import count_text

SECTIONS = Rule("LS060", Family.DEBUG, Certainty.SAFE)
RULES = (SECTIONS,)
_FIX = "strip --strip-debug {} in the RUN that makes it; for Go: go build -ldflags=-w"
_MOST_NAMED = 8
_TYPEABLE = re.compile(rb"[A-Za-z0-9._@+/-]*")


def find(subject: Subject) -> Iterator[Found]:
    """A finding for each owner, of files that a container sees."""
    image = subject.image
    overlay = image.overlay
    hidden = set(overlay.shadows.inodes)
    by_owner: defaultdict[Owner, dict[int, int]] = defaultdict(dict)
    for layer, entries in enumerate(overlay.layers):
        first = overlay.first_inode[layer]
        for row, debug_bytes in entries.debug_bytes.items():
            if first + row not in hidden:
                by_owner[subject.owner(layer)][first + row] = debug_bytes
    for owner, saved in by_owner.items():
        yield Found(
            rule=SECTIONS,
            title=f"debug sections of {count_text(len(saved), 'program file')}",
            fix=fix_by(owner, _FIX.format(_files([shipped_path(one, overlay) for one in saved]))),
            owner=owner,
            state=FindingState.LIVE,
            inodes=saved,
        )


def _files(paths: list[bytes]) -> str:
    """A few as a shell takes them."""
    if len(paths) > _MOST_NAMED or not all(map(_TYPEABLE.fullmatch, paths)):
        return "FILE"
    return " ".join(f"/{path.decode()}" for path in paths)
