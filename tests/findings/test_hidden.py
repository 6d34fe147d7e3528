"""Findings about bytes that no container sees: whose they are, and what would keep them out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from findings.found import BASE, found, image, of_rule, paths, saved_bytes, subject
from layersize.accounting.advice import Certainty, FindingState, Owner
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.findings.find import find_all
from layersize.findings.hidden import RULES
from support.tar_writer import file, hardlink, whiteout

HIDDEN_CODES = {rule.code for rule in RULES}
RUN, COPY, CHOWN = "RUN make", "COPY . /srv", "RUN chown -R app:staff /srv"
A = file("srv/a", 5000 * b"a")
OTHER_A = file("srv/a", 3000 * b"b")
CHOWNED_A = file("srv/a", 5000 * b"a", uid=7)


def told(measured: AnalyzedImage, base_layers: int = 1) -> list[tuple[str, Owner, int]]:
    return [
        (one.rule.code, one.owner, saved_bytes(one, measured))
        for one in found(measured, base_layers)
        if one.rule.code in HIDDEN_CODES
    ]


@pytest.mark.parametrize(
    ("first", "later", "steps", "expected"),
    [
        (A, whiteout("srv/a"), (RUN, "RUN rm /srv/a"), ("LS001", 5000)),
        (A, OTHER_A, (RUN, "RUN make again"), ("LS001", 5000)),
        (A, CHOWNED_A, (RUN, CHOWN), ("LS001", 5000)),
        (A, whiteout("srv/a"), (COPY, "RUN rm /srv/a"), ("LS002", 5000)),
        (A, OTHER_A, (COPY, RUN), ("LS003", 5000)),
        (A, OTHER_A, (RUN, COPY), ("LS003", 5000)),
        (A, OTHER_A, (COPY, COPY), ("LS003", 5000)),
        (A, whiteout("srv/a"), ("bazel build", "bazel build"), ("LS003", 5000)),
        (A, CHOWNED_A, (COPY, CHOWN), ("LS010", 5000)),
        (A, CHOWNED_A, (COPY, COPY), ("LS012", 5000)),
        (A, CHOWNED_A, (RUN, COPY), ("LS012", 5000)),
    ],
)
def test_pairs_of_ones_own(
    first: bytes, later: bytes, steps: Sequence[str], expected: tuple[str, int], tmp_path: Path
) -> None:
    measured = image(tmp_path, [file("bin/sh", b"sh")], [first], [later], steps=[BASE, *steps])
    code, byte_count = expected
    assert told(measured) == [(code, Owner.YOURS, byte_count)]
    (one,) = of_rule(code, measured, 1)
    assert one.state is FindingState.HIDDEN
    assert one.rule.certainty is Certainty.LOSSLESS


@pytest.mark.parametrize("steps", [(RUN, RUN), (COPY, RUN), (COPY, CHOWN)])
def test_nobody_is_told_to_change_layers_of_a_base(steps: Sequence[str], tmp_path: Path) -> None:
    measured = image(tmp_path, [A], [whiteout("srv/a")], steps=steps)
    assert told(measured, 2) == [("LS005", Owner.BASE, 5000)]
    (one,) = of_rule("LS005", measured, 2)
    assert one.fix.startswith("FROM ")


@pytest.mark.parametrize("later", [whiteout("srv/a"), OTHER_A])
def test_what_is_hidden_of_the_base_is_the_bases(later: bytes, tmp_path: Path) -> None:
    measured = image(tmp_path, [A], [later], steps=[BASE, RUN])
    assert told(measured) == [("LS004", Owner.BASE, 5000)]


def test_own_copies_of_the_bases_files_are_ones_own_and_visible(tmp_path: Path) -> None:
    measured = image(tmp_path, [A, file("srv/b", b"b")], [CHOWNED_A], steps=[BASE, CHOWN])
    (one,) = of_rule("LS011", measured, 1)
    assert (one.owner, one.state, saved_bytes(one, measured)) == (
        Owner.YOURS,
        FindingState.LIVE,
        5000,
    )
    assert measured.overlay.layer_of(next(iter(one.inodes))) == 1
    assert one.rule.certainty is Certainty.JUDGE, "whether the owner is needed, who knows"


@pytest.mark.parametrize(
    "path",
    ["var/lib/dpkg/status", "etc/passwd", "var/log/dpkg.log", "var/cache/debconf/config.dat"],
)
@pytest.mark.parametrize("content", [b"new", b"old"])
def test_what_every_installation_writes_anew_is_no_finding(
    path: str, content: bytes, tmp_path: Path
) -> None:
    measured = image(
        tmp_path, [file(path, b"old")], [file(path, content, uid=1)], steps=[BASE, RUN]
    )
    assert measured.analysis.shadowed_bytes == 3
    assert told(measured) == []


def test_a_set_of_layers_to_join_is_one_finding(tmp_path: Path) -> None:
    measured = image(
        tmp_path,
        [file("bin/sh", b"sh")],
        [file("a", 10 * b"a"), file("c", 1000 * b"c")],
        [file("b", 100 * b"b"), whiteout("a")],
        [file("other", b"x")],
        [whiteout("b")],
        [file("d", 7 * b"d")],
        [whiteout("d")],
        steps=[BASE, *(f"RUN {number}" for number in range(6))],
    )
    first, second = of_rule("LS001", measured, 1)
    assert "layers 1, 2 and 4" in first.fix
    assert saved_bytes(first, measured) == 110
    assert "layers 5 and 6" in second.fix
    assert saved_bytes(second, measured) == 7


def test_the_later_instruction_names_the_owner(tmp_path: Path) -> None:
    measured = image(tmp_path, [file("x", b"x")], [A], [CHOWNED_A], steps=[BASE, COPY, CHOWN])
    (one,) = of_rule("LS010", measured, 1)
    assert "COPY --chown=app:staff" in one.fix


@pytest.mark.parametrize(
    "run", ["RUN chown -R $(id -u) /srv", 'RUN chown "$U" /srv', "RUN chmod -R g+w /srv"]
)
def test_an_owner_that_only_a_shell_knows_is_not_guessed(run: str, tmp_path: Path) -> None:
    measured = image(tmp_path, [file("x", b"x")], [A], [CHOWNED_A], steps=[BASE, COPY, run])
    (one,) = of_rule("LS010", measured, 1)
    assert "COPY --chown=USER:GROUP" in one.fix


def test_a_path_twice_in_a_layer(tmp_path: Path) -> None:
    measured = image(tmp_path, [file("x", b"x")], [A, OTHER_A], steps=[BASE, COPY])
    assert told(measured) == [("LS006", Owner.YOURS, 5000)]


def test_layers_in_doubt_are_nobodys(tmp_path: Path) -> None:
    measured = image(tmp_path, [A], [whiteout("srv/a")], steps=[BASE, RUN])
    (one,) = of_rule("LS004", measured)
    assert one.owner is Owner.UNKNOWN


def test_hidden_findings_and_what_nothing_helps_are_all_that_is_hidden(tmp_path: Path) -> None:
    measured = image(
        tmp_path,
        [A, file("gone", 9 * b"g"), file("etc/passwd", b"p")],
        [file("made", 70 * b"m"), hardlink("link", "made"), whiteout("gone")],
        [whiteout("made"), whiteout("link"), OTHER_A, file("etc/passwd", b"q")],
        steps=[BASE, RUN, RUN],
    )
    hidden = [one for one in found(measured, 1) if one.state is FindingState.HIDDEN]
    inodes = [inode for one in hidden for inode in one.inodes]
    assert len(inodes) == len(set(inodes)), "each byte once"
    assert sum(saved_bytes(one, measured) for one in hidden) == (
        measured.analysis.shadowed_bytes - len("p")
    )
    assert {path for one in hidden for path in paths(one, measured)} == {"srv/a", "gone", "made"}


def test_a_finding_tells_layers_paths_and_bytes(tmp_path: Path) -> None:
    measured = image(tmp_path, [file("x", b"x")], [A], [whiteout("srv/a")], steps=[BASE, RUN, RUN])
    ((finding, _),) = [
        row for row in find_all(subject(measured, 1)) if row[0].state is FindingState.HIDDEN
    ]
    assert (finding.rule, finding.layers, finding.paths) == ("LS001", (1,), 1)
    assert (finding.content_bytes, finding.examples) == (5000, (b"srv/a",))
