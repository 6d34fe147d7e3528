"""What only those who work on a program need: its history, tests, source maps; byte code."""

from __future__ import annotations

from typing import Unpack

from layersize.accounting.advice import Certainty, Family
from layersize.findings.paths.path_rule import PathRule, Paths


def _rule(
    code: str,
    title: str,
    fix: str,
    *,
    when: str = "",
    node_fix: str | None = None,
    **paths: Unpack[Paths],
) -> PathRule:
    return PathRule(
        code=code,
        family=Family.VCS,
        certainty=Certainty.JUDGE,
        title=title,
        fix=fix,
        when=when,
        node_fix=node_fix,
        **paths,
    )


_PACKAGES_OF_PYTHON = ("site-packages", "dist-packages")
_PACKAGES_OF_NODE = ("[!@.]*", "@*/*")
_STANDARD_LIBRARY = ("/usr/lib", "/usr/local/lib")

DEVELOPMENT = (
    PathRule(
        code="LS055",
        family=Family.VCS,
        certainty=Certainty.JUDGE,
        title="repositories of version control",
        fix="rm -rf .git in the RUN that clones",
        folders=("**/.git", "**/.hg", "**/.svn", "**/.bzr"),
        copied_fix="echo '**/.git' >> .dockerignore",
    ),
    _rule(
        "LS056",
        "tests of packages",
        r"find {top} -type d \( -regex '.*/\(site\|dist\)-packages/[^/]*/tests' "
        r"-o -regex '.*/\(site\|dist\)-packages/[^/]*/[^/]*/tests' "
        r"-o -regex '.*/lib/python[^/]*/\(test\|idlelib/idle_test\|lib2to3/tests\)' \) "
        "-prune -exec rm -rf {} +",
        node_fix=(
            r"find {top} -type d -regex "
            r"'.*/node_modules/\(@[^/]*/\)*[^/@.][^/]*/\(tests*\|__tests__\)' "
            "-prune -exec rm -rf {} +"
        ),
        when=" in the RUN that installs",
        folders=(
            *(f"{top}/python*/test" for top in _STANDARD_LIBRARY),
            *(f"{top}/python*/idlelib/idle_test" for top in _STANDARD_LIBRARY),
            *(f"{top}/python*/lib2to3/tests" for top in _STANDARD_LIBRARY),
            *(f"**/{top}/*/tests" for top in _PACKAGES_OF_PYTHON),
            *(f"**/{top}/*/*/tests" for top in _PACKAGES_OF_PYTHON),
            *(
                f"**/node_modules/{package}/{name}"
                for package in _PACKAGES_OF_NODE
                for name in ("test", "tests", "__tests__")
            ),
        ),
    ),
    _rule(
        "LS057",
        "byte code of Python",
        "find / -xdev -name '*.pyc' -path '*/__pycache__/*' -delete in the RUN that makes them",
        folders=("**/__pycache__",),
    ),
    _rule(
        "LS058",
        "source maps",
        r"find {top} -type f \( -name '*.[jt]s.map' -o -name '*.[cm][jt]s.map' "
        r"-o -name '*.css.map' \) -delete",
        when=" in the RUN that makes them",
        files=(
            *("*.js.map", "*.mjs.map", "*.cjs.map", "*.css.map"),
            *("*.ts.map", "*.mts.map", "*.cts.map"),
        ),
    ),
)
