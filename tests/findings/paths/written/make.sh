#!/bin/sh
# Lists what package managers write, TOOL.txt each: lengths and paths below a root of their own,
# whose /root is their home folder; of many, every nth. Needs the tools (apt-get, pip, npm, go,
# cargo, mvn, gem) and their registries; uv, pnpm and Yarn come from PyPI and npm.
#
#     sh tests/findings/paths/written/make.sh [TOOL…]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
real_home=$HOME
unset PIP_NO_CACHE_DIR UV_NO_CACHE UV_CACHE_DIR npm_config_cache

begin() { # a new root
    root=$work/$1
    mkdir -p "$root/root" "$root/app"
    cd "$root/app"
}

keep() { # NAME VERSION: the files below the root
    {
        echo "# $2"
        cd "$root"
        find . -type f -printf '%s %P\n' | LC_ALL=C sort -k 2 >"$work/all"
        awk -v every=$(($(wc -l <"$work/all") / 60 + 1)) 'NR % every == 0' "$work/all"
    } >"$here/$1.txt"
    echo "$1: $(wc -l <"$here/$1.txt") lines"
}

make_apt() {
    begin apt
    mkdir -p "$root/etc/apt" "$root/var/lib/apt/lists/partial" "$root/var/lib/dpkg" \
        "$root/var/cache/apt/archives/partial" "$root/var/log/apt"
    : >"$root/var/lib/dpkg/status"
    set -- -o Dir="$root" -o Dir::State::status="$root/var/lib/dpkg/status" \
        -o Dir::Etc::sourcelist=/etc/apt/sources.list -o Dir::Etc::sourceparts=/etc/apt/sources.list.d \
        -o Dir::Etc::trustedparts=/etc/apt/trusted.gpg.d -o APT::Sandbox::User=root \
        -o Acquire::Languages=none -o Dir::Cache::pkgcache=pkgcache.bin \
        -o Dir::Cache::srcpkgcache=srcpkgcache.bin
    apt-get -qq "$@" update
    apt-get -qq "$@" --download-only -y --no-install-recommends install tzdata || true
    apt-cache "$@" stats >/dev/null
    keep apt "$(apt-get --version | head -n 1)"
}

make_pip() {
    begin pip
    python3 -m venv "$work/venv-pip"
    HOME=$root/root "$work/venv-pip/bin/pip" install -q --cache-dir "$root/root/.cache/pip" \
        --no-binary six --target "$root/app/lib" six==1.17.0
    rm -rf "$root/root/.rustup"
    keep pip "$("$work/venv-pip/bin/pip" --version | cut -d ' ' -f 1-2)"
}

make_uv() {
    begin uv
    python3 -m venv "$work/venv-uv"
    "$work/venv-uv/bin/pip" install -q uv==0.8.0
    HOME=$root/root "$work/venv-uv/bin/uv" -q venv "$root/app/.venv"
    HOME=$root/root "$work/venv-uv/bin/uv" -q pip install --link-mode copy \
        --python "$root/app/.venv/bin/python" six==1.17.0
    rm -rf "$root/app/.venv/bin"
    keep uv "$("$work/venv-uv/bin/uv" --version)"
}

make_npm() {
    begin npm
    echo '{"name": "app", "version": "1.0.0"}' >package.json
    HOME=$root/root npm install --silent is-odd@3.0.1
    HOME=$root/root npx --yes --silent cowsay@1.6.0 hello >/dev/null
    keep npm "npm $(npm --version)"
}

make_pnpm() {
    begin pnpm
    HOME=$work/tools npm install --silent --prefix "$work/tools" pnpm@9.15.0 yarn@1.22.22
    echo '{"name": "app", "version": "1.0.0"}' >package.json
    HOME=$root/root "$work/tools/node_modules/.bin/pnpm" add --silent \
        --store-dir "$root/root/.local/share/pnpm/store" --package-import-method copy is-odd@3.0.1
    keep pnpm "pnpm $("$work/tools/node_modules/.bin/pnpm" --version)"
}

make_yarn() {
    begin yarn
    HOME=$work/tools npm install --silent --prefix "$work/tools" pnpm@9.15.0 yarn@1.22.22
    echo '{"name": "app", "version": "1.0.0"}' >package.json
    HOME=$root/root "$work/tools/node_modules/.bin/yarn" add --silent \
        --cache-folder "$root/usr/local/share/.cache/yarn" is-odd@3.0.1
    keep yarn "yarn $("$work/tools/node_modules/.bin/yarn" --version)"
}

make_go() {
    begin go
    printf 'module app\n\ngo 1.21\n\nrequire rsc.io/quote v1.5.2\n' >go.mod
    printf 'package main\n\nimport "rsc.io/quote"\n\nfunc main() { println(quote.Hello()) }\n' >main.go
    HOME=$root/root GOPATH=$root/go GOCACHE=$root/root/.cache/go-build GOFLAGS=-mod=mod \
        go build -o app .
    rm -f app
    keep go "$(go version)"
}

make_cargo() {
    begin cargo
    mkdir -p src "$root/usr/local/cargo"
    printf '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nitoa = "=1.0.11"\n' >Cargo.toml
    echo 'fn main() { println!("{}", itoa::Buffer::new().format(1)); }' >src/main.rs
    CARGO_HOME=$root/usr/local/cargo RUSTUP_HOME=${RUSTUP_HOME:-$real_home/.rustup} cargo fetch -q
    keep cargo "$(cargo --version)"
}

make_maven() {
    begin maven
    HOME=$root/root mvn -q -B -Duser.home="$root/root" -Dmaven.repo.local="$root/root/.m2/repository" \
        dependency:get -Dartifact=javax.inject:javax.inject:1 -Dtransitive=false
    echo '<settings/>' >"$root/root/.m2/settings.xml"
    keep maven "$(mvn --version | head -n 1 | sed 's/\x1b\[[0-9;]*m//g')"
}

make_gem() {
    begin gem
    printf 'Gem::Specification.new { |s| s.name = "demo"; s.version = "1.0"; s.summary = "demo"\n  s.authors = ["x"]; s.files = ["lib/demo.rb"] }\n' >demo.gemspec
    mkdir lib
    echo 'DEMO = 1' >lib/demo.rb
    gem build -q demo.gemspec 2>/dev/null
    HOME=$root/root gem install -q --local --no-document --install-dir "$root/var/lib/gems/3.1.0" demo-1.0.gem >/dev/null
    keep gem "gem $(gem --version)"
}

[ $# -gt 0 ] || set -- apt pip uv npm pnpm yarn go cargo maven gem
for tool; do
    "make_$tool"
done
