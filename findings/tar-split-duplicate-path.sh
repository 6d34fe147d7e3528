#!/usr/bin/env bash
# Question: may one layer tar hold the same path twice (as "tar -r" makes it)?
# Guess before running: yes. In a tar the later entry wins, and every layer reader follows that.
# Seen: tar-split, which the Docker and Podman stores pass each layer through, refuses it with "duplicates of file
#   paths not supported". GNU tar and containerd's unpacker take the same file and keep the later content.
#   (Seen end to end too: podman 4.3.1 pull of such an image fails with this message.)
# Versions: vbatts/tar-split v0.12.3, containerd v2.4.2, GNU tar 1.34. Date: 2026-11-30.
# Why it matters: an image can be valid in a registry, run under containerd, and still not be loadable into another
#   engine's store. A layer reader should count a repeated path as a warning, not only resolve it.
# Note: a first run with an empty Go build cache takes longer, since it compiles the libraries.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

printf first > x;  tar -cf layer.tar x
printf second > x; tar -rf layer.tar x
[ "$(tar -tf layer.tar | paste -sd' ')" = "x x" ] || changed "tar -r did not append a second x"
mkdir gnu; tar -xf layer.tar -C gnu

mkdir go; cd go
cat > go.mod <<'E'
module finding
go 1.26
require (
	github.com/vbatts/tar-split v0.12.3
	github.com/containerd/containerd/v2 v2.4.2
)
E
cat > main.go <<'E'
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/containerd/containerd/v2/pkg/archive"
	"github.com/vbatts/tar-split/tar/asm"
	"github.com/vbatts/tar-split/tar/storage"
)

func main() {
	layer, err := os.ReadFile("../layer.tar")
	if err != nil {
		panic(err)
	}
	in, err := asm.NewInputTarStream(bytes.NewReader(layer), storage.NewJSONPacker(io.Discard), nil)
	if err == nil {
		_, err = io.Copy(io.Discard, in)
	}
	fmt.Println("tar-split:", err)

	os.Mkdir("root", 0o755)
	_, err = archive.Apply(context.Background(), "root", bytes.NewReader(layer))
	b, _ := os.ReadFile("root/x")
	fmt.Printf("containerd: %s (error %v)\n", b, err)
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
echo "GNU tar: $(cat ../gnu/x)" >> out
cat > want <<'E'
tar-split: duplicates of file paths not supported
containerd: second (error <nil>)
GNU tar: second
E
diff want out >&2 || changed "a layer with the same path twice"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
