"""What package managers and compilers keep for later.

Where each keeps it, its documentation says: apt (man apt.conf, `Dir::State::lists`, `Dir::Cache`),
apk (https://wiki.alpinelinux.org/wiki/Local_APK_cache), pip (https://pip.pypa.io/en/stable/topics/caching/),
uv (https://docs.astral.sh/uv/concepts/cache/), Poetry (https://python-poetry.org/docs/configuration/#cache-dir),
npm (https://docs.npmjs.com/cli/commands/npm-cache), pnpm (https://pnpm.io/settings#storedir),
Cargo (https://doc.rust-lang.org/cargo/guide/cargo-home.html), Go (`go help environment`),
Gradle (https://docs.gradle.org/current/userguide/directory_layout.html).
"""

from __future__ import annotations

from layersize.accounting.advice import Certainty, Family
from layersize.findings.paths.path_rule import PathRule


def _cache(
    code: str,
    title: str,
    fix: str,
    *folders: str,
    files: tuple[str, ...] = (),
    spared_folders: tuple[str, ...] = (),
    certainty: Certainty = Certainty.SAFE,
) -> PathRule:
    return PathRule(
        code=code,
        family=Family.CACHE,
        certainty=certainty,
        title=title,
        fix=fix,
        folders=folders,
        files=files,
        spared_folders=spared_folders,
    )


def _store(
    code: str, title: str, fix: str, *folders: str, spared_folders: tuple[str, ...] = ()
) -> PathRule:
    """Of files that a program may load right from there."""
    certainty = Certainty.JUDGE
    return _cache(code, title, fix, *folders, certainty=certainty, spared_folders=spared_folders)


_NEEDED = (
    *("ms-playwright", "ms-playwright-go", "puppeteer", "Cypress", "selenium", "electron"),
    *("node/corepack", "pypoetry/virtualenvs", "pre-commit", "deno", "bazel", "huggingface"),
    *("torch", "whisper", "clip", "kagglehub", "fontconfig", "rod", "ms-edge", "prisma"),
    *("uv/environments-v*", "uv/builds-v*", "virtualenv", "pdm/packages", "nix", "tldextract"),
)
"""In a `.cache`, and what programs run or read; models, browsers, environments."""

