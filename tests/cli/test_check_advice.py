"""What would help follows from all numbers of the image, whatever a report shows of them."""

from __future__ import annotations

from typing import Any

import pytest

from cli.check_project import Project
from support.docker_archives import archive
from support.run_layersize import run_layersize
from support.tar_writer import directory, file, hardlink, tar, whiteout

BASE = "ADD rootfs.tar / # buildkit"
SYSTEM = tar(file("bin/sh", b"s" * 1_000), file("var/lib/dpkg/status", b"d" * 4_000))
LISTS = tar(file("var/lib/apt/lists/a", b"l" * 30_000), file("var/lib/misc", b"m" * 500))
INSTALL = tar(file("usr/lib/x", b"x" * 50_000), file("var/cache/apt/archives/x.deb", b"c" * 20_000))
CLEAN = tar(whiteout("var/lib/apt/lists/a"))
WRITE, CHANGE = tar(file("srv/a", b"a" * 7_000)), tar(file("srv/a", b"b" * 7_000))
MAKE, DROP = tar(file("opt/b", b"b" * 3_000)), tar(whiteout("opt/b"))


def image(project: Project, *layers: tuple[str, bytes], name: str = "image.tar") -> None:
    """Layers with their instructions; one without bytes makes none."""
    steps = [step if data else f"(empty) {step}" for step, data in layers]
    project.write(name, archive(*(data for _, data in layers if data), steps=steps))


def apt(project: Project) -> None:
    """152,500 bytes: three pairs of RUNs hide 40,000; 50,000 are in caches, 30,000 are both."""
    image(
        project,
        (BASE, SYSTEM),
        ("RUN apt-get update # buildkit", LISTS),
        ("RUN apt-get install x # buildkit", INSTALL),
        ("RUN make a # buildkit", WRITE),
        ("RUN change a # buildkit", CHANGE),
        ("RUN make b # buildkit", MAKE),
        ("RUN rm b # buildkit", DROP),
        ("RUN rm -rf /var/lib/apt/lists/* # buildkit", CLEAN),
    )


def remedy(project: Project, rule: str, *arguments: str) -> Any:
    return project.limit(rule, "image.tar", *arguments, code=1)["cause"]["remedy"]


@pytest.mark.parametrize(
    "limit",
    [
        "--max-size=100 kB",
        "--max-shadowed=1 kB",
        "--min-efficiency=99 %",
        "--max-layer-size=60 kB",
        "--max-layers=3",
        "--forbid=*.deb",
    ],
)
def test_advice_does_not_depend_on_the_rows_that_are_shown(project: Project, limit: str) -> None:
    apt(project)
    rule = limit.partition("=")[0].removeprefix("--").replace("-", "_")
    first, *others = (remedy(project, rule, limit, "--top", str(top)) for top in (1, 2, 50))
    assert first
    assert others == [first, first]


def test_a_hidden_path_counts_whether_or_not_it_is_shown(project: Project) -> None:
    """The largest is visible; a small one is deleted, and shipped all the same."""
    shipped = tar(file("a.key", b"a" * 900), file("b.key", b"b" * 9))
    image(project, (BASE, shipped), ("RUN rm b.key # buildkit", tar(whiteout("b.key"))))
    for limit, rule in (("--forbid=*.key", "forbid"), ("--max-entry=*.key=1 B", "max_entry")):
        for top in ("1", "2"):
            words = remedy(project, rule, limit, "--top", top)
            assert words.startswith("deletion does not help: keep it out")


def test_caches_are_found_in_a_folder_that_is_folded(project: Project) -> None:
    apt(project)
    text = project.check("image.tar", "--max-size", "100 kB", "--top", "1").stdout
    assert "var/lib/apt" not in text
    assert "20.0 kB  var/cache/apt/archives/x.deb" not in text
    words = remedy(project, "max_size", "--max-size", "100 kB")
    assert "RUN --mount=type=cache keeps 50.0 kB of package managers' caches out of" in words
    assert "then 72.5 kB, within the limit" in words
    words = remedy(project, "max_size", "--max-size", "50 kB")
    assert "then 72.5 kB, still 22.5 kB over the limit" in words


