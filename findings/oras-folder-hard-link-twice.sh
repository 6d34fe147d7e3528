#!/usr/bin/env bash
# Question: "oras push" of a folder makes one tar+gzip layer of it. How does a file with two names (a hard link) stand in it?
# Guess before running: once with its content and once as a hard-link entry, as in GNU tar and in image layers.
# Seen: twice in full. The folder is walked name by name and nothing remembers inodes. Pulled again, the two names
#   are two files. npm's tar-fs, which packs build contexts for dockerode and Testcontainers, does the same, though it
#   unpacks hard links well; npm's tar keeps the link.
# Versions: oras-go v2.7.0, tar-fs 3.1.3, tar 7.5.23 (npm), GNU tar 1.34. Date: 2026-11-30.
# Why it matters: a pnpm store, an ostree repository or a git clone with linked objects grows with each name, in the
#   layer and again on the disk of whoever pulls it. Pack such folders with GNU tar and push the tar.
# Note: a first run with an empty Go build cache takes longer, since it compiles the library.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

npm install --silent --no-audit --no-fund --prefix js tar-fs@3.1.3 tar@7.5.23 >/dev/null
mkdir folder; head -c 100000 /dev/zero > folder/a; ln folder/a folder/b
tar -cf gnu.tar folder
cat > t.js <<'JS'
require("./js/node_modules/tar-fs").pack("folder").pipe(require("fs").createWriteStream("tar-fs.tar"));
require("./js/node_modules/tar").c({ file: "npm-tar.tar", sync: true }, ["folder"]);
JS
node t.js

mkdir go; cd go
cat > go.mod <<'E'
module finding
go 1.26
require oras.land/oras-go/v2 v2.7.0
E
cat > main.go <<'E'
package main

import (
	"compress/gzip"
	"context"
	_ "crypto/sha256"
	"io"
	"os"

	"oras.land/oras-go/v2/content/file"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	ctx := context.Background()
	store, err := file.New("..")
	must(err)
	defer store.Close()
	layer, err := store.Add(ctx, "folder", "", "folder")
	must(err)
	blob, err := store.Fetch(ctx, layer)
	must(err)
	unpacked, err := gzip.NewReader(blob)
	must(err)
	out, err := os.Create("../oras.tar")
	must(err)
	_, err = io.Copy(out, unpacked)
	must(err)
}
E
go run . 2> log || { cat log >&2; changed "the program did not run"; }
cd ..
for t in gnu npm-tar tar-fs oras; do
    echo "$t: $(tar -tvf $t.tar | grep -c '^-.* 100000 ') in full, $(tar -tvf $t.tar | grep -c '^h' || true) links"
done > out
cat > want <<'E'
gnu: 1 in full, 1 links
npm-tar: 1 in full, 1 links
tar-fs: 2 in full, 0 links
oras: 2 in full, 0 links
E
diff want out >&2 || changed "a hard-linked file in a packed folder"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
