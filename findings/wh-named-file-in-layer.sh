#!/usr/bin/env bash
# Question: a user's folder has a file that is itself called ".wh.notes" (a copy of an unpacked layer, say). What do the
#   engines' layer writers put into a layer for it?
# Guess before running: an error, or an escaped name. A layer cannot hold such a file.
# Seen: containerd's and moby's diff write the entry ".wh.notes" as an ordinary file, content included, without an
#   error. Unpacked again, it is a whiteout: the file is not there, and "notes" of the lower layer has gone. umoci alone
#   refuses: "invalid path has whiteout prefix".
# Versions: containerd v2.4.2, moby/go-archive v0.3.3, umoci v0.6.0. Date: 2026-11-30.
# Why it matters: the content of a ".wh." entry can be longer than 0 bytes; it is shipped and never visible. A folder of
#   unpacked layers, copied into an image as test data, loses files there. Keep such data in a tar.
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
	github.com/moby/sys/user v0.4.0
	github.com/opencontainers/umoci v0.6.0
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
	"strings"
	"time"

	containerd "github.com/containerd/containerd/v2/pkg/archive"
	moby "github.com/moby/go-archive"
	"github.com/moby/sys/user"
	"github.com/opencontainers/umoci/oci/layer"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

var when = time.Unix(1700000000, 0)

// folder makes a folder of files, all of one time.
func folder(files map[string]string) string {
	here, err := os.Getwd()
	must(err)
	dir, err := os.MkdirTemp(here, "folder")
	must(err)
	for name, body := range files {
		must(os.WriteFile(dir+"/"+name, []byte(body), 0o644))
		must(os.Chtimes(dir+"/"+name, when, when))
	}
	must(os.Chtimes(dir, when, when))
	return dir
}

func main() {
	old := map[string]string{"notes": "of the lower layer\n"}
	lower := folder(old)
	upper := folder(map[string]string{"notes": "of the lower layer\n", ".wh.notes": "a user's file\n"})

	for _, engine := range []string{"containerd", "moby"} {
		var out bytes.Buffer
		target := folder(old)
		switch engine {
		case "containerd":
			must(containerd.WriteDiff(context.Background(), &out, lower, upper))
		case "moby":
			changes, err := moby.ChangesDirs(upper, lower)
			must(err)
			r, err := moby.ExportChanges(upper, changes, user.IdentityMapping{})
			must(err)
			_, err = io.Copy(&out, r)
			must(err)
		}
		var entries []string
		for t := tar.NewReader(bytes.NewReader(out.Bytes())); ; {
			h, err := t.Next()
			if err == io.EOF {
				break
			}
			must(err)
			entries = append(entries, fmt.Sprintf("%s (%d bytes)", h.Name, h.Size))
		}
		var err error
		if engine == "containerd" {
			_, err = containerd.Apply(context.Background(), target, &out)
		} else {
			_, err = moby.UnpackLayer(target, &out, &moby.TarOptions{})
		}
		must(err)
		left, err := os.ReadDir(target)
		must(err)
		fmt.Printf("%s: layer %s; unpacked over notes: %d files left\n", engine, strings.Join(entries, " "), len(left))
	}

	_, err := io.Copy(io.Discard, layer.GenerateInsertLayer(upper, "/", false, nil))
	fmt.Println("umoci: refused:", err != nil && strings.Contains(err.Error(), "invalid path has whiteout prefix"))
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
containerd: layer .wh.notes (14 bytes); unpacked over notes: 0 files left
moby: layer .wh.notes (14 bytes); unpacked over notes: 0 files left
umoci: refused: true
E
diff want out >&2 || changed "a file whose own name starts with .wh."
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
