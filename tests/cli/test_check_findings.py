"""Limits of findings: what may be saved, what may not be found, what is ignored, what is new."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli.check_project import STEPS, Project
from support.docker_archives import archive
from support.tar_writer import file, tar, whiteout

LISTS = file("var/lib/apt/lists/deb.debian.org_Packages", b"p" * 6_000)
MORE_LISTS = file("var/lib/apt/lists/other_Packages", b"q" * 3_000)
LOG = file("var/log/dpkg.log", b"l" * 500)
DEPS = file("srv/app/.git/objects/pack/pack-1.pack", b"g" * 800)


@pytest.fixture
def image(project: Project) -> Project:
    """`app.tar` has lists of apt, a log and a repository in its second layer."""
    project.image("app.tar", tar(file("etc/a", b"x" * 90)), tar(LISTS, LOG, DEPS))
    return project


def codes(limit: Any) -> list[str]:
    return [finding["rule"] for finding in limit["cause"]["findings"]]


def test_what_can_be_saved_without_a_judgement(image: Project) -> None:
    """The repository is for people to judge, so its bytes don't count."""
    limit = image.limit("max_finding_bytes", "app.tar", "--max-finding-bytes", "6400", code=1)
    assert (limit["value"], limit["verdict"]) == (6_500, "fail")
    assert len(codes(limit)) == 2
    assert image.check("app.tar", "--max-finding-bytes", "6500").exit_code == 0


@pytest.mark.parametrize(("name", "code"), [("cache", 1), ("vcs", 1), ("debug", 0)])
def test_a_family_may_be_forbidden(image: Project, name: str, code: int) -> None:
    limit = image.limit("forbid_findings", "app.tar", "--forbid-findings", name, code=code)
    assert (limit["pattern"], limit["unit"], limit["value"]) == (name, "findings", code)


def test_a_code_may_be_forbidden(image: Project) -> None:
    family = image.limit("forbid_findings", "app.tar", "--forbid-findings", "cache", code=1)
    (code,) = codes(family)
    limit = image.limit("forbid_findings", "app.tar", "--forbid-findings", code, code=1)
    assert codes(limit) == [code]


@pytest.mark.parametrize("name", ["cash", "LS999", "new:LS999", "new:", "", "Cache"])
def test_a_name_that_no_rule_has_is_a_mistake(image: Project, name: str) -> None:
    outcome = image.check("app.tar", "--forbid-findings", name)
    assert outcome.exit_code == 2
    assert "is no code or family of findings" in outcome.stderr
    assert name not in ("cash", "Cache") or "did you mean cache?" in outcome.stderr


def test_no_findings_in_a_list_is_a_mistake(image: Project) -> None:
    image.config('[[budget]]\nimage = "app.tar"\nforbid_findings = []\n')
    assert image.check().exit_code == 2


IGNORE = '[[budget]]\nimage = "app.tar"\nforbid_findings = ["cache"]\n[[ignore]]\n'


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ('rule = "cache"\nreason = "fetched at night"', 0),
        ('rule = "cache"\npaths = ["/var/lib/apt/lists/"]\nreason = "as above"', 0),
        ('rule = "cache"\npaths = "/var/lib/apt/lists/"\nreason = "as above"', 0),
        ('rule = "cache"\npaths = ["other/"]\nreason = "as above"', 1),
        ('rule = "log"\nreason = "as above"', 1),
    ],
)
def test_what_is_ignored_is_not_forbidden(image: Project, keys: str, code: int) -> None:
    image.config(IGNORE + keys)
    assert image.check().exit_code == code


def test_only_the_files_of_the_patterns_are_ignored(image: Project) -> None:
    image.image("app.tar", tar(file("etc/a", b"x")), tar(LISTS, MORE_LISTS))
    image.config(IGNORE + 'rule = "cache"\npaths = ["deb.*"]\nreason = "as above"')
    (finding,) = image.limit("forbid_findings", code=1)["cause"]["findings"]
    assert (finding["bytes"], finding["paths"]) == (3_000, 1)
    assert finding["examples"] == ["var/lib/apt/lists/other_Packages"]


