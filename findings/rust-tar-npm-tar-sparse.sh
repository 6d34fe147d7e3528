#!/usr/bin/env bash
# Question: a Rust tool packs a folder with the crate "tar" and its defaults; a Node tool lists the result
#   with npm's "tar". Do they agree on the files?
# Guess before running: the crate writes a GNU sparse entry for a file with holes; npm's tar skips it, with a warning.
# Seen: a file with a hole in it (a database, a disk image, /var/log/lastlog) is missing. The crate
#   writes it as an old GNU sparse entry (type "S") by default; npm's tar does not know that type and
#   drops it from both listing and extraction, with no warning, not even in strict mode.
# Versions: crate tar 0.4.46, tar 7.5.23 (npm). Date: 2026-11-30.
# Why it matters: sizes come out small with no sign of it. On the writing side Builder::sparse(false)
#   avoids it.
set -euo pipefail
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
cd "$T"; mkdir -p src in out; export CARGO_TARGET_DIR="$T/target"
npm install --silent --no-audit --no-fund --prefix js tar@7.5.23 >/dev/null
echo x > in/plain; truncate -s 1M in/holes; echo end >> in/holes
cat > Cargo.toml <<'TOML'
[package]
name = "t"
version = "0.1.0"
edition = "2021"
[dependencies]
tar = "=0.4.46"
[profile.dev]
debug = false
TOML
cat > src/main.rs <<'RS'
use std::fs::File;
fn main() {
    let mut b = tar::Builder::new(File::create("layer.tar").unwrap());
    b.append_path_with_name("in/holes", "holes").unwrap();
    b.append_path_with_name("in/plain", "plain").unwrap();
    b.finish().unwrap();
    let mut a = tar::Archive::new(File::open("layer.tar").unwrap());
    for e in a.entries().unwrap() {
        let e = e.unwrap();
        print!("{}({}) ", e.path().unwrap().display(), e.header().entry_type().as_byte() as char);
    }
}
RS
cargo build -q
r=$(target/debug/t)
cat > t.js <<'JS'
const tar = require("./js/node_modules/tar"), seen = [], warn = [];
tar.t({ file: "layer.tar", sync: true, strict: true, onwarn: c => warn.push(c), onReadEntry: e => seen.push(e.path) });
tar.x({ file: "layer.tar", cwd: "out", sync: true, strict: true, onwarn: c => warn.push(c) });
console.log(seen.join(), "warnings", warn.length);
JS
n=$(node t.js)
got="written ${r}npm-lists $n extracted $(ls out | paste -sd,)"
want="written holes(S) plain(0) npm-lists plain warnings 0 extracted plain"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"
