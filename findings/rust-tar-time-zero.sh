#!/usr/bin/env bash
# Question: each entry of a layer is dated 0 (1970-01-01 00:00:00), as reproducible builds write them. Which times have the
#   files and folders that Rust's crate tar unpacks?
# Guess before running: 0. Keeping the times is on by default in the crate.
# Seen: each file and symlink is dated 1, one second late; and a folder has the time of the unpacking, whatever its
#   entry says. A time of 5 is 5 on a file. set_preserve_mtime(true) changes nothing. GNU tar gives 0 for all three.
# Versions: crate tar 0.4.46, GNU tar 1.34. Date: 2026-11-30.
# Why it matters: unpacked and packed again, the layer has another digest each time, and a comparison of a folder with its
#   layer shows each file as changed. Python also takes its .pyc files for stale when a source is a second off.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export CARGO_TARGET_DIR=$tmp/target
changed() { echo "CHANGED: $*" >&2; exit 1; }

mkdir src in in/d
echo x > in/d/file
echo x > in/d/five
ln -s file in/d/link
touch -h -d @0 in/d/file in/d/link
touch -d @5 in/d/five
touch -d @0 in/d
tar --format=gnu -C in -cf layer.tar d
cat > Cargo.toml <<'E'
[package]
name = "finding"
version = "0.1.0"
edition = "2021"
[dependencies]
tar = "=0.4.46"
[profile.dev]
debug = false
E
cat > src/main.rs <<'E'
use std::fs::File;

fn main() {
    for (folder, asked) in [("by-default", false), ("asked", true)] {
        let mut archive = tar::Archive::new(File::open("layer.tar").unwrap());
        if asked {
            archive.set_preserve_mtime(true);
        }
        archive.unpack(folder).unwrap();
    }
}
E
start=$(date +%s)
cargo run -q
mkdir gnu
tar -C gnu -xf layer.tar
for by in gnu by-default asked; do
    folder=$(stat -c %Y $by/d)
    [ "$folder" -lt "$start" ] || folder=now
    echo "$by: file $(stat -c %Y $by/d/file), file of 5 $(stat -c %Y $by/d/five), symlink $(stat -c %Y $by/d/link), folder $folder"
done > out
cat > want <<'E'
gnu: file 0, file of 5 5, symlink 0, folder 0
by-default: file 1, file of 5 5, symlink 1, folder now
asked: file 1, file of 5 5, symlink 1, folder now
E
diff want out >&2 || changed "the times of unpacked entries"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
