"""`forbid` and `max_entry`: entries of every layer, hidden ones too."""

from __future__ import annotations

from typing import Any

import pytest

from cli.check_project import Project
from support.tar_writer import directory, file, hardlink, opaque, symlink, tar, whiteout

FIRST = tar(
    directory("app/.git"),
    file("app/.git/config", b"c" * 30),
    file("root/.ssh/id_rsa", b"k" * 40),
    symlink("root/link", "id_rsa"),
    file("big", b"b" * 900),
    hardlink("also-big", "big"),
    file("empty"),
)
SECOND = tar(whiteout("root/.ssh/id_rsa"), opaque("app/.git"), file("app/.git/HEAD", b"h"))


@pytest.fixture
def found(project: Project) -> Any:
    project.image("image.tar", FIRST, SECOND)

    def cause(rule: str, option: str, code: int) -> Any:
        limit = project.limit(rule, "image.tar", f"--{rule.replace('_', '-')}", option, code=code)
        entries = limit["cause"]["entries"] if limit["cause"] else []
        return limit["value"], {(e["path"], e["layer"], e["visible"]) for e in entries}

    return cause


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("**/.git/**", {("app/.git/config", 0, False), ("app/.git/HEAD", 1, True)}),
        ("**/id_rsa", {("root/.ssh/id_rsa", 0, False)}),
        ("/root/link", {("root/link", 0, True)}),
        ("app/.git", {("app/.git", 0, True), ("app/.git", 1, True)}),
        (".git", {("app/.git", 0, True), ("app/.git", 1, True)}),
        (".ssh/", {("root/.ssh", 0, True)}),
        ("/root/", {("root", 0, True)}),
        ("link/", set()),
        ("*big", {("big", 0, True), ("also-big", 0, True)}),
        ("empty", {("empty", 0, True)}),
        ("id_rsa", {("root/.ssh/id_rsa", 0, False)}),
        ("/id_rsa", set()),
        ("/r*", {("root", 0, True)}),
        ("/a*", {("app", 0, True), ("app", 1, True), ("also-big", 0, True)}),
        ("**/.wh*", set()),
    ],
)
def test_forbid(found: Any, pattern: str, expected: set[tuple[str, int, bool]]) -> None:
    assert found("forbid", pattern, 1 if expected else 0) == (len(expected), expected)


def test_max_entry(found: Any) -> None:
    assert found("max_entry", "900 B", 0) == (900, set())
    assert found("max_entry", "899 B", 1) == (900, {("big", 0, True)})
    assert found("max_entry", "**/.git/*=29 B", 1) == (30, {("app/.git/config", 0, False)})
    assert found("max_entry", ".git=29 B", 1) == (30, {("app/.git/config", 0, False)})
    assert found("max_entry", "config=29 B", 1) == (30, {("app/.git/config", 0, False)})
    assert found("max_entry", "/app/=30 B", 0) == (30, set())
    assert found("max_entry", "config/=0 B", 0) == (0, set())
    assert found("max_entry", "none=0 B", 0) == (0, set())
    assert found("max_entry", "also-big=899 B", 1) == (900, {("also-big", 0, True)})


def test_max_entry_of_a_name_that_is_a_hardlink(project: Project) -> None:
    """As in images of uv and bootc, where a store of copies has the content."""
    store = tar(
        file("root/.cache/uv/a", b"a" * 500),
        hardlink("app/lib/b", "./root/.cache/uv/a"),
        hardlink("app/lib/c", "/app/lib/b"),
        hardlink("app/lib/d", "/nowhere"),
    )
    project.image("image.tar", store, tar(hardlink("srv/e", "app/lib/c"), whiteout("app/lib/b")))

    def check(pattern: str, code: int) -> Any:
        limit = project.limit("max_entry", "image.tar", f"--max-entry={pattern}=499 B", code=code)
        entries = limit["cause"]["entries"] if limit["cause"] else []
        return limit["value"], [(entry["path"], entry["layer"]) for entry in entries]

    assert check("app/", 1) == (500, [("app/lib/b", 0)])
    assert check("c", 1) == (500, [("app/lib/c", 0)])
    assert check("d", 0) == (0, [])
    assert check("srv/", 1) == (500, [("srv/e", 1)])
    assert check("**", 1) == (500, [("app/lib/b", 0)])
    assert check("/root/", 0) == (0, [])


@pytest.mark.parametrize("pattern", ["*.{js,map}", "!*.md", "a\\b", "[^a]", "~/x", " x"])
@pytest.mark.parametrize("key", ["forbid", "max_entry"])
def test_a_pattern_of_another_language_is_a_mistake(
    project: Project, key: str, pattern: str
) -> None:
    """It would match nothing of what is meant, and so pass in silence."""
    value = f"['{pattern}']" if key == "forbid" else f"{{ '{pattern}' = 1 }}"
    project.config(f'[[budget]]\nimage = "app.tar"\n{key} = {value}\n')
    outcome = project.check()
    assert outcome.exit_code == 2
    assert f".layersize.toml: [[budget]]: {key}: " in outcome.stderr
    assert "allowed is a pattern like" in outcome.stderr


def test_the_table_says_that_it_is_shipped_though_hidden(project: Project) -> None:
    project.image("image.tar", FIRST, SECOND)
    text = project.check("image.tar", "--forbid", "**/id_rsa").stdout
    assert "40 B  root/.ssh/id_rsa\n" in text
    assert "⊘ hidden, yet shipped by layer 0  ADD rootfs.tar /" in text
    assert "→ deletion does not help: keep it out by .dockerignore or another stage" in text
