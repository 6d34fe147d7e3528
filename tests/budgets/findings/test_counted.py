"""Which findings a budget counts, and what of them, by rules that always find the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TypeAlias

import pytest

from layersize.accounting.advice import Certainty, Family, FindingState, Owner
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.budgets.findings.counted import counted_findings
from layersize.budgets.findings.ignore import Ignore
from layersize.budgets.findings.recorded import recorded_findings, what_is_new
from layersize.findings import advise
from layersize.findings.rule import Found, Rule
from layersize.findings.subject import Subject
from layersize.measure import Settings, explore
from support.docker_archives import archive
from support.tar_writer import file, hardlink, tar

RULE = Rule(code="LS998", family=Family.LOG, certainty=Certainty.SAFE)
SECRET = Rule(code="LS999", family=Family.SECRET, certainty=Certainty.JUDGE)
FIRST, SECOND = (
    tar(file("a/key", b"k" * 40), hardlink("b/key", "a/key"), file("a/b", b"b" * 7)),
    tar(file("c/d", b"d" * 300)),
)
KEY, OTHER, UPPER = 0, 2, 3
Explore: TypeAlias = Callable[..., AnalyzedImage]


@pytest.fixture
def explored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Explore:
    (tmp_path / "image.tar").write_bytes(archive(FIRST, SECOND))

    def explore_with(
        *inodes: object, owner: Owner = Owner.YOURS, rule: Rule = RULE
    ) -> AnalyzedImage:
        def found(subject: Subject) -> Iterator[Found]:
            del subject
            for each in inodes:
                yield Found(rule, "logs", "rm", owner, FindingState.LIVE, each)  # type: ignore[arg-type] - the test knows

        family = SimpleNamespace(RULES=(rule,), find=found)
        monkeypatch.setattr(advise, "FILE_FAMILIES", (family,))
        return explore(str(tmp_path / "image.tar"), Settings())

    return explore_with


def ignore(*patterns: str) -> Ignore:
    return Ignore(where="here", rule="log", patterns=patterns or None, reason="meant")


def counted(image: AnalyzedImage, *ignores: Ignore, first_layer: int = 0) -> list[list[int]]:
    found = counted_findings(image, first_layer, ignores)
    return [sorted(each.inodes) for each in found.counted]


def test_all_count_where_nothing_is_left_out(explored: Explore) -> None:
    assert counted(explored((KEY, OTHER), (UPPER,))) == [[UPPER], [KEY, OTHER]]


def test_layers_of_the_base_do_not_count(explored: Explore) -> None:
    assert counted(explored((KEY, UPPER), (OTHER,)), first_layer=1) == [[UPPER]]
    assert counted(explored((UPPER,), owner=Owner.BASE), first_layer=1) == []


def test_all_layers_may_be_the_base_s(explored: Explore) -> None:
    assert counted(explored((KEY,), (UPPER,)), first_layer=2) == []


def test_a_file_stays_until_all_of_its_names_are_covered(explored: Explore) -> None:
    image = explored((KEY, OTHER))
    assert counted(image, ignore("/a/")) == [[KEY]]
    assert counted(image, ignore("/a/"), ignore("/b/")) == [[KEY]], "each alone covers one name"
    assert counted(image, ignore("/a/", "/b/")) == []


def test_what_is_left_has_its_own_numbers(explored: Explore) -> None:
    found = counted_findings(explored((KEY, OTHER, UPPER)), 0, [ignore("/c/")])
    (left,) = found.counted
    finding = left.finding
    assert (finding.content_bytes, finding.paths, finding.layers) == (47, 2, (0,))
    assert finding.examples == (b"a/b", b"a/key")


def test_parts_of_files_stay_parts(explored: Explore) -> None:
    found = counted_findings(explored({KEY: 5, UPPER: 100}), 0, [ignore("/a/", "/b/")])
    (left,) = found.counted
    assert left.finding.content_bytes == 100
    assert left.inodes == {UPPER: 100}


def test_what_is_in_no_file_is_ignored_without_paths_only(explored: Explore) -> None:
    image = explored(())
    assert counted(image) == [[]]
    assert counted(image, ignore("**")) == [[]]
    assert counted(image, ignore()) == []


def test_which_ignores_were_of_use_is_known(explored: Explore) -> None:
    of_use, of_none = ignore("/a/"), ignore("/z/")
    found = counted_findings(explored((KEY, OTHER)), 0, [of_use, of_none])
    assert found.used == {of_use}


def test_a_doubtful_owner_is_the_same_as_any(explored: Explore) -> None:
    """Where a base image is known in one run and not in another, nothing is new."""
    recorded = recorded_findings(explored((KEY,), owner=Owner.UNKNOWN))
    assert recorded is not None
    for owner, is_new in ((Owner.YOURS, False), (Owner.BASE, False)):
        image = explored((KEY,), owner=owner)
        (found,) = counted_findings(image, 0, []).counted
        assert (what_is_new(found, recorded, image) is not None) == is_new
    other = recorded_findings(explored((KEY,), owner=Owner.BASE))
    image = explored((KEY,), owner=Owner.YOURS)
    (found,) = counted_findings(image, 0, []).counted
    assert what_is_new(found, other or (), image) == found


def test_a_secret_in_no_file_is_known_by_its_words(explored: Explore) -> None:
    image = explored((), rule=SECRET)
    recorded = recorded_findings(image)
    assert recorded is not None
    assert recorded[0].paths == ("(logs)",)
    (found,) = counted_findings(image, 0, []).counted
    assert what_is_new(found, recorded, image) is None
    other = (replace(recorded[0], paths=("(another)",)),)
    assert what_is_new(found, other, image) == found


def test_of_secrets_only_the_new_files_are_new(explored: Explore) -> None:
    recorded = recorded_findings(explored((KEY,), rule=SECRET))
    assert recorded is not None
    image = explored((KEY, OTHER), rule=SECRET)
    (found,) = counted_findings(image, 0, []).counted
    new = what_is_new(found, recorded, image)
    assert new is not None
    assert new.finding.examples == (b"a/b",)


def test_without_a_search_nothing_is_recorded(explored: Explore) -> None:
    assert recorded_findings(replace(explored(), finding_inodes=None)) is None
