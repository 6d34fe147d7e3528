"""Whatever stands in an image: rules agree with patterns that are matched path by path."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from findings.found import BASE, image, subject
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.findings.path_findings import PATH_RULES, find
from layersize.findings.paths.path_rule import PathRule
from layersize.patterns import Pattern
from support.tar_writer import file, hardlink, whiteout

FOLDERS = (
    *("var", "lib", "apt", "lists", "cache", "archives", "log", "tmp", "root", ".cache", "pip"),
    *("uv", "environments-v2", "node_modules", "@scope", "test", ".git", "usr", "share", "doc"),
    *("include", "go", "pkg", "mod", "__pycache__", ".npm", "_cacache", "index-v5", "bin", "a"),
)
KNOWN_BEGINNINGS = (
    *("var/lib/apt/lists", "var/cache/apt", "root/.cache", "usr/share/doc", "root/go/pkg/mod"),
    *("app/node_modules", "tmp", "var/log", "usr/bin", "usr/include", "app/log", "usr/lib/gcc"),
)
NAMES = (
    *("a", "lists", "pkgcache.bin", "gcc-12", "a.js.map", "libz.a", "libz.so", "copyright"),
    *("LICENSE.txt", "x~", ".DS_Store", "lastlog", "test.log", "core.1", "pyconfig.h", ".x.swp"),
)
PATHS = st.builds(
    lambda beginning, folders, name: "/".join(filter(None, (beginning, *folders, name))),
    st.one_of(st.just(""), st.sampled_from(KNOWN_BEGINNINGS)),
    st.lists(st.sampled_from(FOLDERS), max_size=4),
    st.sampled_from(NAMES),
)
LAYERS = st.lists(st.lists(PATHS, max_size=12, unique=True), min_size=1, max_size=3)


@given(layers=LAYERS, links=st.lists(st.tuples(PATHS, st.integers(0, 11)), max_size=3), gone=PATHS)
def test_rules_agree_with_patterns(
    layers: list[list[str]], links: list[tuple[str, int]], gone: str
) -> None:
    first = [file(path, b"x" * (1 + len(path))) for path in layers[0]]
    for new, at in links if layers[0] else ():
        old = layers[0][at % len(layers[0])]
        if not f"{new}/".startswith(f"{old}/") and not f"{old}/".startswith(f"{new}/"):
            first.append(hardlink(new, old))
    later = [[file(path, b"y" * (1 + len(path))) for path in paths] for paths in layers[1:]]
    with TemporaryDirectory() as folder:
        measured = image(
            Path(folder), [file("bin/sh", b"sh")], first, *later, [whiteout(gone)], steps=[BASE]
        )
        told = {one.rule.code: set(one.inodes) for one in find(subject(measured, 1))}
    assert told == expected(measured)


def expected(measured: AnalyzedImage) -> dict[str, set[int]]:
    """Codes to inodes all of whose names one rule is about."""
    tree, content_bytes = measured.overlay.file_system, measured.overlay.content_bytes
    rules_of: defaultdict[int, set[str | None]] = defaultdict(set)
    for directory in tree.visible_directories():
        for name, inode in tree.files[directory].items():
            rule = rule_of(tree.path(directory, name), content_bytes[inode])
            rules_of[inode].add(rule and rule.code)
    found: defaultdict[str, set[int]] = defaultdict(set)
    for inode, codes in rules_of.items():
        (code, *others) = codes
        if code is not None and not others and content_bytes[inode]:
            found[code].add(inode)
    return found


def rule_of(path: bytes, content_bytes: int) -> PathRule | None:
    """The rule that is about a path, found by trying all."""
    names = path.split(b"/")
    folder_rule: PathRule | None = None
    for end in range(1, len(names)):
        folder = b"/".join(names[:end])
        for rule in PATH_RULES:
            if any(matches(spared, folder, is_directory=True) for spared in rule.spared_folders):
                return None
        inner = [
            rule
            for rule in PATH_RULES
            if any(matches(wanted, folder, is_directory=True) for wanted in rule.folders)
        ]
        for rule in inner:
            if folder_rule is None or folder_rule.certainty.value == "judge":
                folder_rule = rule
    in_any_folder = []
    for rule in PATH_RULES:
        for wanted in rule.files:
            if not matches(wanted, path, is_directory=False) or stays(rule, names[-1]):
                continue
            if "/" not in wanted:
                in_any_folder.append(rule)
            elif content_bytes >= rule.least_bytes:
                return rule
    if folder_rule is not None:
        return None if stays(folder_rule, names[-1]) else folder_rule
    return in_any_folder[0] if in_any_folder else None


def stays(rule: PathRule, name: bytes) -> bool:
    return any(matches(spared, name.lower(), is_directory=False) for spared in rule.spared_names)


def matches(pattern: str, path: bytes, *, is_directory: bool) -> bool:
    return compiled(pattern).matches(path, is_directory=is_directory)


@cache
def compiled(pattern: str) -> Pattern:
    return Pattern(pattern)
