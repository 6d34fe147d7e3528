"""What would help one image and not another."""

from __future__ import annotations

from layersize.accounting.advice import Family, FindingState, Owner
from layersize.comparison.findings import finding_deltas
from report.sample_advice import finding


def test_new_gone_and_changed() -> None:
    base = [finding("LS020", Family.CACHE, 500), finding("LS060", Family.DEBUG, 70)]
    other = [finding("LS020", Family.CACHE, 400), finding("LS090", Family.SECRET, 8)]
    rows = finding_deltas(base, other)
    assert [(row.rule, row.delta_bytes, row.status) for row in rows] == [
        ("LS020", -100, "changed"),
        ("LS060", -70, "gone"),
        ("LS090", 8, "new"),
    ]


def test_the_same_is_no_row() -> None:
    findings = [finding("LS020", Family.CACHE, 500)]
    assert finding_deltas(findings, findings) == ()


def test_owner_and_state_tell_findings_of_a_rule_apart() -> None:
    base = [finding("LS020", Family.CACHE, 500, owner=Owner.BASE)]
    other = [finding("LS020", Family.CACHE, 500, state=FindingState.HIDDEN)]
    assert [(row.owner, row.status) for row in finding_deltas(base, other)] == [
        (Owner.YOURS, "new"),
        (Owner.BASE, "gone"),
    ]


def test_a_secret_without_bytes_is_new_all_the_same() -> None:
    (row,) = finding_deltas([], [finding("LS091", Family.SECRET, 0, paths=0, layers=())])
    assert row.status == "new"
    assert row.delta_bytes == 0


def test_several_findings_of_a_rule_are_one_row() -> None:
    base = [finding("LS001", Family.HIDDEN, 5)]
    other = [finding("LS001", Family.HIDDEN, amount, title=f"{amount}") for amount in (9, 8, 2)]
    (row,) = finding_deltas(base, other)
    assert (row.title, row.others, row.base_bytes, row.other_bytes) == ("9", 2, 5, 19)
