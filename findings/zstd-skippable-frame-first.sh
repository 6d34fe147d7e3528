#!/usr/bin/env bash
# Question: a zstd layer starts with a skippable frame, as everything does that pzstd writes. The zstd format allows that
#   frame anywhere. Do layer readers still see that the layer is zstd?
# Guess before running: yes, all that look at the first bytes: zstd's two magic numbers are well known.
# Seen: containerd and moby do. containers/image and containers/storage (skopeo, podman, buildah) and
#   go-containerregistry (crane) know only the magic number of a data frame and take the blob for a plain tar, without
#   an error: what they give as the tar, and as the DiffID, are the compressed bytes. GNU tar, when it has to go by
#   content, says "This does not look like a tar archive"; bsdtar lists the file.
#   (Seen end to end too: podman 4.3.1 ends the pull of such an image with "archive/tar: invalid tar header".)
# Versions: containerd v2.4.2, moby/go-archive v0.3.3, go.podman.io/image/v5 v5.42.1, go.podman.io/storage v1.65.1,
#   go-containerregistry v0.22.1, GNU tar 1.34, bsdtar 3.6.2, pzstd 1.5.4 (Debian 12). Date: 2026-11-30.
# Why it matters: the layer runs under Docker and breaks under Podman, and a DiffID made by crane is that of the
#   compressed blob. A reader should look for 50..5f 2a 4d 18 as well as for 28 b5 2f fd.
# Note: needs pzstd (Debian's zstd). A first run with an empty Go build cache takes longer, since it compiles the libraries.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

apt-get -o APT::Sandbox::User=root -qq download libarchive-tools=3.6.2-1+deb12u5 libarchive13=3.6.2-1+deb12u5 >/dev/null
for deb in *.deb; do dpkg-deb -x "$deb" deb; done
seq 50000 > file
tar -cf plain.tar file
pzstd -q plain.tar -o blob
pzstd -q -d -c blob | cmp - plain.tar || changed "pzstd does not read its own file"

mkdir go; cd go
cat > go.mod <<'E'
module finding
go 1.26
require (
	github.com/containerd/containerd/v2 v2.4.2
	github.com/google/go-containerregistry v0.22.1
	github.com/moby/go-archive v0.3.3
	go.podman.io/image/v5 v5.42.1
	go.podman.io/storage v1.65.1
)
E
cat > main.go <<'E'
package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"

	containerd "github.com/containerd/containerd/v2/pkg/archive/compression"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	moby "github.com/moby/go-archive/compression"
	image "go.podman.io/image/v5/pkg/compression"
	storage "go.podman.io/storage/pkg/archive"
)

func main() {
	plain, _ := os.ReadFile("../plain.tar")
	blob, _ := os.ReadFile("../blob")
	show := func(name string, r io.Reader, err error) {
		if err != nil {
			panic(err)
		}
		got, err := io.ReadAll(r)
		what := "something else"
		switch {
		case err != nil:
			what = err.Error()
		case bytes.Equal(got, plain):
			what = "tar"
		case bytes.Equal(got, blob):
			what = "compressed bytes"
		}
		fmt.Println(name+":", what)
	}
	c, err := containerd.DecompressStream(bytes.NewReader(blob))
	show("containerd", c, err)
	m, err := moby.DecompressStream(bytes.NewReader(blob))
	show("moby", m, err)
	i, _, err := image.AutoDecompress(bytes.NewReader(blob))
	show("image", i, err)
	s, err := storage.DecompressStream(bytes.NewReader(blob))
	show("storage", s, err)
	l, err := tarball.LayerFromFile("../blob")
	if err != nil {
		panic(err)
	}
	g, err := l.Uncompressed()
	show("crane", g, err)
	id, _ := l.DiffID()
	fmt.Println("crane's DiffID is the blob's digest:", id.Hex == fmt.Sprintf("%x", sha256.Sum256(blob)))
}
E
go run -tags containers_image_openpgp . > ../out 2> log || { cat log >&2; changed "the program did not run"; }
cd ..
if tar -tf blob > /dev/null 2> log; then echo "GNU tar: listed"; else echo "GNU tar: $(head -1 log)"; fi >> out
echo "bsdtar: $(LD_LIBRARY_PATH=$(echo deb/usr/lib/*-linux-gnu) deb/usr/bin/bsdtar -tf blob)" >> out
cat > want <<'E'
containerd: tar
moby: tar
image: compressed bytes
storage: compressed bytes
crane: compressed bytes
crane's DiffID is the blob's digest: true
GNU tar: tar: This does not look like a tar archive
bsdtar: file
E
diff want out >&2 || changed "a zstd layer that starts with a skippable frame"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
