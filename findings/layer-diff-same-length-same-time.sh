#!/usr/bin/env bash
# Question: between two folders one file's content changes, its length and its time stay (as after an edit and a clamp of
#   all times to SOURCE_DATE_EPOCH). Is it in the layer that an engine's folder diff makes?
# Guess before running: yes, with containerd and with moby; a layer must not lose a change.
# Seen: moby never has it: length, owner, mode and time are all that its diff compares. containerd opens both files only
#   if the time has no fraction of a second: with 1700000000 it has the change, with 1700000000.123456789 it does not.
#   umoci, which records digests, has it in both cases.
# Versions: moby/go-archive v0.3.3, containerd v2.4.2, umoci v0.6.0 (go-mtree v0.7.0). Date: 2026-11-30.
# Why it matters: storage without overlayfs (moby's vfs driver, containerd's native snapshotter) makes layers by this
#   diff. A reproducible build that gives all files one time can commit a layer without the change, and no size shows it.
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
	github.com/vbatts/go-mtree v0.7.0
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
	"os"
	"time"

	containerd "github.com/containerd/containerd/v2/pkg/archive"
	moby "github.com/moby/go-archive"
	"github.com/opencontainers/umoci"
	"github.com/vbatts/go-mtree"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	here, err := os.Getwd()
	must(err)
	must(os.Mkdir("a", 0o755))
	must(os.Mkdir("b", 0o755))
	for _, ns := range []int64{0, 123456789} {
		when := time.Unix(1700000000, ns)
		for dir, body := range map[string]string{"a": "old", "b": "new"} {
			must(os.WriteFile(dir+"/f", []byte(body), 0o644))
			must(os.Chtimes(dir+"/f", when, when))
			must(os.Chtimes(dir, when, when))
		}
		var out bytes.Buffer
		must(containerd.WriteDiff(context.Background(), &out, here+"/a", here+"/b"))
		entries := []string{}
		for t := tar.NewReader(&out); ; {
			h, err := t.Next()
			if err == io.EOF {
				break
			}
			must(err)
			entries = append(entries, h.Name)
		}
		changes, err := moby.ChangesDirs(here+"/b", here+"/a")
		must(err)
		before, err := mtree.Walk("a", nil, umoci.MtreeKeywords, nil)
		must(err)
		deltas, err := mtree.Check("b", before, umoci.MtreeKeywords, nil)
		must(err)
		found := []string{}
		for _, d := range deltas {
			found = append(found, d.Path())
		}
		fmt.Printf("fraction %d: containerd %v moby %v umoci %v\n", ns, entries, changes, found)
	}
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
fraction 0: containerd [f] moby [] umoci [f]
fraction 123456789: containerd [] moby [] umoci [f]
E
diff want out >&2 || changed "changed content with the same length and time"
echo "seen (changes found): $(paste -sd'|' out | sed 's/|/; /g')"
