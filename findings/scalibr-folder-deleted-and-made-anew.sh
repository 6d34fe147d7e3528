#!/usr/bin/env bash
# Question: layer 1 has d/old, layer 2 deletes d (".wh.d"), layer 3 makes d again, with d/new ("RUN rm -rf /d", then "COPY d /d").
#   What does OSV-SCALIBR, Google's scanner library, find in the image's d?
# Guess before running: d/new. There is no marker but one plain whiteout in a layer of its own.
# Seen: d/new and d/old: the deleted file is back, with its content. Without layer 3 it stays deleted, so it is the new
#   folder entry that takes the whiteout's place. containerd and stereoscope (syft, grype) have d/new alone. If the
#   file itself is deleted ("d/.wh.old"), scalibr is right.
# Versions: osv-scalibr v0.5.3, stereoscope v0.4.1, containerd v2.4.2, go-containerregistry v0.22.1. Date: 2026-11-30.
# Why it matters: deleting a virtual environment or node_modules in one step and installing again in the next is everyday; the
#   packages of before are reported as if they were installed. A folder made anew must not forget what deleted the old one.
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
	"sort"
	"strings"

	"github.com/anchore/stereoscope"
	"github.com/anchore/stereoscope/pkg/file"
	containerd "github.com/containerd/containerd/v2/pkg/archive"
	"github.com/google/go-containerregistry/pkg/name"
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
	first, again := packed("d/", "d/old"), packed("d/", "d/new")
	for _, image3 := range []struct {
		what   string
		layers [][]byte
	}{
		{"d deleted", [][]byte{first, packed(".wh.d")}},
		{"d deleted, then made anew", [][]byte{first, packed(".wh.d"), again}},
		{"d/old deleted, then d listed again", [][]byte{first, packed("d/", "d/.wh.old"), again}},
	} {
		img := v1.Image(empty.Image)
		root, err := os.MkdirTemp(".", "root")
		must(err)
		for _, layer := range image3.layers {
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

		tag, err := name.NewTag("t:1")
		must(err)
		must(tarball.WriteToFile("image.tar", tag, img))
		squashed, err := stereoscope.GetImage(context.Background(), "docker-archive:image.tar")
		must(err)
		var stereo []string
		for _, ref := range squashed.SquashedTree().AllFiles(file.TypeRegular) {
			stereo = append(stereo, strings.TrimPrefix(string(ref.RealPath), "/"))
		}
		sort.Strings(stereo)

		fmt.Printf("%s: containerd [%s] stereoscope [%s] scalibr [%s]\n", image3.what,
			files(os.DirFS(root)), strings.Join(stereo, " "), files(scanned.FS()))
		must(scanned.CleanUp())
		must(squashed.Cleanup())
	}
}
E
TMPDIR=$tmp go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
d deleted: containerd [] stereoscope [] scalibr []
d deleted, then made anew: containerd [d/new] stereoscope [d/new] scalibr [d/new d/old]
d/old deleted, then d listed again: containerd [d/new] stereoscope [d/new] scalibr [d/new]
E
diff want out >&2 || changed "a folder that is deleted and made anew"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
