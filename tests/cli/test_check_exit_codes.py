"""0 within budget, 1 too big, 2 not measured: every combination, with the verdicts behind it."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import pytest

from cli.check_project import Project

WITHIN, OVER = 'max_size = "20 kB"', 'max_size = "1 kB"'
GROWTH = 'max_increase = "1 kB and 1 %"'


class Case(NamedTuple):
    name: str
    lines: str
    """Of one `[[budget]]`."""
    exceeded: bool
    measured: bool
    """Without --require-baseline."""
    missing_baseline: bool = False


CASES = [
    Case("within", WITHIN, False, True),
    Case("over", OVER, True, True),
    Case("not grown", f'{GROWTH}\nbaseline = "app.tar"', False, True),
    Case(
        "baseline missing, within", f'{WITHIN}\n{GROWTH}\nbaseline = "no.json"', False, True, True
    ),
    Case("baseline missing, over", f'{OVER}\n{GROWTH}\nbaseline = "no.json"', True, True, True),
    Case("baseline image missing", f'{WITHIN}\n{GROWTH}\nbaseline = "no.tar"', False, True, True),
    Case("baseline unreadable, within", f'{WITHIN}\n{GROWTH}\nbaseline = "bad.json"', False, False),
    Case("baseline unreadable, over", f'{OVER}\n{GROWTH}\nbaseline = "bad.json"', True, False),
    Case("baseline image unreadable", f'{WITHIN}\n{GROWTH}\nbaseline = "bad.tar"', False, False),
    Case("transfer not known", f'{WITHIN}\nmetric = "transfer"', False, False),
    Case(
        "transfer not known, forbidden", 'max_size = 9\nforbid="c"\nmetric="transfer"', True, False
    ),
    Case("image unreadable", f'{WITHIN}\nimage = "bad.tar"', False, False),
    Case("image missing", f'{OVER}\nimage = "no.tar"', False, False),
]


@pytest.fixture
def bad_files(project: Project) -> Project:
    project.write("bad.json", '{"kind": "baseline", "format_version": NaN}')
    project.write("bad.tar", b"no tar")
    return project


def code_of(case: Case, level: str, *, required: bool) -> int:
    if not case.measured or (required and case.missing_baseline):
        return 2
    return 1 if case.exceeded and level == "fail" else 0


def table(case: Case, level: str, number: int = 1) -> str:
    image = "" if "image =" in case.lines else 'image = "app.tar"\n'
    return f'[[budget]]\nname = "b{number}"\nlevel = "{level}"\n{image}{case.lines}\n'


@pytest.mark.parametrize("required", [False, True], ids=["", "required"])
@pytest.mark.parametrize("level", ["fail", "warn"])
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_one_budget(bad_files: Project, case: Case, level: str, required: bool) -> None:
    bad_files.config(table(case, level))
    code = code_of(case, level, required=required)
    report = bad_files.report(*(["--require-baseline"] if required else []), code=code)
    verdicts = {limit["verdict"] for limit in report["budgets"][0]["limits"]}
    assert (("fail" if level == "fail" else "warn") in verdicts) == case.exceeded
    assert ("unmeasured" in verdicts) == (code == 2)
    assert ("skipped" in verdicts) == (case.missing_baseline and not required)
    assert report["verdict"] == {0: report["verdict"], 1: "fail", 2: "unmeasured"}[code]
    assert bool(report["budgets"][0]["problems"]) == (code == 2)


@pytest.mark.parametrize(
    ("first", "second"),
    list(product(CASES, CASES)),
    ids=lambda case: case.name,
)
def test_two_budgets_end_with_the_worse_of_their_codes(
    bad_files: Project, first: Case, second: Case
) -> None:
    bad_files.config(table(first, "fail", 1) + table(second, "warn", 2))
    codes = code_of(first, "fail", required=False), code_of(second, "warn", required=False)
    report = bad_files.report(code=max(codes))
    for case, budget in zip((first, second), report["budgets"], strict=True):
        causes = [limit["cause"] for limit in budget["limits"] if limit["cause"]]
        assert bool(causes) == case.exceeded, "what is exceeded is told, whatever the code is"


def test_what_could_not_be_measured_is_a_line_on_standard_error(bad_files: Project) -> None:
    bad_files.config(table(CASES[1], "fail") + table(CASES[-2], "fail", 2))
    outcome = bad_files.check()
    assert outcome.exit_code == 2
    assert "✗ fail" in outcome.stdout
    assert "? unmeasured" in outcome.stdout
    assert outcome.stderr.count("\n") == 1
    assert "bad.tar: " in outcome.stderr


def test_a_missing_baseline_is_told_where_standard_output_is_for_programs(project: Project) -> None:
    project.config(f'[[budget]]\nimage = "app.tar"\n{WITHIN}\n{GROWTH}\nbaseline = "no.json"\n')
    line = "no.json: no such baseline file; layersize check --update-baseline writes it"
    as_table = project.check()
    assert (as_table.exit_code, as_table.stderr) == (0, "")
    assert f"! {line}" in as_table.stdout
    assert project.check("--format", "json").stderr == f"layersize: {line}\n"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ('max_size = "0 B"', 0),
        ("min_efficiency = 1", 0),
        ("max_layers = 0", 0),
        ('max_layer_size = "0 B"\nmax_shadowed = "0 B"', 0),
        ('forbid = "**"', 0),
        ('max_increase = "0 B"\nbaseline = "empty.tar"', 0),
        ('max_increase = "0 %"\nbaseline = "empty.tar"', 0),
        ('max_increase = "100 %"\nbaseline = "app.tar"', 0),
    ],
)
def test_an_image_without_bytes_keeps_every_limit(project: Project, lines: str, code: int) -> None:
    project.image("empty.tar")
    project.config(f'[[budget]]\nimage = "empty.tar"\n{lines}\n')
    project.report(code=code)


@pytest.mark.parametrize(
    ("increase", "code"),
    [("100 %", 1), ("10000 %", 1), ("14699 B", 1), ("14700 B", 0), ("14.7 kB and 5 %", 0)],
)
def test_any_growth_of_an_empty_baseline_exceeds_every_percentage(
    project: Project, increase: str, code: int
) -> None:
    project.image("empty.tar")
    options = ("--against", "empty.tar", "--max-increase", increase)
    limit = project.limit("max_increase", "app.tar", *options, code=code)
    assert limit["baseline_value"] == 0
    assert limit["delta"] == 14_700


@pytest.mark.parametrize(
    ("increase", "code"),
    [
        ("6999 B", 1),
        ("7000 B", 0),
        ("47.61 %", 1),
        ("47.62 %", 0),
        ("6999 B and 47.61 %", 1),
        ("7 kB and 1 %", 0),
        ("1 B and 47.62 %", 0),
        ("0 B and 0 %", 1),
    ],
)
def test_of_growth_both_parts_must_be_exceeded(project: Project, increase: str, code: int) -> None:
    """From 14,700 to 21,700 bytes: 7,000, or 47.619 %."""
    options = ("--against", "app.tar", "--max-increase", increase)
    limit = project.limit("max_increase", "grown.tar", *options, code=code)
    assert limit["value"] == 21_700
    assert limit["delta"] == 7_000
