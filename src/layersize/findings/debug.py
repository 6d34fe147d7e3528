"""What only debuggers read: debug sections of programs and libraries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from layersize.accounting.advice import Certainty, Family, FindingState, Owner
from layersize.findings.rule import Found, Rule, fix_by
from layersize.findings.subject import Subject
from layersize.text.sizes import count_text

SECTIONS = Rule("LS060", Family.DEBUG, Certainty.SAFE)
RULES = (SECTIONS,)
_FIX = "strip --strip-debug FILE in the RUN that makes it; for Go: go build -ldflags=-w"


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
            fix=fix_by(owner, _FIX),
            owner=owner,
            state=FindingState.LIVE,
            inodes=saved,
        )