def test_of_several_joinable_pairs_the_sum_and_what_becomes_of_the_verdict(
    project: Project,
) -> None:
    apt(project)
    beginning = "one RUN for both would save 30.0 kB; joining layers 1+7 and 3+4 and 5+6 saves 40.0"
    within = f"{beginning} kB: then 0 B, within the limit"
    assert remedy(project, "max_shadowed", "--max-shadowed", "1 kB") == within
    words = remedy(project, "min_efficiency", "--min-efficiency", "1")
    assert words == f"{beginning} kB: then 100.0 %, within the limit"
    words = remedy(project, "max_size", "--max-size", "10 kB")
    assert "one RUN for layers 1 and 7 would save 30.0 kB; joining layers 1+7 and 3+4" in words
    assert "saves 40.0 kB: then 82.5 kB, still 72.5 kB over the limit" in words


def test_no_size_is_promised_where_the_limit_counts_other_bytes(project: Project) -> None:
    apt(project)
    words = remedy(project, "max_size", "--max-size", "10 kB", "--metric", "tar")
    assert "keeps 50.0 kB of package managers' caches out of the layers;" in words
    assert "then" not in words


def test_hidden_files_without_content_are_no_advice(project: Project) -> None:
    image(
        project,
        (BASE, SYSTEM),
        ("COPY b /opt/ # buildkit", MAKE),
        ("RUN rm b; touch a # buildkit", tar(whiteout("opt/b"), file("srv/empty"))),
        ("RUN rm a # buildkit", tar(whiteout("srv/empty"))),
    )
    words = remedy(project, "max_shadowed", "--max-shadowed", "1 kB")
    assert words == ".dockerignore, or copy them in another stage"


def test_what_stays_over_the_limit_is_said(project: Project) -> None:
    image(
        project,
        (BASE, SYSTEM),
        ("COPY b /opt/ # buildkit", MAKE),
        ("RUN rm b # buildkit", DROP),
        ("RUN make a # buildkit", WRITE),
        ("RUN change a # buildkit", CHANGE),
    )
    words = remedy(project, "max_shadowed", "--max-shadowed", "1 kB").split("; ")
    assert words == [
        "one RUN for both would save 7.0 kB: then 3.0 kB, still 2.0 kB over the limit",
        ".dockerignore, or copy them in another stage",
    ]


def test_layers_of_a_base_are_not_to_be_joined(project: Project) -> None:
    """The command of the base stands below one's own layers."""
    layers = (
        (BASE, SYSTEM),
        ("RUN make a # buildkit", WRITE),
        ("RUN change a # buildkit", CHANGE),
        ('CMD ["sh"]', b""),
        ("RUN make b # buildkit", MAKE),
        ("RUN rm b # buildkit", DROP),
    )
    image(project, *layers)
    words = remedy(project, "max_shadowed", "--max-shadowed", "1 B").split("; ")
    assert words == [
        "both layers belong to the base image: take a slimmer one",
        "one RUN for layers 3 and 4 would save 3.0 kB: then 7.0 kB, still 7.0 kB over the limit",
    ]
    image(project, *(layer for layer in layers if layer[1]))
    assert "joining layers 1+2 and 3+4" in remedy(project, "max_shadowed", "--max-shadowed", "1 B")
    image(project, *layers[:3], name="base.tar")
    options = ("--base", "base.tar", "--max-shadowed", "1 B")
    assert remedy(project, "max_shadowed", *options) == (
        "one RUN for both would save 3.0 kB: then 0 B, within the limit"
    )


def test_the_command_at_the_end_is_ones_own(project: Project) -> None:
    image(
        project,
        (BASE, SYSTEM),
        ('/bin/sh -c #(nop)  CMD ["bash"]', b""),
        ("RUN make a # buildkit", WRITE),
        ("RUN change a # buildkit", CHANGE),
        ('ENTRYPOINT ["a"]', b""),
        ('CMD ["b"]', b""),
    )
    words = remedy(project, "max_shadowed", "--max-shadowed", "1 B")
    assert words == "one RUN for both would save 7.0 kB: then 0 B, within the limit"


