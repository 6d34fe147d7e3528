#!/usr/bin/env bash
# Question: a layer has the whiteout "gone/.wh.x", but no layer below has a folder "gone" (a squasher or a filter dropped it).
#   What is there after unpacking?
# Guess before running: nothing. A whiteout only takes away, so one without a target does nothing.
# Seen: containerd, moby and containers/storage make the folder "gone" for it, mode 755, and leave it empty. So does an
#   opaque marker "gone/.wh..wh..opq". umoci makes none. (End to end: Docker 20.10 and 26.1 and podman 4.3.1 show it. On
#   podman's overlay, with Linux 6.18, "ls gone" even names x, with "No such file or directory", and so tar of / fails.)
# Versions: containerd v2.4.2, moby/go-archive v0.3.3, go.podman.io/storage v1.65.1, umoci v0.6.0. Date: 2026-11-30.
# Why it matters: a removed folder comes back, empty, and "if it exists" tests in start scripts see it. A squasher that
#   drops what is hidden must drop the whiteouts in it as well; a list of an image's folders depends on the engine.
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
	for _, marker := range []string{"gone/.wh.x", "gone/.wh..wh..opq"} {
		for _, engine := range []string{"containerd", "moby", "storage", "umoci"} {
			root, err := os.MkdirTemp("", "root")
			must(err)
			must(unpack(engine, root, packed("kept")))
			must(unpack(engine, root, packed(marker)))
			mode := ""
			if st, err := os.Stat(root + "/gone"); err == nil {
				mode = fmt.Sprintf(" %o", st.Mode().Perm())
			}
			fmt.Printf("%s, %s: [%s]%s\n", marker, engine, found(root), mode)
		}
	}
}
E
(umask 022; TMPDIR=$tmp go run . > out 2> log) || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
gone/.wh.x, containerd: [gone/ kept] 755
gone/.wh.x, moby: [gone/ kept] 755
gone/.wh.x, storage: [gone/ kept] 755
gone/.wh.x, umoci: [kept]
gone/.wh..wh..opq, containerd: [gone/ kept] 755
gone/.wh..wh..opq, moby: [gone/ kept] 755
gone/.wh..wh..opq, storage: [gone/ kept] 755
gone/.wh..wh..opq, umoci: [kept]
E
diff want out >&2 || changed "a whiteout in a folder that is not there"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
