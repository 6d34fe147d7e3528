#!/usr/bin/env bash
# Question: one layer has usr/bin/a and its hard link usr/bin/b; the link entry names its target from the root, "usr/bin/a", as
#   link entries do. Can OSV-SCALIBR, Google's scanner library, read usr/bin/b?
# Guess before running: yes, with the content of a; hard links are everyday in layers.
# Seen: no: "file does not exist". A link entry is handled as a symlink, so its target is looked for from the link's own folder:
#   usr/bin/usr/bin/a. Names with "./" in front (tar -C root .) fare no better. Only a link in the root folder, or
#   one whose target starts with "/", is read. containerd gives the content for each.
# Versions: osv-scalibr v0.5.3, go-containerregistry v0.22.1, containerd v2.4.2. Date: 2026-11-30.
# Why it matters: a binary or a lock file that happens to be the second name in the tar is not scanned. Which name is the second
#   is up to the order in which the layer's writer met them. In a link entry, unlike a symlink, names start at the root.
# Note: a first run with an empty Go build cache compiles for some minutes.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

mkdir go; cd go
cat > go.mod <<'E'
module finding
go 1.26
require (
	github.com/containerd/containerd/v2 v2.4.2
	github.com/google/go-containerregistry v0.22.1
	github.com/google/osv-scalibr v0.5.3
)
E
cat > main.go <<'E'
package main

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"

	containerd "github.com/containerd/containerd/v2/pkg/archive"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/osv-scalibr/artifact/image/layerscanning/image"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func read(root fs.FS, name string) string {
	text, err := fs.ReadFile(root, path.Clean(name))
	if errors.Is(err, fs.ErrNotExist) {
		return "nothing"
	}
	must(err)
	return string(text)
}

func main() {
	for _, entries := range [][3]string{
		{"usr/bin/a", "usr/bin/b", "usr/bin/a"}, {"./usr/bin/a", "./usr/bin/b", "./usr/bin/a"},
		{"usr/bin/a", "usr/bin/b", "/usr/bin/a"}, {"a", "b", "a"},
	} {
		var layer bytes.Buffer
		w := tar.NewWriter(&layer)
		must(w.WriteHeader(&tar.Header{Name: entries[0], Mode: 0o755, Size: 4, Typeflag: tar.TypeReg}))
		w.Write([]byte("text"))
		must(w.WriteHeader(&tar.Header{Name: entries[1], Linkname: entries[2], Mode: 0o755, Typeflag: tar.TypeLink}))
		must(w.Close())

		root, err := os.MkdirTemp(".", "root")
		must(err)
		_, err = containerd.Apply(context.Background(), root, bytes.NewReader(layer.Bytes()))
		must(err)
		l, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(layer.Bytes())), nil
		})
		must(err)
		img, err := mutate.AppendLayers(empty.Image, l)
		must(err)
		scanned, err := image.FromV1Image(img, image.DefaultConfig())
		must(err)
		fmt.Printf("%s linked to %s: containerd reads %s, scalibr %s\n", entries[1], entries[2],
			read(os.DirFS(root), entries[1]), read(scanned.FS(), entries[1]))
		must(scanned.CleanUp())
	}
}
E
TMPDIR=$tmp go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
usr/bin/b linked to usr/bin/a: containerd reads text, scalibr nothing
./usr/bin/b linked to ./usr/bin/a: containerd reads text, scalibr nothing
usr/bin/b linked to /usr/bin/a: containerd reads text, scalibr text
b linked to a: containerd reads text, scalibr text
E
diff want out >&2 || changed "hard links in a scanned image"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
