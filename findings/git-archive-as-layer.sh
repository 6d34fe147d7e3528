#!/usr/bin/env bash
# Question: can the tar that "git archive" writes be used as an image layer?
# Guess before running: yes. It is an ordinary PAX tar; the commit id sits in a global header that readers skip.
# Seen: readers part ways over that one global header (type "g", shown by Go as an entry "pax_global_header").
#   containerd and moby skip it and unpack the file. umoci stops with "unknown typeflag '\x67'", and an eStargz
#   conversion stops with "unsupported input tar entry 'g'". Go's archive/tar hands it out as an entry of its own.
# Versions: containerd v2.4.2, moby/go-archive v0.3.3, umoci v0.6.0, estargz v0.19.1, git (any). Date: 2026-11-30.
# Why it matters: a source tree packed by git runs under the engines, but breaks when the image is unpacked by umoci or
#   made lazy. "git archive TREE" (a tree id, not a commit) writes no global header and suits all four.
# Note: a first run with an empty Go build cache takes longer, since it compiles the libraries.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0 GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
changed() { echo "CHANGED: $*" >&2; exit 1; }

git init -q repo
echo hi > repo/f
git -C repo add f
git -C repo -c user.name=n -c user.email=n@example.org commit -q -m m
git -C repo archive -o ../commit.tar HEAD
git -C repo archive -o ../tree.tar 'HEAD^{tree}'

mkdir go; cd go
cat > go.mod <<'E'
module finding
go 1.26
require (
	github.com/containerd/containerd/v2 v2.4.2
	github.com/containerd/stargz-snapshotter/estargz v0.19.1
	github.com/moby/go-archive v0.3.3
	github.com/opencontainers/umoci v0.6.0
)
E
cat > main.go <<'E'
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	containerd "github.com/containerd/containerd/v2/pkg/archive"
	"github.com/containerd/stargz-snapshotter/estargz"
	moby "github.com/moby/go-archive"
	"github.com/opencontainers/umoci/oci/layer"
)

func main() {
	for _, name := range []string{"commit", "tree"} {
		b, err := os.ReadFile("../" + name + ".tar")
		if err != nil {
			panic(err)
		}
		for _, reader := range []string{"containerd", "moby", "umoci", "estargz"} {
			dir, _ := os.MkdirTemp(".", "root")
			switch reader {
			case "containerd":
				_, err = containerd.Apply(context.Background(), dir, bytes.NewReader(b), containerd.WithNoSameOwner())
			case "moby":
				_, err = moby.UnpackLayer(dir, bytes.NewReader(b), &moby.TarOptions{NoLchown: true})
			case "umoci":
				opt := &layer.UnpackOptions{}
				opt.OnDiskFormat = layer.DirRootfs{MapOptions: layer.MapOptions{Rootless: os.Getuid() != 0}}
				err = layer.UnpackLayer(dir, bytes.NewReader(b), opt)
			case "estargz":
				var blob *estargz.Blob
				blob, err = estargz.Build(io.NewSectionReader(bytes.NewReader(b), 0, int64(len(b))))
				if err == nil {
					_, err = io.Copy(io.Discard, blob)
					blob.Close()
				}
			}
			fmt.Printf("%s %s: %v\n", name, reader, err)
		}
	}
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
commit containerd: <nil>
commit moby: <nil>
commit umoci: unpack entry: pax_global_header: unpack entry: pax_global_header: unknown typeflag '\x67'
commit estargz: unsupported input tar entry 'g'
tree containerd: <nil>
tree moby: <nil>
tree umoci: <nil>
tree estargz: <nil>
E
diff want out >&2 || changed "a git archive as a layer"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