CACHES = (
    _cache(
        "LS020",
        "apt's package lists",
        "rm -rf /var/lib/apt/lists/* at the end of the RUN with apt-get update",
        "/var/lib/apt/lists",
    ),
    _cache(
        "LS021",
        "apt's downloaded packages",
        "apt-get clean at the end of the RUN, or RUN --mount=type=cache,target=/var/cache/apt",
        "/var/cache/apt/archives",
    ),
    _cache(
        "LS022",
        "apt's index of its package lists",
        "rm -f /var/cache/apt/*.bin at the end of the RUN with apt-get",
        files=("/var/cache/apt/pkgcache.bin", "/var/cache/apt/srcpkgcache.bin"),
    ),
    _cache(
        "LS023",
        "apk's package lists and packages",
        "apk add --no-cache",
        "/var/cache/apk",
        "/etc/apk/cache",
    ),
    _cache(
        "LS024",
        "dnf's and yum's lists and packages",
        "dnf clean all at the end of the RUN, or RUN --mount=type=cache,target=/var/cache/dnf",
        "/var/cache/dnf",
        "/var/cache/yum",
        "/var/cache/libdnf5",
        "/var/cache/PackageKit",
    ),
    _cache(
        "LS025",
        "lists and packages of zypper, pacman, xbps, eopkg or Portage",
        "zypper clean --all (pacman -Scc, xbps-remove -O, eopkg dc) at the end of the RUN",
        "/var/cache/zypp",
        "/var/cache/pacman/pkg",
        "/var/cache/xbps",
        "/var/cache/eopkg",
        "/var/cache/distfiles",
        "/var/cache/binpkgs",
    ),
    _cache(
        "LS026",
        "pip's cache",
        "pip install --no-cache-dir, or RUN --mount=type=cache,target=/root/.cache/pip",
        "**/.cache/pip",
    ),
    _cache(
        "LS027",
        "uv's cache",
        "ENV UV_NO_CACHE=1, or RUN --mount=type=cache,target=/root/.cache/uv with "
        "ENV UV_LINK_MODE=copy",
        "**/.cache/uv",
    ),
    _cache(
        "LS028",
        "Poetry's, pdm's or Pipenv's cache",
        "RUN --mount=type=cache,target=/root/.cache/pypoetry/cache "
        "--mount=type=cache,target=/root/.cache/pypoetry/artifacts",
        "**/.cache/pypoetry/cache",
        "**/.cache/pypoetry/artifacts",
        "**/.cache/pdm",
        "**/.cache/pipenv",
    ),
    _cache(
        "LS029",
        "conda's downloaded packages",
        "conda clean --all --yes at the end of the RUN",
        *("/opt/*conda*/pkgs", "/opt/*mamba*/pkgs", "/opt/*forge*/pkgs", "**/.mamba/pkgs"),
        *("/root/*conda*/pkgs", "/home/*/*conda*/pkgs", "**/.conda/pkgs"),
    ),
    _cache(
        "LS030",
        "npm's cache",
        "RUN --mount=type=cache,target=/root/.npm npm ci",
        "**/_cacache/content-v2",
        "**/_cacache/index-v5",
        "**/_cacache/tmp",
    ),
    _cache(
        "LS031",
        "Yarn's cache",
        "yarn cache clean at the end of the RUN, or "
        "RUN --mount=type=cache,target=/usr/local/share/.cache/yarn",
        "**/.cache/yarn/v*",
        "**/.yarn/berry/metadata",
    ),
    _cache(
        "LS032",
        "pnpm's store",
        "RUN --mount=type=cache,target=/root/.local/share/pnpm/store pnpm install",
        *("**/pnpm/store/v*/files", "**/pnpm/store/v*/index"),
        *("**/.pnpm-store/v*/files", "**/.pnpm-store/v*/index"),
        *("**/.cache/pnpm/metadata*", "**/.cache/pnpm/v*"),
    ),
    _cache(
        "LS033",
        "Composer's cache",
        "RUN --mount=type=cache,target=/root/.composer/cache composer install",
        "**/.composer/cache",
        "**/.cache/composer",
    ),
    _cache(
        "LS034",
        "downloaded gems",
        'rm -rf "$(gem env gemdir)"/cache/* at the end of the RUN with gem or bundle install',
        *("/usr/local/bundle/cache", "/usr/local/bundle/ruby/*/cache", "/var/lib/gems/*/cache"),
        *("/usr/local/lib/ruby/gems/*/cache", "/usr/lib/ruby/gems/*/cache"),
        *("**/vendor/bundle/ruby/*/cache", "**/.bundle/cache", "**/.gem/ruby/*/cache"),
        "**/.local/share/gem/ruby/*/cache",
    ),
    _store(
        "LS035",
        "Cargo's downloaded crates",
        "build in another stage, or RUN --mount=type=cache,target=/usr/local/cargo/registry",
        *("/usr/local/cargo/registry", "/usr/local/cargo/git"),
        *("**/.cargo/registry", "**/.cargo/git"),
    ),
    _store(
        "LS036",
        "Go's module cache",
        "build in another stage, or RUN --mount=type=cache,target=/go/pkg/mod go build",
        "**/go/pkg/mod",
    ),
    _cache(
        "LS037",
        "compilers' caches",
        "RUN --mount=type=cache,target=/root/.cache/go-build go build (/root/.cache/ccache: gcc)",
        *("**/.cache/go-build", "**/.cache/golangci-lint", "**/.ccache", "**/.cache/ccache"),
        "**/.cache/sccache",
    ),
    _store(
        "LS038",
        "packages that Maven, Gradle, sbt or NuGet downloaded",
        "build in another stage, or RUN --mount=type=cache,target=/root/.m2 mvn package",
        *("**/.m2/repository", "**/.m2/wrapper", "**/.gradle/caches", "**/.gradle/wrapper"),
        *("**/.gradle/daemon", "**/.gradle/native", "**/.ivy2/cache", "**/.sbt/boot"),
        *("**/.cache/coursier", "**/.nuget/packages", "**/.local/share/NuGet"),
        *("**/.yarn/berry/cache", "**/.stack/pantry", "**/.cabal/packages", "**/.hex/packages"),
    ),
    _store(
        "LS039",
        "other folders in .cache",
        "rm -rf {cached} at the end of the RUN that fills it",
        *("/root/.cache", "/home/*/.cache", "/usr/local/share/.cache"),
        spared_folders=tuple(f"**/.cache/{name}" for name in _NEEDED),
    ),
)
