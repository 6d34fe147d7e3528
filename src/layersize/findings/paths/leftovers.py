"""Logs, dumps, temporary files."""

from __future__ import annotations

from typing import Unpack

from layersize.accounting.advice import Certainty, Family
from layersize.findings.paths.path_rule import PathRule, Paths


def _rule(
    code: str, certainty: Certainty, title: str, fix: str, *, when: str, **paths: Unpack[Paths]
) -> PathRule:
    return PathRule(
        code=code,
        family=Family.LOG,
        certainty=certainty,
        title=title,
        fix=fix,
        when=when,
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
        "find /var/log -type f -size +0 -delete",
        when=" at the end of the RUN that writes them",
        folders=("/var/log",),
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
        spared_names=("core.*.*",),
    ),
    _rule(
        "LS078",
        Certainty.SAFE,
        "what editors and file managers leave behind",
        r"find {top} -type f \( -name .DS_Store -o -name Thumbs.db -o -name '*~' "
        r"-o -name '.*.sw[po]' \) -delete",
        when=" in the RUN that makes them",
        files=(".DS_Store", "Thumbs.db", "*~", ".*.swp", ".*.swo"),
    ),
    _rule(
        "LS079",
        Certainty.JUDGE,
        "temporary files",
        "rm -rf {temporary}",
        when=" at the end of the RUN that makes it",
        folders=("/tmp", "/var/tmp"),  # noqa: S108 - in an image
    ),
    _rule(
        "LS080",
        Certainty.SAFE,
        "backups of dpkg's and debconf's databases",
        "rm -f /var/lib/dpkg/*-old /var/cache/debconf/*-old",
        when=" at the end of the RUN with apt-get",
        files=("/var/lib/dpkg/*-old", "/var/cache/debconf/*-old"),
    ),
    _rule(
        "LS081",
        Certainty.SAFE,
        "logs of npm, Yarn, Lerna and Rails",
        "rm -rf ~/.npm/_logs npm-debug.log yarn-error.log lerna-debug.log "
        "log/development.log log/test.log log/production.log",
        when=" at the end of the RUN that writes them",
        folders=("**/.npm/_logs",),
        files=(
            *("npm-debug.log", "yarn-error.log", "lerna-debug.log"),
            *("**/log/development.log", "**/log/test.log", "**/log/production.log"),
        ),
    ),
)
