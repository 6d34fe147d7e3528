#!/usr/bin/env bash
# Question: layer 2 has an opaque marker in a folder ("d/.wh..wh..opq"). Which files of it does OSV-SCALIBR, Google's
#   scanner library, see in the image?
# Guess before running: those of layer 2 only. It has a model of layers with whiteouts of its own.
# Seen: those of layer 1 as well, as if the marker were not there. A plain whiteout ("d/.wh.one") is applied. containerd
#   gives what was guessed for both.
# Versions: osv-scalibr v0.5.3, containerd v2.4.2, go-containerregistry v0.22.1. Date: 2026-11-30.
# Why it matters: Docker's classic store and Podman write that marker whenever a RUN deletes a folder and makes it anew (an
#   updated virtual environment, say). The old packages are reported although no container has them.
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
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	containerd "github.com/containerd/containerd/v2/pkg/archive"
	v1 "github.com/google/go-containerregistry/pkg/v1"
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

func packed(names ...string) []byte {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, name := range names {
		kind := byte(tar.TypeReg)
		if strings.HasSuffix(name, "/") {
			kind = tar.TypeDir
		}
		must(w.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Typeflag: kind}))
	}
	must(w.Close())
	return out.Bytes()
}

func files(root fs.FS) string {
	var names []string
	must(fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		must(err)
		if !d.IsDir() {
			names = append(names, path)
		}
		return nil
	}))
	return strings.Join(names, " ")
}

func main() {
	lower := packed("d/", "d/one", "d/two")
	for _, marker := range []string{"d/.wh.one", "d/.wh..wh..opq"} {
		img := v1.Image(empty.Image)
		root, err := os.MkdirTemp(".", "root")
		must(err)
		for _, layer := range [][]byte{lower, packed("d/", marker, "d/new")} {
			_, err := containerd.Apply(context.Background(), root, bytes.NewReader(layer))
			must(err)
			l, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) {
				return io.NopCloser(bytes.NewReader(layer)), nil
			})
			must(err)
			img, err = mutate.AppendLayers(img, l)
			must(err)
		}
		scanned, err := image.FromV1Image(img, image.DefaultConfig())
		must(err)
		fmt.Printf("%s: containerd [%s] scalibr [%s]\n", marker, files(os.DirFS(root)), files(scanned.FS()))
		must(scanned.CleanUp())
	}
}
E
TMPDIR=$tmp go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
d/.wh.one: containerd [d/new d/two] scalibr [d/new d/two]
d/.wh..wh..opq: containerd [d/new] scalibr [d/new d/one d/two]
E
diff want out >&2 || changed "an opaque marker in a scanned image"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
