#!/usr/bin/env bash
# Question: layer 1 has the file "p". Layer 2 has "p/q" and no entry for "p" itself (many tools leave folders out). What is
#   "p" afterwards?
# Guess before running: a folder with q in it. An entry replaces what is in its way, and missing folders are made.
# Seen: unpacked into one folder, layer after layer (podman's vfs, containerd's native snapshotter), containerd's, moby's and
#   containers/storage's code end with "not a directory"; umoci alone replaces the file by a folder. The same within
#   one layer. With an entry "p/" in front all four give the folder. (On overlay, where each layer is unpacked into an
#   empty folder, the image of two layers does run in Docker 20.10 and 26.1 and podman 4.3.1, and "p" is a folder.)
# Versions: containerd v2.4.2, moby/go-archive v0.3.3, go.podman.io/storage v1.65.1, umoci v0.6.0. Date: 2026-11-30.
# Why it matters: an image that runs on one machine cannot be unpacked on the next, where only the storage driver differs,
#   or in a kit that flattens. Whoever writes layers should list each parent folder; a reader should warn of such a pair.
# Note: a first run with an empty Go build cache takes longer, since it compiles the libraries.
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
	github.com/moby/go-archive v0.3.3
	github.com/opencontainers/umoci v0.6.0
	go.podman.io/storage v1.65.1
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
	"path/filepath"
	"strings"

	containerd "github.com/containerd/containerd/v2/pkg/archive"
	moby "github.com/moby/go-archive"
	"github.com/opencontainers/umoci/oci/layer"
	storage "go.podman.io/storage/pkg/archive"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// packed gives a tar of empty files and, for names that end in "/", folders.
func packed(names ...string) io.Reader {
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
	return &out
}

func unpack(engine, root string, layerTar io.Reader) (err error) {
	switch engine {
	case "containerd":
		_, err = containerd.Apply(context.Background(), root, layerTar)
	case "moby":
		_, err = moby.UnpackLayer(root, layerTar, &moby.TarOptions{})
	case "storage":
		_, err = storage.UnpackLayer(root, layerTar, &storage.TarOptions{})
	case "umoci":
		err = layer.UnpackLayer(root, layerTar, nil)
	}
	return err
}

func found(root string) string {
	var names []string
	must(filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		must(err)
		if name, _ := filepath.Rel(root, path); d.IsDir() && name != "." {
			names = append(names, name+"/")
		} else if !d.IsDir() {
			names = append(names, name)
		}
		return nil
	}))
	return strings.Join(names, " ")
}

func main() {
	for _, c := range []struct {
		name         string
		lower, upper []string
	}{
		{"two layers", []string{"p"}, []string{"p/q"}},
		{"one layer", nil, []string{"p", "p/q"}},
		{"folder listed", []string{"p"}, []string{"p/", "p/q"}},
	} {
		for _, engine := range []string{"containerd", "moby", "storage", "umoci"} {
			root, err := os.MkdirTemp("", "root")
			must(err)
			must(unpack(engine, root, packed(c.lower...)))
			what := "unpacked"
			if err := unpack(engine, root, packed(c.upper...)); err != nil {
				what = err.Error()[strings.LastIndex(err.Error(), ":")+2:]
			}
			fmt.Printf("%s, %s: %s, [%s]\n", c.name, engine, what, found(root))
		}
	}
}
E
TMPDIR=$tmp go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
two layers, containerd: not a directory, [p]
two layers, moby: not a directory, [p]
two layers, storage: not a directory, [p]
two layers, umoci: unpacked, [p/ p/q]
one layer, containerd: not a directory, [p]
one layer, moby: not a directory, [p]
one layer, storage: not a directory, [p]
one layer, umoci: unpacked, [p/ p/q]
folder listed, containerd: unpacked, [p/ p/q]
folder listed, moby: unpacked, [p/ p/q]
folder listed, storage: unpacked, [p/ p/q]
folder listed, umoci: unpacked, [p/ p/q]
E
diff want out >&2 || changed "an entry below a file"
echo "seen: $(grep -v listed out | paste -sd'|' | sed 's/|/; /g')"