@pytest.mark.parametrize(
    ("keys", "where"),
    [
        ('rule = "cache"', "[[ignore]]: reason: is missing"),
        ('rule = "cache"\nreason = " "', "[[ignore]]: reason: ' ' says nothing"),
        ('reason = "x"', "[[ignore]]: rule: '' is no code or family"),
        ('rule = "cach"\nreason = "x"', "did you mean cache?"),
        ('rule = "new:cache"\nreason = "x"', "[[ignore]]: rule: 'new:cache' is no code"),
        ('rule = "cache"\nreason = "x"\npaths = []', "[[ignore]]: paths: [] has no pattern"),
        ('rule = "cache"\nreason = "x"\npaths = ["{a,b}"]', "[[ignore]]: paths: "),
        ('rule = "cache"\nreason = "x"\npath = "a"', "[[ignore]]: path: is not a key"),
    ],
)
def test_mistakes_in_what_is_ignored(image: Project, keys: str, where: str) -> None:
    image.config(IGNORE + keys)
    outcome = image.check()
    assert outcome.exit_code == 2
    assert where in outcome.stderr


def test_what_ignores_nothing_is_told_once(image: Project) -> None:
    budget = '[[budget]]\nname = "{}"\nimage = "app.tar"\nforbid_findings = "debug"\n'
    image.config(
        budget.format("a") + budget.format("b") + '[[ignore]]\nrule = "log"\nreason = "kept"\n'
        '[[ignore]]\nrule = "secret"\nreason = "a test key"\n'
    )
    report = image.report()
    remarks = [remark for budget in report["budgets"] for remark in budget["remarks"]]
    (remark,) = remarks
    assert remark["where"] == ".layersize.toml: [[ignore]] 2"
    assert remark["cause"] == "leaves out nothing that was found"


def test_what_is_ignored_is_no_matter_where_nothing_is_looked_for(image: Project) -> None:
    image.config(
        '[[budget]]\nimage = "app.tar"\nmax_size = "1 MB"\n'
        '[[ignore]]\nrule = "log"\nreason = "kept"\n'
    )
    assert image.report()["budgets"][0]["remarks"] == []


def test_what_the_base_image_has_does_not_count_where_it_is_ignored(image: Project) -> None:
    base, own = tar(file("etc/a", b"x" * 90), LISTS), tar(LOG)
    image.image("base.tar", base)
    image.image("app.tar", base, own)
    forbid = ("app.tar", "--forbid-findings", "cache")
    assert image.check(*forbid).exit_code == 1
    assert image.check(*forbid, "--base", "base.tar").exit_code == 0
    limit = image.limit("forbid_findings", *forbid[:2], "log", "--base", "base.tar", code=1)
    assert limit["cause"]["findings"][0]["owner"] == "yours"


def baseline(project: Project, *more: str) -> Any:
    outcome = project.check("app.tar", "--against", "size.json", "--update-baseline", *more)
    assert outcome.exit_code == 0, outcome.stderr
    return json.loads((project.folder / "size.json").read_text())["budgets"]["image"]


NEW = ("app.tar", "--against", "size.json", "--forbid-findings", "new:cache")


KEY = b"-----BEGIN PRIVATE KEY-----\n" + b"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" * 40 + b"\n"


def test_only_what_is_new_may_be_forbidden(image: Project) -> None:
    recorded = baseline(image)["findings"]
    (lists,) = [row for row in recorded if row["bytes"] == 6_000]
    assert (lists["files"], lists["paths"]) == (1, None)
    assert image.check(*NEW).exit_code == 0
    image.image("app.tar", tar(file("etc/a", b"x" * 90)), tar(LISTS, MORE_LISTS, LOG))
    assert image.check(*NEW).exit_code == 0, "what the rule had found already has other files"
    npm = file("root/.npm/_cacache/content-v2/sha512/aa/bb/cc", b"n" * 4_000)
    image.image("app.tar", tar(file("etc/a", b"x" * 90)), tar(LISTS, npm))
    (finding,) = image.limit("forbid_findings", *NEW, code=1)["cause"]["findings"]
    assert finding["bytes"] == 4_000


