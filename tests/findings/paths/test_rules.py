"""Each rule that knows files by where they stand: files that it finds, and such that it doesn't.

The paths are those that the tools write, or that their documentation states.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.found import found_in
from layersize.findings.path_findings import PATH_RULES

FINDS: dict[str, tuple[str, ...]] = {
    "LS020": (
        "var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_InRelease",
        "var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages.lz4",
    ),
    "LS021": (
        "var/cache/apt/archives/jq_1.6-2.1_amd64.deb",
        "var/cache/apt/archives/partial/jq_1.6-2.1_amd64.deb",
    ),
    "LS022": ("var/cache/apt/pkgcache.bin", "var/cache/apt/srcpkgcache.bin"),
    "LS023": ("var/cache/apk/APKINDEX.066df28d.tar.gz", "etc/apk/cache/jq-1.7.apk"),
    "LS024": (
        "var/cache/dnf/base-9f3/repodata/primary.xml.gz",
        "var/cache/yum/x86_64/7/base/packages/jq.rpm",
        "var/cache/libdnf5/fedora-a0/solv/fedora.solv",
    ),
    "LS025": (
        "var/cache/zypp/raw/repo-oss/repodata/primary.xml.zst",
        "var/cache/pacman/pkg/jq-1.7.1-2-x86_64.pkg.tar.zst",
    ),
    "LS026": ("root/.cache/pip/http-v2/a/b/c", "home/app/.cache/pip/wheels/x.whl"),
    "LS027": ("root/.cache/uv/archive-v0/x/six.py", "srv/.cache/uv/wheels-v5/x.msgpack"),
    "LS028": (
        "root/.cache/pypoetry/cache/repositories/PyPI/_http/x",
        "root/.cache/pypoetry/artifacts/a/b/six.whl",
    ),
    "LS029": ("opt/conda/pkgs/numpy-1.26.tar.bz2", "root/miniconda3/pkgs/cache/x.json"),
    "LS030": ("root/.npm/_cacache/content-v2/sha512/a", "tmp/.npm/_cacache/index-v5/b"),
    "LS031": (
        "usr/local/share/.cache/yarn/v6/npm-lodash/package.json",
        "root/.cache/yarn/v6/.tmp/x",
    ),
    "LS032": (
        "root/.local/share/pnpm/store/v10/files/00/a1",
        "app/.pnpm-store/v3/files/00/a1-exec",
    ),
    "LS033": ("root/.composer/cache/files/a/b.zip", "root/.cache/composer/repo/x.json"),
    "LS034": (
        "usr/local/bundle/cache/rack-3.0.gem",
        "var/lib/gems/3.1.0/cache/rack-3.0.gem",
        "app/vendor/bundle/ruby/3.2.0/cache/rack-3.0.gem",
    ),
    "LS035": (
        "usr/local/cargo/registry/cache/index.crates.io-6f17d22bba15001f/serde-1.0.crate",
        "root/.cargo/git/db/x/pack",
    ),
    "LS036": (
        "go/pkg/mod/cache/download/golang.org/x/net/@v/v0.1.0.zip",
        "root/go/pkg/mod/golang.org/x/net@v0.1.0/http2/frame.go",
    ),
    "LS037": ("root/.cache/go-build/00/00a-d", "root/.cache/ccache/0/a.o"),
    "LS038": (
        "root/.m2/repository/org/x/1.0/x-1.0.jar",
        "root/.gradle/caches/modules-2/files-2.1/x.jar",
        "root/.nuget/packages/newtonsoft.json/13.0.1/x.dll",
    ),
    "LS039": ("root/.cache/Homebrew/x", "home/me/.cache/thing/x"),
    "LS040": (
        "usr/bin/gcc-12",
        "usr/bin/x86_64-linux-gnu-ld.bfd",
        "usr/lib/gcc/x86_64-linux-gnu/12/cc1",
        "usr/local/go/pkg/tool/linux_amd64/compile",
        "usr/local/rustup/toolchains/stable/bin/rustc",
    ),
    "LS041": ("usr/include/stdio.h", "usr/local/include/node/node.h"),
    "LS042": (
        "usr/lib/x86_64-linux-gnu/libc.a",
        "usr/lib/x86_64-linux-gnu/crt1.o",
        "opt/x/libz.la",
    ),
    "LS043": ("usr/lib/x86_64-linux-gnu/pkgconfig/zlib.pc", "usr/local/lib/cmake/fmt/fmt.cmake"),
    "LS050": ("usr/share/doc/jq/changelog.Debian.gz", "usr/share/doc/jq/AUTHORS"),
    "LS051": ("usr/share/man/man1/jq.1.gz", "usr/share/info/sed.info.gz"),
    "LS052": ("usr/share/locale/de/LC_MESSAGES/coreutils.mo",),
    "LS055": ("app/.git/objects/pack/pack-1.pack", "srv/.svn/wc.db", "opt/x/.hg/store/data"),
    "LS056": (
        "usr/local/lib/python3.11/test/test_os.py",
        "usr/lib/python3/dist-packages/numpy/tests/test_x.py",
        "venv/lib/python3.11/site-packages/numpy/core/tests/test_y.py",
        "app/node_modules/lodash/test/a.js",
        "app/node_modules/@babel/core/__tests__/a.js",
    ),
    "LS057": ("app/__pycache__/main.cpython-311.pyc",),
    "LS058": ("app/dist/main.js.map", "app/node_modules/x/index.d.ts.map", "srv/a.css.map"),
    "LS075": (
        "var/log/dpkg.log",
        "var/log/apt/term.log",
    ),
    "LS077": ("core.4711", "app/core.12", "srv/java_pid7.hprof", "app/hs_err_pid1.log"),
    "LS078": ("app/.DS_Store", "app/main.c~", "app/.main.c.swp"),
    "LS079": ("tmp/build/x.o2", "var/tmp/y"),
    "LS080": ("var/lib/dpkg/status-old", "var/cache/debconf/templates.dat-old"),
    "LS081": (
        "root/.npm/_logs/2026-01-01T00_00_00_000Z-debug-0.log",
        "app/npm-debug.log",
        "app/log/development.log",
    ),
}
"""Codes to paths, all in one layer of one's own."""


