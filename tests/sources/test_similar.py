"""Which names are offered for one that is not there."""

from __future__ import annotations

import difflib
from collections.abc import Callable

import pytest

from layersize.sources.reference import parse_reference
from layersize.sources.similar import did_you_mean, meant_place, similar_files, similar_images

KNOWN = [
    "app:v1",
    "app:v2",
    "app:v10",
    "localhost/tool:latest",
    "docker.io/library/alpine:3.20",
    "ghcr.io/team/web:v1",
    "ghcr.io/team/web-api:v1",
    "127.0.0.1:5000/shop:latest",
]


@pytest.mark.parametrize(
    ("wanted", "among", "count"),
    [
        ("app:v3", "app:v1", 3),
        ("app:v11", "app:v10", 3),
        ("app", "app:v2", 3),
        ("ap:v2", "app:v2", 3),
        ("tools", "localhost/tool:latest", 1),
        ("tool:1", "localhost/tool:latest", 1),
        ("alpine", "docker.io/library/alpine:3.20", 1),
        ("alpin:3.20", "docker.io/library/alpine:3.20", 1),
        ("docker.io/library/alpine:3.2", "docker.io/library/alpine:3.20", 1),
        ("web:v1", "ghcr.io/team/web:v1", 1),
        ("ghcr.io/team/web-apl:v1", "ghcr.io/team/web-api:v1", 2),
        ("ghcr.io/teem/web:v1", "ghcr.io/team/web:v1", 1),
        ("127.0.0.1:5000/shop:v1", "127.0.0.1:5000/shop:latest", 1),
        ("shop", "127.0.0.1:5000/shop:latest", 1),
        ("app@sha256:" + "0" * 64, "app:v2", 3),
        ("nothing-like-it", None, 0),
        ("61a81565f0e7", None, 0),
        ("", None, 0),
    ],
)
def test_images(wanted: str, among: str | None, count: int) -> None:
    found = similar_images(wanted, KNOWN)
    assert len(found) == count
    assert set(found) <= set(KNOWN)
    assert among is None or among in found


def test_the_likeliest_tag_comes_first() -> None:
    assert similar_images("app:1.25.3", ["app:1.24", "app:latest", "app:1.25.2"])[0] == "app:1.25.2"


def test_very_many_and_very_long_names() -> None:
    known = [f"app{number}:v1" for number in range(100_000)] + ["a" * 1_000_000]
    assert len(similar_images("app1:v1", known)) == 1
    assert similar_images("a" * 1000, known) == []


@pytest.mark.parametrize("offer", [similar_images, similar_files])
def test_names_that_take_long_to_compare_are_few(
    monkeypatch: pytest.MonkeyPatch, offer: Callable[[str, list[str]], list[str]]
) -> None:
    """A registry has as many tags as it likes, and an archive names."""
    compared = 0

    def counted(name: str, names: list[str], *_: float) -> list[str]:
        nonlocal compared
        compared += len(name) * sum(map(len, names))
        return []

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    offer("a" * 128, [f"{'a' * 250}{number}" for number in range(5000)])
    offer("app:" + "a" * 128, [f"app:{'a' * 250}{number}" for number in range(5000)])
    assert 8_000_000 < compared <= 2 * 8_000_000


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("app.tra", ["app.tar"]), ("ap.tar", ["app.tar"]), ("app", ["app.tar"]), ("x.tar", [])],
)
def test_files(wanted: str, found: list[str]) -> None:
    assert similar_files(wanted, ["app.tar", "notes.md", "\udcff"]) == found


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("dokcer:app:v1", "docker:app:v1"),
        ("Docker:app", "docker:app"),
        ("podmn:app", "podman:app"),
        ("regsitry:ghcr.io/a/b", "registry:ghcr.io/a/b"),
        ("docker-archve:x.tar", "docker-archive:x.tar"),
        ("oci:folder:v1", "oci-dir:folder:v1"),
        ("dir:folder", "oci-dir:folder"),
        ("docker-daemon:app:v1", "docker:app:v1"),
        ("containers-storage:app", "storage:app"),
        ("app:v1", None),
        ("nginx", None),
        ("docker:app:v1", None),
        ("podmn:", None),
        ("./dokcer", None),
    ],
)
def test_places(text: str, meant: str | None) -> None:
    assert meant_place(parse_reference(text)) == meant


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["a"], "did you mean a?"),
        (["a", "b"], "did you mean a or b?"),
        (["a", "b", "c", "d"], "did you mean a, b or c?"),
        (["a:1", "localhost/a:1", "docker.io/library/a:1"], "did you mean a:1?"),
    ],
)
def test_what_is_said(names: list[str], said: str) -> None:
    assert did_you_mean(names) == said


def test_no_name_that_a_shell_would_run_is_offered() -> None:
    assert similar_images("app:v3", ["app:$(x)", "app:v1;x", "app:v2"]) == ["app:v2"]
