#!/usr/bin/env bash
# Question: a layer has the symlink d/s with more ".." in its target than there are folders above it ("../../t", as build systems
#   write them that do not know how deep the result will lie). Is it in what "crane export" (mutate.Extract) writes?
# Guess before running: yes, to the letter. A symlink is text, and in a container ".." of the root is the root, so it leads to /t.
# Seen: the symlink is left out of the flattened tar, with no error and no message. "../t" and "/t" are kept, so is
#   "../../t" one folder further down. OSV-SCALIBR leaves it out too, and logs it. containerd makes it; stereoscope
#   (syft, grype) follows it to t.
# Versions: go-containerregistry v0.22.1, osv-scalibr v0.5.3, stereoscope v0.4.1, containerd v2.4.2. Date: 2026-11-30.
# Why it matters: a root file system made with "crane export" can lack links that a container has, and a file that is only
#   reached through such a link cannot be found there. Readers should hold ".." at the root, not drop the entry.
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
	github.com/anchore/stereoscope v0.4.1
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

	"github.com/anchore/stereoscope"
	"github.com/anchore/stereoscope/pkg/file"
	containerd "github.com/containerd/containerd/v2/pkg/archive"
	"github.com/google/go-containerregistry/pkg/name"
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

func main() {
	for _, link := range [][2]string{{"d/s", "../t"}, {"d/s", "/t"}, {"d/s", "../../t"}, {"d/e/s", "../../t"}, {"d/e/s", "../../../../../t"}} {
		path, target := link[0], link[1]
		var layer bytes.Buffer
		w := tar.NewWriter(&layer)
		for _, h := range []tar.Header{
			{Name: "t", Mode: 0o644, Size: 4, Typeflag: tar.TypeReg},
			{Name: "d/", Mode: 0o755, Typeflag: tar.TypeDir}, {Name: "d/e/", Mode: 0o755, Typeflag: tar.TypeDir},
			{Name: path, Linkname: target, Mode: 0o777, Typeflag: tar.TypeSymlink},
		} {
			must(w.WriteHeader(&h))
			w.Write([]byte("text")[:h.Size])
		}
		must(w.Close())

		root, err := os.MkdirTemp(".", "root")
		must(err)
		_, err = containerd.Apply(context.Background(), root, bytes.NewReader(layer.Bytes()))
		must(err)
		made, err := os.Readlink(root + "/" + path)
		must(err)

		l, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(layer.Bytes())), nil
		})
		must(err)
		img, err := mutate.AppendLayers(empty.Image, l)
		must(err)
		exported := "nothing"
		for t := tar.NewReader(mutate.Extract(img)); ; {
			h, err := t.Next()
			if err == io.EOF {
				break
			}
			must(err)
			if h.Name == path {
				exported = h.Linkname
			}
		}

		scanned, err := image.FromV1Image(img, image.DefaultConfig())
		must(err)
		scalibr := "nothing"
		if text, err := fs.ReadFile(scanned.FS(), path); err == nil {
			scalibr = string(text)
		}
		must(scanned.CleanUp())

		tag, err := name.NewTag("t:1")
		must(err)
		must(tarball.WriteToFile("image.tar", tag, img))
		squashed, err := stereoscope.GetImage(context.Background(), "docker-archive:image.tar")
		must(err)
		stereo := "nothing"
		if in, err := squashed.OpenPathFromSquash(file.Path("/" + path)); err == nil {
			text, err := io.ReadAll(in)
			must(err)
			stereo = string(text)
		}
		must(squashed.Cleanup())
		fmt.Printf("%s -> %s: containerd makes %s, crane export %s, scalibr reads %s, stereoscope %s\n", path, target, made, exported, scalibr, stereo)
	}
}
E
TMPDIR=$tmp go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
d/s -> ../t: containerd makes ../t, crane export ../t, scalibr reads text, stereoscope text
d/s -> /t: containerd makes /t, crane export /t, scalibr reads text, stereoscope text
d/s -> ../../t: containerd makes ../../t, crane export nothing, scalibr reads nothing, stereoscope text
d/e/s -> ../../t: containerd makes ../../t, crane export ../../t, scalibr reads text, stereoscope text
d/e/s -> ../../../../../t: containerd makes ../../../../../t, crane export nothing, scalibr reads nothing, stereoscope text
E
diff want out >&2 || changed "a symlink with more dots than folders"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
