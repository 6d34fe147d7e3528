"""Logs, dumps, temporary files."""

from __future__ import annotations

from typing import Unpack

from layersize.accounting.advice import Certainty, Family
from layersize.findings.paths.path_rule import PathRule, Paths


def _rule(
    code: str, certainty: Certainty, title: str, fix: str, **paths: Unpack[Paths]
) -> PathRule:
    return PathRule(
        code=code,
        family=Family.LOG,
        certainty=certainty,
        title=title,
        fix=fix,
        **paths,
    )


_WHERE_PROGRAMS_RUN = (
    *("", "/root", "/home/*", "/app", "/usr/src/app", "/srv", "/opt/*", "/workspace", "/var/www"),
)

LEFTOVERS = (
    _rule(
        "LS075",
        Certainty.SAFE,
        "logs",
        "find /var/log -type f -delete at the end of the RUN that writes them",
        folders=("/var/log", "**/.npm/_logs"),
        files=(
            *("npm-debug.log", "yarn-error.log", "lerna-debug.log"),
            *("**/log/development.log", "**/log/test.log", "**/log/production.log"),
        ),
    ),
    PathRule(
        code="LS076",
        family=Family.LOG,
        certainty=Certainty.SAFE,
        title="lists of logins that are as long as the highest user id",
        fix="useradd --no-log-init",
        files=("/var/log/lastlog", "/var/log/faillog", "/var/log/tallylog"),
        least_bytes=1 << 16,
    ),
    PathRule(
        code="LS077",
        family=Family.LOG,
        certainty=Certainty.JUDGE,
        title="dumps of memory",
        fix="RUN ulimit -c 0 && …, or rm them in the RUN that makes them",
        folders=("/var/crash", "/var/lib/systemd/coredump"),
        files=(
            *("*.hprof", "*.mdmp"),
            *(f"{folder}/core.[0-9]*" for folder in _WHERE_PROGRAMS_RUN),
            *(f"{folder}/hs_err_pid[0-9]*.log" for folder in _WHERE_PROGRAMS_RUN),
        ),
    ),
    _rule(
        "LS078",
        Certainty.SAFE,
        "what editors, file managers and package managers leave behind",
        "rm -f /var/lib/dpkg/*-old /var/cache/debconf/*-old at the end of the RUN with apt-get",
        files=(
            *(".DS_Store", "Thumbs.db", "*~", ".*.swp", ".*.swo", "*.dpkg-old", "*.rpmsave"),
            *("/var/lib/dpkg/*-old", "/var/cache/debconf/*-old"),
        ),
    ),
    _rule(
        "LS079",
        Certainty.JUDGE,
        "temporary files",
        "rm -rf /tmp/* /var/tmp/* at the end of the RUN that makes them",
        folders=("/tmp", "/var/tmp"),  # noqa: S108 - in an image
    ),
)
