#!/usr/bin/env bash
# Question: a layer replaces a directory: it has ".wh.d" (drop the old d) and then a new "d/" with "d/new". What does
#   crane's flattening (mutate.Extract, used by "crane export") give?
# Guess before running: d/new only. A whiteout applies to lower layers, never to entries of its own layer.
# Seen: d is gone altogether, new file included, without an error: in crane the first entry for a name wins, and here
#   that is the whiteout. containerd's unpacker gives d/new, as guessed.
# Versions: go-containerregistry v0.22.1, containerd v2.4.2. Date: 2026-11-30.
# Why it matters: an exported file system can be smaller than the one a container sees, so do not use "crane export"
#   as the truth when you check a layer squasher. For a replaced directory write an opaque marker instead of ".wh.d".
# Note: a first run with an empty Go build cache takes longer, since it compiles the libraries.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

mkdir lower upper; mkdir lower/d upper/d
echo old > lower/d/old; echo keep > lower/keep; echo new > upper/d/new; : > upper/.wh.d
tar -C lower --no-recursion -cf lower.tar keep d/ d/old
tar -C upper --no-recursion -cf first.tar .wh.d d/ d/new

mkdir go; cd go
cat > go.mod <<'E'
module finding
go 1.26
require (
	github.com/google/go-containerregistry v0.22.1
	github.com/containerd/containerd/v2 v2.4.2
)
E
cat > main.go <<'E'
package main

import (
	"archive/tar"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/containerd/containerd/v2/pkg/archive"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	img := empty.Image
	os.Mkdir("root", 0o755)
	for _, f := range []string{"../lower.tar", "../first.tar"} {
		l, err := tarball.LayerFromFile(f)
		must(err)
		img, err = mutate.AppendLayers(img, l)
		must(err)
		r, err := os.Open(f)
		must(err)
		_, err = archive.Apply(context.Background(), "root", r)
		must(err)
	}
	var names []string
	tr := tar.NewReader(mutate.Extract(img))
	for {
		h, err := tr.Next()
		if err == io.EOF {
			break
		}
		must(err)
		names = append(names, strings.TrimSuffix(h.Name, "/"))
	}
	sort.Strings(names)
	fmt.Println("crane:", strings.Join(names, " "))
	names = nil
	filepath.WalkDir("root", func(p string, _ fs.DirEntry, _ error) error {
		if p != "root" {
			names = append(names, strings.TrimPrefix(p, "root/"))
		}
		return nil
	})
	sort.Strings(names)
	fmt.Println("containerd:", strings.Join(names, " "))
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
crane: keep
containerd: d d/new keep
E
diff want out >&2 || changed "a directory dropped and made again in one layer"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
