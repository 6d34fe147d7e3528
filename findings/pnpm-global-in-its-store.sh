#!/usr/bin/env bash
# Question: a build installs a program with `pnpm add --global` and then removes pnpm's store, as one removes a
#   cache. Does the program still run?
# Guess before running: yes. Files of the store are hardlinked into the folder of what is installed for all.
# Seen: with pnpm 9 it runs. With pnpm 12 it is gone: what is installed for all has only symlinks, and the packages
#   themselves lie in the store, below `links/`; nowhere else.
# Versions: pnpm 9.15.9 and 12.21.0, semver 7.7.3. Date: 2026-12-01.
# Why it matters: who measures or cleans images can't take all of `pnpm/store` for a cache: below `links/` are the
#   only names of files that are in use.
set -euo pipefail
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
cd "$T"
try() { # VERSION: installs, removes the store, runs
    export HOME="$T/home-$1" PNPM_HOME="$T/home-$1/.local/share/pnpm"
    mkdir -p "$PNPM_HOME/bin"
    npm install --silent --no-audit --no-fund --prefix "pnpm-$1" "pnpm@$1" > /dev/null
    local path="$PNPM_HOME:$PNPM_HOME/bin:$PATH" before after
    PATH=$path "pnpm-$1/node_modules/.bin/pnpm" add --global semver@7.7.3 > log 2>&1 || { cat log; exit 1; }
    before=$(PATH=$path semver 1.2.3 || true)
    rm -rf "$PNPM_HOME/store"
    after=$(PATH=$path semver 1.2.3 2> /dev/null || true)
    echo "pnpm $1: ${before:-nothing} then ${after:-nothing}"
}
got="$(try 9.15.9); $(try 12.21.0)"
want="pnpm 9.15.9: 1.2.3 then 1.2.3; pnpm 12.21.0: 1.2.3 then nothing"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"