@pytest.mark.parametrize(
    ("path", "is_advised"),
    [
        ("etc/passwd", False),
        ("etc/shadow-", False),
        ("var/lib/dpkg/status", False),
        ("var/log/apt/history.log", False),
        ("var/lib/rpm/rpmdb.sqlite", False),
        ("usr/lib/sysimage/rpm/rpmdb.sqlite", False),
        ("lib/apk/db/installed", False),
        ("etc/ld.so.cache", False),
        ("usr/lib/libssl.so.3", True),
        ("etc/ssl/openssl.cnf", True),
    ],
)
def test_no_newer_base_has_what_installing_writes_anew(
    project: Project, path: str, is_advised: bool
) -> None:
    base = tar(file("bin/sh", b"s" * 1_000), file(path, b"1" * 9_000))
    image(project, (BASE, base), ("RUN apt-get upgrade # buildkit", tar(file(path, b"2" * 9_100))))
    words = remedy(project, "max_shadowed", "--max-shadowed", "1 kB")
    assert ("a newer base image may have the new content" in words) is is_advised
    shown = run_layersize(["inspect", "image.tar"]).stdout
    assert ("newer base image" in shown) is is_advised


def test_a_cache_whose_files_are_linked_elsewhere_saves_nothing(project: Project) -> None:
    """As uv does: with a cache mount, the files would be copied into the environment."""
    linked = tar(
        directory("root/.cache/uv"),
        file("root/.cache/uv/a", b"a" * 9_000),
        file("root/.cache/uv/b", b"b" * 2_000),
        hardlink("app/venv/a", "root/.cache/uv/a"),
    )
    image(project, (BASE, SYSTEM), ("RUN uv sync # buildkit", linked))
    words = remedy(project, "max_size", "--max-size", "10 kB")
    assert words.startswith("RUN --mount=type=cache keeps 2.0 kB")


@pytest.mark.parametrize(
    ("limit", "verdict"),
    [
        ("95 % and 13 MB", "pass"),
        ("95 % and 5 kB", "pass"),
        ("5 kB and 95 %", "pass"),
        ("95 % and 4999 B", "fail"),
        ("0.95 and 4999 B", "fail"),
        ("60 % and 0 B", "pass"),
        ("65 %", "pass"),
        ("66 % and 4.9 kB", "fail"),
    ],
)
def test_efficiency_and_an_amount_must_both_be_exceeded(
    project: Project, limit: str, verdict: str
) -> None:
    """Of 14,700 bytes, 5,000 are hidden: 65.99 % are visible."""
    code = 1 if verdict == "fail" else 0
    found = project.limit("min_efficiency", "app.tar", "--min-efficiency", limit, code=code)
    assert found["verdict"] == verdict
    if " and " in limit:
        assert found["hidden"]["value_bytes"] == 5_000


def test_efficiency_and_an_amount_are_shown_together(project: Project) -> None:
    text = project.check("app.tar", "--min-efficiency", "95 % and 4 kB").stdout
    assert "95.0 % and 4.0 kB" in text
    assert "66.0 % and 5.0 kB" in text
    outcome = project.check("none.tar", "--min-efficiency", "95 % and 4 kB")
    assert "95.0 % and 4.0 kB" in outcome.stdout


@pytest.mark.parametrize(
    "text", ["95 % and 90 %", "5 MB", "5 MB and 4 MB", "95 % and", "95 % and 1 MB and 2 MB", "and"]
)
def test_what_is_no_efficiency(project: Project, text: str) -> None:
    outcome = project.check("app.tar", "--min-efficiency", text)
    assert outcome.exit_code == 2
    assert "is not a number from 0 to 1" in outcome.stderr
    assert 'or "95 % and 13 MB", which is exceeded if' in outcome.stderr


