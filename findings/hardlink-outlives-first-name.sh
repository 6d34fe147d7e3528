#!/usr/bin/env bash
# Question: layer 1 has a file "t" and a hard link "h" to it. Layer 2 writes "t" anew, or deletes it. What do flatteners and
#   scanners find in "h"?
# Guess before running: the old content, in both cases. The two names were one file; a layer that changes one of them leaves
#   the other alone, as in a container.
# Seen: containerd (a container) and stereoscope (syft, grype) give the old content. crane's flattened tar keeps "h" as a
#   link by name: unpacked, "h" has the content of the new "t", and if "t" was deleted, the link leads nowhere and the bytes
#   are not in the tar at all. OSV-SCALIBR looks the name up in the image as a whole, too: the new content, or no file.
# Versions: go-containerregistry v0.22.1, osv-scalibr v0.5.3, stereoscope v0.4.1, containerd v2.4.2, GNU tar 1.34.
#   Date: 2026-11-30.
# Why it matters: Debian ships perl, git and gzip's helpers as hard links. An image that replaces one name of them scans, and
#   exports, with another file under the other name. The name in a link entry holds within its own layer only.
# Note: a first run with an empty Go build cache compiles for some minutes.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0 LC_ALL=C
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
	"os/exec"

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

func packed(entries ...tar.Header) []byte {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, h := range entries {
		body := h.Uname // the content
		h.Uname, h.Mode, h.Size = "", 0o644, int64(len(body))
		must(w.WriteHeader(&h))
		w.Write([]byte(body))
	}
	must(w.Close())
	return out.Bytes()
}

func folder() string {
	dir, err := os.MkdirTemp(".", "root")
	must(err)
	return dir
}

// read gives h's content, or "none".
func read(root fs.FS) string {
	if body, err := fs.ReadFile(root, "h"); err == nil {
		return string(body)
	}
	return "none"
}

func main() {
	lower := packed(tar.Header{Name: "t", Typeflag: tar.TypeReg, Uname: "old"}, tar.Header{Name: "h", Typeflag: tar.TypeLink, Linkname: "t"})
	for _, change := range []struct {
		what  string
		upper []byte
	}{
		{"t rewritten", packed(tar.Header{Name: "t", Typeflag: tar.TypeReg, Uname: "new"})},
		{"t deleted", packed(tar.Header{Name: ".wh.t", Typeflag: tar.TypeReg})},
	} {
		img := v1.Image(empty.Image)
		container := folder()
		for _, layer := range [][]byte{lower, change.upper} {
			_, err := containerd.Apply(context.Background(), container, bytes.NewReader(layer))
			must(err)
			l, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) {
				return io.NopCloser(bytes.NewReader(layer)), nil
			})
			must(err)
			img, err = mutate.AppendLayers(img, l)
			must(err)
		}

		flat := folder() // unpacked twice: the link may stand before its target
		for range 2 {
			unpack := exec.Command("tar", "-x", "-C", flat)
			unpack.Stdin = mutate.Extract(img)
			unpack.Run()
		}

		scanned, err := image.FromV1Image(img, image.DefaultConfig())
		must(err)
		scalibr := read(scanned.FS())
		must(scanned.CleanUp())

		tag, err := name.NewTag("t:1")
		must(err)
		must(tarball.WriteToFile("image.tar", tag, img))
		squashed, err := stereoscope.GetImage(context.Background(), "docker-archive:image.tar")
		must(err)
		in, err := squashed.OpenPathFromSquash(file.Path("/h"))
		must(err)
		body, err := io.ReadAll(in)
		must(err)
		must(squashed.Cleanup())

		fmt.Printf("%s: containerd %s, stereoscope %s, crane export %s, scalibr %s\n",
			change.what, read(os.DirFS(container)), body, read(os.DirFS(flat)), scalibr)
	}
}
E
TMPDIR=$tmp go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
t rewritten: containerd old, stereoscope old, crane export new, scalibr new
t deleted: containerd old, stereoscope old, crane export none, scalibr none
E
diff want out >&2 || changed "a hard link whose first name changes in a later layer"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