def test_each_secret_is_new_by_itself(image: Project) -> None:
    old = file("root/.ssh/id_rsa", KEY)
    image.image("app.tar", tar(file("etc/a", b"x" * 90)), tar(old))
    (row,) = [row for row in baseline(image)["findings"] if row["paths"]]
    assert row["paths"] == ["root/.ssh/id_rsa"]
    forbid = (*NEW[:-1], "new:secret")
    assert image.check(*forbid).exit_code == 0
    image.image("app.tar", tar(file("etc/a", b"x" * 90)), tar(old, file("srv/id_rsa", KEY)))
    (finding,) = image.limit("forbid_findings", *forbid, code=1)["cause"]["findings"]
    assert finding["examples"] == ["srv/id_rsa"]
    assert finding["paths"] == 1


def test_what_was_found_and_grows_is_not_new(image: Project) -> None:
    baseline(image)
    grown = file("var/lib/apt/lists/deb.debian.org_Packages", b"p" * 60_000)
    image.image("app.tar", tar(file("etc/a", b"x" * 90)), tar(grown))
    assert image.check(*NEW).exit_code == 0


def test_what_is_hidden_now_and_was_seen_is_new(image: Project) -> None:
    baseline(image)
    deleting = tar(whiteout("var/lib/apt/lists/deb.debian.org_Packages"))
    layers = tar(file("etc/a", b"x" * 90)), tar(LISTS), deleting
    image.write("app.tar", archive(*layers, steps=(*STEPS, "RUN rm /var/lib/apt/lists/*")))
    assert image.check(*NEW[:-1], "new:hidden").exit_code == 1


def test_a_baseline_without_findings_is_no_silent_pass(image: Project) -> None:
    baseline(image)
    file_ = image.folder / "size.json"
    document = json.loads(file_.read_text())
    for without in ({"findings": None}, {}):
        entry = document["budgets"]["image"]
        del entry["findings"]
        entry |= without
        file_.write_text(json.dumps(document))
        entry["findings"] = None
        limit = image.limit("forbid_findings", *NEW, code=2)
        assert limit["verdict"] == "unmeasured"
        assert "does not say what was found" in limit["problem"]["cause"]


def test_an_image_as_the_baseline_tells_its_findings(image: Project) -> None:
    image.image("old.tar", tar(file("etc/a", b"x" * 90)), tar(LISTS))
    against = ("app.tar", "--against", "old.tar", "--forbid-findings")
    assert image.check(*against, "new:cache").exit_code == 0
    assert image.check(*against, "new:log").exit_code == 1


def test_without_a_baseline_new_is_a_mistake(image: Project) -> None:
    outcome = image.check("app.tar", "--forbid-findings", "new:cache")
    assert outcome.exit_code == 2
    assert "needs a baseline" in outcome.stderr
    assert image.check("app.tar", "--forbid-findings", "cache").exit_code == 1


def test_a_missing_baseline_that_is_not_required_skips(image: Project) -> None:
    image.config(
        '[[budget]]\nimage = "app.tar"\nbaseline = "size.json"\nforbid_findings = ["new:cache"]\n'
    )
    limit = image.limit("forbid_findings")
    assert limit["verdict"] == "skipped"


@pytest.mark.parametrize(
    "row",
    [
        {"rule": 1},
        {"owner": "nobody"},
        {"state": "dead"},
        {"bytes": -1},
        {"files": "1"},
        {"paths": "a"},
        {"paths": [1]},
    ],
)
def test_broken_findings_in_a_baseline_are_refused(image: Project, row: Any) -> None:
    baseline(image)
    file_ = image.folder / "size.json"
    document = json.loads(file_.read_text())
    document["budgets"]["image"]["findings"][0] |= row
    file_.write_text(json.dumps(document))
    assert image.check(*NEW).exit_code == 2


def test_level_warn_only_tells(image: Project) -> None:
    forbid = ("app.tar", "--forbid-findings", "cache", "--level", "warn")
    limit = image.limit("forbid_findings", *forbid)
    assert limit["verdict"] == "warn"
