#!/usr/bin/env bash
# Question: what does go-containerregistry's tarball.LayerFromFile make of a .tar.zst and of a .tar.xz?
# Guess before running: zstd is recognised and gets the OCI "tar+zstd" media type; xz is refused, or unpacked.
# Seen: neither. The .tar.zst is stored untouched and its DiffID is right, but its media type says
#   "docker ... tar.gzip". The .tar.xz is taken for a plain tar: it is wrapped in gzip as it is, and its DiffID is
#   the digest of the .xz file. No error in both cases; the caller must pass WithMediaType / decompress first.
# Versions: go-containerregistry v0.22.1. Date: 2026-11-30.
# Why it matters: read the first bytes of a blob, not only the media type, before you decompress; and a layer whose
#   "tar" starts with fd 37 7a 58 5a is not broken, it is a doubly compressed one.
# Note: a first run with an empty Go build cache takes longer, since it compiles the libraries. Needs zstd and xz.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }
for need in zstd:zstd xz:xz-utils; do
  command -v "${need%%:*}" > /dev/null || { apt-get update -q && apt-get install -y -q "${need##*:}"; } > /dev/null
done

echo hello > a; tar -cf a.tar a
zstd -qk a.tar; xz -k a.tar
sha() { sha256sum "$1" | cut -d' ' -f1; }

mkdir go; cd go
cat > go.mod <<'E'
module finding
go 1.26
require github.com/google/go-containerregistry v0.22.1
E
cat > main.go <<'E'
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

func main() {
	for _, f := range os.Args[1:] {
		l, err := tarball.LayerFromFile(f)
		if err != nil {
			fmt.Println(f, "error", err)
			continue
		}
		mt, _ := l.MediaType()
		diff, _ := l.DiffID()
		r, err := l.Compressed()
		if err != nil {
			panic(err)
		}
		magic := make([]byte, 4)
		io.ReadFull(r, magic)
		fmt.Printf("%s: %s, blob starts %x, diffid %s\n", f[3:], mt, magic, diff.Hex)
	}
}
E
go run . ../a.tar.zst ../a.tar.xz > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<E
a.tar.zst: application/vnd.docker.image.rootfs.diff.tar.gzip, blob starts 28b52ffd, diffid $(sha ../a.tar)
a.tar.xz: application/vnd.docker.image.rootfs.diff.tar.gzip, blob starts 1f8b0800, diffid $(sha ../a.tar.xz)
E
diff want out >&2 || changed "what LayerFromFile makes of zstd and xz"
echo "seen: $(sed 's/, diffid.*//' out | paste -sd'|' | sed 's/|/; /g'); the diffid is that of the tar for zst, of the .xz file itself for xz"