@pytest.mark.parametrize("code", FINDS)
def test_a_rule_finds_what_it_is_about(code: str, tmp_path: Path) -> None:
    assert found_in(tmp_path, *FINDS[code]) == {code: set(FINDS[code])}


def test_all_together_are_found_as_each_alone(tmp_path: Path) -> None:
    everything = [path for paths in FINDS.values() for path in paths]
    assert found_in(tmp_path, *everything) == {code: set(paths) for code, paths in FINDS.items()}


def test_every_rule_has_a_sample() -> None:
    of_sizes = {"LS076"}  # test_sizes.py
    assert FINDS.keys() | of_sizes == {rule.code for rule in PATH_RULES}


LEAVES_ALONE = (
    *("var/lib/dpkg/status", "var/lib/dpkg/info/jq.list", "lib/apk/db/installed"),
    *("var/lib/dnf/history.sqlite", "var/lib/rpm/rpmdb.sqlite", "var/cache/nginx/x"),
    *("var/lib/apt/extended_states", "var/cache/ldconfig/aux-cache", "etc/apt/sources.list"),
    *("root/.m2/settings.xml", "root/.gradle/gradle.properties", "root/.cargo/config.toml"),
    *("root/.npmrc", "root/.composer/auth.json", "root/.composer/vendor/bin/x.php"),
    *("usr/local/cargo/bin/toml2json", "opt/app/pkgs/x", "go/src/app/main.go", "go/bin/app"),
    *("app/pkg/mod/main.go", "app/.yarn/cache/lodash.zip", "root/.config/pip/pip.conf"),
    *("usr/share/doc/jq/copyright", "usr/share/doc/x/LICENSE.txt", "usr/share/doc/x/NOTICE.gz"),
    *("usr/share/doc/x/licence", "usr/share/doc/x/COPYING", "usr/lib/locale/C.utf8/LC_CTYPE"),
    *("usr/share/locale/locale.alias", "usr/local/lib/node_modules/npm/man/man1/npm.1"),
    *("app/man/page.html", "app/doc/index.html", "app/docs/index.md"),
    *("app/.github/workflows/x.yml", "app/.gitignore", "app/.gitmodules", "srv/repo.git/HEAD"),
    *("app/tests/test_app.py", "app/test/app.js", "app/node_modules/test/index.js"),
    *("app/node_modules/@scope/test/index.js", "app/node_modules/tests/index.js"),
    *("usr/lib/python3/dist-packages/django/test/client.py", "app/node_modules/x/lib/test.js"),
    *("usr/lib/python3/dist-packages/numpy/testing/_private/utils.py",),
    *("app/core", "app/core/main.py", "usr/lib/core.so", "app/core.js", "app/core.py"),
    *("srv/core.2024.json", "app/core.1.css"),
    *("app/logs/readme.txt", "app/log/routes.rb", "app/catalog.log", "app/fixtures/a.log"),
    *("app/main.pyc", "app/source.map", "boot/System.map", "usr/share/keymaps/de.map"),
    *("usr/lib/x86_64-linux-gnu/ImageMagick-6/modules-Q16/coders/png.la", "app/data.a"),
    *("usr/lib/gcc/x86_64-linux-gnu/12/libstdc++.so", "usr/lib/llvm-14/lib/libLLVM-14.so.1"),
    *("usr/bin/as.txt", "usr/bin/gccgo-wrapper.txt", "usr/bin/make", "app/include/app.h"),
    *("root/.cache/ms-playwright/chromium-1/chrome", "root/.cache/puppeteer/chrome/x"),
    *("root/.cache/huggingface/hub/model.bin", "root/.cache/pypoetry/virtualenvs/app/bin/x"),
    *("root/.cache/node/corepack/v1/pnpm/9.0.0/bin/pnpm.cjs", "root/.cache/uv/environments-v2/a/x"),
    *("root/.local/share/pnpm/store/v10/links/x/1.0/abc/node_modules/x/index.js",),
    *(
        "root/.npm/_npx/abc/node_modules/x/index.js",
        "etc/passwd-",
        "usr/include/python3.11/pyconfig.h",
    ),
)
"""False friends: none of them is any rule's business."""


@pytest.mark.parametrize("path", LEAVES_ALONE)
def test_false_friends_are_left_alone(path: str, tmp_path: Path) -> None:
    assert found_in(tmp_path, path) == {}
