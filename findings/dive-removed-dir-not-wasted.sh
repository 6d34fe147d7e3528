#!/usr/bin/env bash
# Question: how many wasted bytes does dive report when an upper layer removes a directory that holds a 300000-byte file?
# Guess before running: 300000, the same as when the upper layer removes just that file.
# Seen: 0, with an efficiency of 1 (100 %). Removing the file (dir/.wh.big) is counted as 300000. Removing its directory
#   (.wh.dir), or hiding what is in it (an opaque marker in dir), is counted as nothing.
# Versions: dive v0.13.1. Date: 2026-11-30.
# Why it matters: an image that drops a whole tree in a later layer looks perfectly lean in dive, although the bytes
#   are still shipped. Another tool that reports more waste for the same image is not wrong.
# Note: a first run with an empty Go build cache takes longer, since it compiles dive.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
changed() { echo "CHANGED: $*" >&2; exit 1; }
command -v jq > /dev/null || { apt-get update -q && apt-get install -y -q jq; } > /dev/null
GOBIN="$tmp/bin" CGO_ENABLED=0 go install github.com/wagoodman/dive@v0.13.1 2> log || { cat log >&2; changed "dive did not build"; }

sha() { sha256sum "$1" | cut -d' ' -f1; }
mkdir -p low/dir file/dir opaque/dir gone
head -c 300000 /dev/zero | tr '\0' x > low/dir/big
: > file/dir/.wh.big; : > opaque/dir/.wh..wh..opq; : > gone/.wh.dir
tar -C low --no-recursion -cf low.tar dir/ dir/big
tar -C file --no-recursion -cf file.tar dir/ dir/.wh.big
tar -C opaque --no-recursion -cf opaque.tar dir/ dir/.wh..wh..opq
tar -C gone -cf gone.tar .wh.dir

for upper in file gone opaque; do
  printf '{"architecture":"amd64","os":"linux","config":{},"history":[{"created_by":"a"},{"created_by":"b"}],"rootfs":{"type":"layers","diff_ids":["sha256:%s","sha256:%s"]}}' \
    "$(sha low.tar)" "$(sha "$upper.tar")" > config.json
  printf '[{"Config":"config.json","RepoTags":["x:y"],"Layers":["low.tar","%s.tar"]}]' "$upper" > manifest.json
  tar -cf "image-$upper.tar" manifest.json config.json low.tar "$upper.tar"
  bin/dive --source docker-archive "image-$upper.tar" --json "$upper.json" > log 2>&1 || { cat log >&2; changed "dive failed"; }
  echo "$upper $(jq -c '[.image.sizeBytes, .image.inefficientBytes]' "$upper.json")"
done > out
cat > want <<'E'
file [300000,300000]
gone [300000,0]
opaque [300000,0]
E
diff want out >&2 || changed "dive's wasted bytes"
echo "seen: [total, wasted] $(paste -sd'|' out | sed 's/|/; /g')"