def joinable(project: Project, *pair_bytes: int) -> None:
    """For each a RUN that writes so many bytes, and one that deletes them again."""
    layers = [(BASE, SYSTEM)]
    for index, size_bytes in enumerate(pair_bytes):
        layers += [
            (f"RUN make {index}", tar(file(f"srv/{index}", b"a" * size_bytes))),
            (f"RUN rm {index}", tar(whiteout(f"srv/{index}"))),
        ]
    image(project, *layers)


def test_what_is_promised_is_what_the_named_layers_save(project: Project) -> None:
    joinable(project, 100_000, 900)
    words = remedy(project, "max_size", "--max-size", "4 kB")
    assert words == "one RUN for both would save 100.0 kB: then 5.9 kB, still 1.9 kB over the limit"
    words = remedy(project, "max_size", "--max-size", "5.5 kB")
    beginning = "one RUN for both would save 100.0 kB; joining layers 1+2 and 3+4 saves 100.9 kB"
    assert words == f"{beginning}: then 5.0 kB, within the limit"


def test_many_small_pairs_are_a_part_of_the_sum(project: Project) -> None:
    joinable(project, 100_000, *[900] * 20)
    words = remedy(project, "max_size", "--max-size", "10 kB")
    beginning = "one RUN for both would save 100.0 kB; joining all 21 pairs saves 118.0 kB"
    assert words == f"{beginning}: then 5.0 kB, within the limit"


@pytest.mark.parametrize(
    "link",
    [
        hardlink("root/.cache/uv/b", "root/.cache/uv/a") + hardlink("app/a", "root/.cache/uv/b"),
        hardlink("app/a", "/root/.cache//uv/./a"),
    ],
)
@pytest.mark.parametrize("is_later", [False, True])
def test_a_cache_that_is_linked_in_a_roundabout_way_saves_nothing(
    project: Project, link: bytes, is_later: bool
) -> None:
    cached = file("root/.cache/uv/a", b"a" * 20_000)
    layers = (tar(cached), tar(link)) if is_later else (tar(cached, link), b"")
    steps = ("RUN uv sync", "RUN link")
    image(project, (BASE, SYSTEM), *zip(steps, layers, strict=True))
    assert "cache" not in remedy(project, "max_size", "--max-size", "1 kB")


def test_what_programs_have_in_var_cache_is_no_cache_of_packages(project: Project) -> None:
    files = [
        file(f"var/cache/{name}/x", b"x" * 20_000) for name in ("debconf", "nginx", "apt/archives")
    ]
    image(project, (BASE, SYSTEM), ("RUN install", tar(*files)))
    words = remedy(project, "max_size", "--max-size", "30 kB")
    assert "keeps 20.0 kB of package managers' caches out" in words


def test_rows_do_not_decide_how_a_pair_is_named(project: Project) -> None:
    """The largest joinable pair stands behind one that is not, and behind a larger layer's."""
    image(
        project,
        (BASE, SYSTEM),
        ("COPY a /srv/ # buildkit", tar(file("srv/a", b"a" * 90_000))),
        ("RUN make b c # buildkit", tar(*(file(f"opt/{name}", b"b" * 30_000) for name in "bcd"))),
        ("RUN rm a # buildkit", tar(whiteout("srv/a"))),
        ("RUN rm b # buildkit", tar(whiteout("opt/b"))),
        ("COPY c /opt/ # buildkit", tar(file("opt/c", b"c" * 30_000))),
    )
    for limit in ("--max-shadowed=1 kB", "--max-size=1 kB"):
        rule = limit.partition("=")[0].removeprefix("--").replace("-", "_")
        words = {remedy(project, rule, limit, "--top", str(top)) for top in range(1, 9)}
        assert len(words) == 1
    growth = ("--against", "app.tar", "--max-increase", "1 kB")
    words = {remedy(project, "max_increase", *growth, "--top", str(top)) for top in range(1, 9)}
    assert len(words) == 1
