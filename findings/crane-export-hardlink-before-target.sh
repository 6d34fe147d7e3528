#!/usr/bin/env bash
# Question: can GNU tar unpack what "crane export" (mutate.Extract) writes for an image whose upper layer adds a
#   hard link to a file of the lower layer?
# Guess before running: yes. A flattened tar has the file first and the link after it, or the link as a full copy.
# Seen: no. crane walks the layers from top to bottom, so the link "h -> t" comes out before "t". GNU tar stops with
#   status 2 ("Cannot hard link to 't'"), and h is missing afterwards. Unpacking a second time over the result works.
# Versions: go-containerregistry v0.22.1, GNU tar 1.34. Date: 2026-11-30.
# Why it matters: readers that stream such a tar must not expect a link's target to have been seen already, and sizes
#   of links must be resolved in a second pass.
# Note: a first run with an empty Go build cache takes longer, since it compiles the libraries.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0 LC_ALL=C
changed() { echo "CHANGED: $*" >&2; exit 1; }

cat > go.mod <<'E'
module finding
go 1.26
require github.com/google/go-containerregistry v0.22.1
E
cat > main.go <<'E'
package main

import (
	"archive/tar"
	"bytes"
	"io"
	"os"

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
	for _, h := range []*tar.Header{
		{Name: "t", Mode: 0o644, Size: 6, Typeflag: tar.TypeReg},
		{Name: "h", Mode: 0o644, Linkname: "t", Typeflag: tar.TypeLink},
	} {
		var b bytes.Buffer
		tw := tar.NewWriter(&b)
		must(tw.WriteHeader(h))
		tw.Write([]byte("target")[:h.Size])
		must(tw.Close())
		l, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(b.Bytes())), nil
		})
		must(err)
		img, err = mutate.AppendLayers(img, l)
		must(err)
	}
	_, err := io.Copy(os.Stdout, mutate.Extract(img))
	must(err)
}
E
go run . > flat.tar 2> log || { cat log >&2; changed "the program did not run"; }
order=$(tar -tf flat.tar | paste -sd' ')
mkdir root; status=0; tar -xf flat.tar -C root 2> err || status=$?
got="order: $order; tar status $status; unpacked: $(ls root | paste -sd' ')"
[ "$got" = "order: h t; tar status 2; unpacked: t" ] || changed "$got"
grep -q "Cannot hard link to 't'" err || changed "tar's message: $(cat err)"
tar -xf flat.tar -C root
[ "$(ls root | paste -sd' ')" = "h t" ] || changed "a second unpacking did not make h"
echo "seen: $got; after a second run: $(ls root | paste -sd' ')"
