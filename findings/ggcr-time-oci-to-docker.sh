#!/usr/bin/env bash
# Question: does go-containerregistry's mutate.Time (set all time stamps, as for a reproducible build) keep an OCI
#   image an OCI image?
# Guess before running: yes. It changes times, so digests, but manifest, config and layer media types stay, and a
#   zstd layer stays zstd.
# Seen: the result is a Docker schema 2 image: manifest, config and layer media types all become Docker's, a
#   zstd layer comes back as gzip, and manifest annotations are gone. mutate.Canonical does the same.
# Versions: go-containerregistry v0.22.1. Date: 2026-11-30.
# Why it matters: a "clean the time stamps" step changes format and compression too, so sizes before and after
#   are not comparable, and an index that lists the image as OCI must be rewritten.
# Note: a first run with an empty Go build cache takes longer, since it compiles the libraries.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

cat > go.mod <<'E'
module finding
go 1.26
require (
	github.com/google/go-containerregistry v0.22.1
	github.com/klauspost/compress v1.20.4
)
E
cat > main.go <<'E'
package main

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/klauspost/compress/zstd"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func show(what string, img v1.Image) {
	m, err := img.Manifest()
	must(err)
	layers, err := img.Layers()
	must(err)
	r, err := layers[0].Compressed()
	must(err)
	magic := make([]byte, 4)
	_, err = io.ReadFull(r, magic)
	must(err)
	short := func(t types.MediaType) string { return strings.TrimPrefix(string(t), "application/vnd.") }
	fmt.Printf("%s: %s + %s + %s, blob starts %x, annotations %d\n", what, short(m.MediaType),
		short(m.Config.MediaType), short(m.Layers[0].MediaType), magic, len(m.Annotations))
}

func main() {
	var raw, blob bytes.Buffer
	tw := tar.NewWriter(&raw)
	must(tw.WriteHeader(&tar.Header{Name: "a", Mode: 0o644, Size: 1, Typeflag: tar.TypeReg}))
	_, err := tw.Write([]byte("a"))
	must(err)
	must(tw.Close())
	zw, err := zstd.NewWriter(&blob)
	must(err)
	_, err = zw.Write(raw.Bytes())
	must(err)
	must(zw.Close())

	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(blob.Bytes())), nil
	}, tarball.WithMediaType(types.OCILayerZStd))
	must(err)
	img, err := mutate.AppendLayers(mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1),
		types.OCIConfigJSON), layer)
	must(err)
	img = mutate.Annotations(img, map[string]string{"k": "v"}).(v1.Image)
	show("before", img)
	timed, err := mutate.Time(img, time.Unix(5, 0))
	must(err)
	show("Time", timed)
	canon, err := mutate.Canonical(img)
	must(err)
	show("Canonical", canon)
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
before: oci.image.manifest.v1+json + oci.image.config.v1+json + oci.image.layer.v1.tar+zstd, blob starts 28b52ffd, annotations 1
Time: docker.distribution.manifest.v2+json + docker.container.image.v1+json + docker.image.rootfs.diff.tar.gzip, blob starts 1f8b0800, annotations 0
Canonical: docker.distribution.manifest.v2+json + docker.container.image.v1+json + docker.image.rootfs.diff.tar.gzip, blob starts 1f8b0800, annotations 0
E
diff want out >&2 || changed "what mutate.Time and mutate.Canonical make of an OCI image"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
