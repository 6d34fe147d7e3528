#!/usr/bin/env bash
# Question: one layer holds the file "a" and, later in the same tar, the whiteout ".wh.a". Is "a" there afterwards?
# Guess before running: yes, everywhere. The OCI text says whiteouts apply to lower layers only, so order inside
#   a layer plays no part.
# Seen: containerd's and moby's unpackers delete the file their own layer has just written; umoci keeps it. With
#   ".wh.a" before "a" all three keep it. (For opaque markers order does not matter: all three keep the new files.)
# Versions: containerd v2.4.2, moby/go-archive v0.3.3, umoci v0.6.0. Date: 2026-11-30.
# Why it matters: a merged layer must list a whiteout before an entry of the same name. Sorting by name does not do it
#   for dot files (".wh..bashrc" sorts after ".bashrc"), and a layer reader that treats the entries as a set disagrees
#   with two big engines on such layers.
# Note: a first run with an empty Go build cache takes longer, since it compiles the libraries.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

mkdir up; echo new > up/a; : > up/.wh.a
tar -C up -cf last.tar a .wh.a
tar -C up -cf first.tar .wh.a a

mkdir go; cd go
cat > go.mod <<'E'
module finding
go 1.26
require (
	github.com/containerd/containerd/v2 v2.4.2
	github.com/moby/go-archive v0.3.3
	github.com/opencontainers/umoci v0.6.0
)
E
cat > main.go <<'E'
package main

import (
	"context"
	"fmt"
	"os"

	containerd "github.com/containerd/containerd/v2/pkg/archive"
	moby "github.com/moby/go-archive"
	"github.com/opencontainers/umoci/oci/layer"
)

func main() {
	for _, name := range []string{"first", "last"} {
		fmt.Printf("whiteout %s:", name)
		for _, engine := range []string{"containerd", "moby", "umoci"} {
			f, err := os.Open("../" + name + ".tar")
			if err != nil {
				panic(err)
			}
			dir, _ := os.MkdirTemp(".", "root")
			os.WriteFile(dir+"/a", []byte("old\n"), 0o644)
			switch engine {
			case "containerd":
				_, err = containerd.Apply(context.Background(), dir, f)
			case "moby":
				_, err = moby.UnpackLayer(dir, f, &moby.TarOptions{})
			case "umoci":
				err = layer.UnpackLayer(dir, f, nil)
			}
			if err != nil {
				panic(err)
			}
			state := "kept"
			if b, err := os.ReadFile(dir + "/a"); err != nil {
				state = "gone"
			} else if string(b) != "new\n" {
				state = "old"
			}
			fmt.Printf(" %s %s", engine, state)
		}
		fmt.Println()
	}
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
whiteout first: containerd kept moby kept umoci kept
whiteout last: containerd gone moby gone umoci kept
E
diff want out >&2 || changed "an entry and its own whiteout in one layer"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
