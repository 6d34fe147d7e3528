#!/usr/bin/env bash
# Question: an overlayfs upper folder was packed as it is, so a deleted file is a character device 0/0
#   in the tar. What does the Rust crate "tar" make of it on unpack?
# Guess before running: an error, or it is skipped; it has no code to make devices.
# Seen: neither. It writes an empty ordinary file of that name and returns Ok.
# Versions: crate tar 0.4.46; tar 7.5.23 (npm), for comparison, skips it and warns. Date: 2026-11-30.
# Why it matters: the mark for "this file is deleted" turns into "this file is here and empty", and
#   nothing tells the caller. Convert to .wh. names before unpacking with it.
set -euo pipefail
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
cd "$T"; mkdir -p src rust js-out; export CARGO_TARGET_DIR="$T/target"
npm install --silent --no-audit --no-fund --prefix js tar@7.5.23 >/dev/null
python3 - <<'PY'
import io, tarfile
with tarfile.open("upper.tar", "w", format=tarfile.GNU_FORMAT) as t:
    ti = tarfile.TarInfo("gone"); ti.type = tarfile.CHRTYPE; t.addfile(ti)
    ti = tarfile.TarInfo("kept"); ti.size = 1; t.addfile(ti, io.BytesIO(b"x"))
PY
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
    let r = tar::Archive::new(File::open("upper.tar").unwrap()).unpack("rust");
    print!("{}", if r.is_ok() { "Ok" } else { "Err" });
}
RS
cargo build -q
r=$(target/debug/t)
w=$(node -e 'const w=[]; require("./js/node_modules/tar").x({file:"upper.tar",cwd:"js-out",sync:true,onwarn:c=>w.push(c)}); console.log(w.join())')
got="rust $r: $(cd rust && stat -c '%n=%F' * | paste -sd,) npm: $(ls js-out | paste -sd,) $w"
want="rust Ok: gone=regular empty file,kept=regular file npm: kept TAR_ENTRY_UNSUPPORTED"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"
