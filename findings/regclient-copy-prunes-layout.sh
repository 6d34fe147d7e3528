#!/usr/bin/env bash
# Question: copying one image into an existing OCI layout folder with regclient (the library of regctl): what happens
#   to blobs there that no index entry leads to, put there by something else?
# Guess before running: they stay. A copy adds; cleaning up is a separate command in other tools.
# Seen: closing the reference, as regctl does at the end of each command, removes each file under blobs/ that
#   cannot be reached from index.json.
# Versions: regclient v0.11.7. Date: 2026-11-30.
# Why it matters: do not stage blobs in a layout before their manifest is listed while regclient also works there,
#   and expect a layout's size on disk to shrink when an image is added. Option ocidir.WithGC(false) turns it off.
# Note: a first run with an empty Go build cache takes longer, since it compiles the libraries.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

sha() { sha256sum "$1" | cut -d' ' -f1; }
mkimage() { # FOLDER TEXT: an OCI layout with one image, tag "t"
  mkdir -p "$1/blobs/sha256"
  echo '{"imageLayoutVersion":"1.0.0"}' > "$1/oci-layout"
  echo "$2" > file; tar -cf layer file
  echo '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:'"$(sha layer)"'"]}}' > config
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":%d,"digest":"sha256:%s"},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","size":%d,"digest":"sha256:%s"}]}' \
    "$(stat -c %s config)" "$(sha config)" "$(stat -c %s layer)" "$(sha layer)" > manifest
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":%d,"digest":"sha256:%s","annotations":{"org.opencontainers.image.ref.name":"t"}}]}' \
    "$(stat -c %s manifest)" "$(sha manifest)" > "$1/index.json"
  for f in layer config manifest; do cp "$f" "$1/blobs/sha256/$(sha "$f")"; done
}
mkimage from one
mkimage to two
echo 'staged by another tool' > staged; staged=$(sha staged)
cp staged "to/blobs/sha256/$staged"

mkdir go; cd go
cat > go.mod <<'E'
module finding
go 1.26
require github.com/regclient/regclient v0.11.7
E
cat > main.go <<'E'
package main

import (
	"context"

	"github.com/regclient/regclient"
	"github.com/regclient/regclient/types/ref"
)

func main() {
	ctx := context.Background()
	rc := regclient.New()
	src, err := ref.New("ocidir://../from:t")
	if err != nil {
		panic(err)
	}
	tgt, err := ref.New("ocidir://../to:copied")
	if err != nil {
		panic(err)
	}
	if err := rc.ImageCopy(ctx, src, tgt); err != nil {
		panic(err)
	}
	if err := rc.Close(ctx, tgt); err != nil {
		panic(err)
	}
}
E
before=$(ls ../to/blobs/sha256 | wc -l)
go run . 2> log || { cat log >&2; changed "the program did not run"; }
there=kept; [ -e "../to/blobs/sha256/$staged" ] || there=removed
got="blobs before $before, after $(ls ../to/blobs/sha256 | wc -l); the unlisted blob: $there"
[ "$got" = "blobs before 4, after 6; the unlisted blob: removed" ] || changed "$got"
echo "seen: $got"
