#!/usr/bin/env bash
# Question: layer 1 has "usr/lib/a", "usr/lib/b" and the symlink "lib -> usr/lib". Layer 2 has the entries "lib/a" and
#   "lib/.wh.b", but none for "lib". Which files are there afterwards?
# Guess (written into the rules of a size tool before anybody ran it): runtimes differ. Some keep "lib/a" beside
#   "usr/lib/a", some replace the symlink by a folder.
# Seen: all four unpackers agree: they go through the symlink. "usr/lib/a" has the new content, "usr/lib/b" is gone, "lib"
#   is still the symlink. The same with the absolute target "/usr/lib" (taken within the root). With an entry for the
#   folder "lib" itself, the symlink is replaced in all four. Who merges the lists of entries instead gets another file
#   system: crane's flattened tar has "usr/lib/a", "lib/a" and "usr/lib/b". (podman 4.3.1 goes through it end to end.)
# Versions: containerd v2.4.2, moby/go-archive v0.3.3, go.podman.io/storage v1.65.1, umoci v0.6.0,
#   go-containerregistry v0.22.1. Date: 2026-11-30.
# Why it matters: layers that no engine made ("crane append", Bazel rules) have the paths that somebody wrote down, and
#   /lib, /bin and /var/run are symlinks in most bases. A size tool or scanner that takes such a path by its
#   letters counts replaced bytes as live and finds two versions of one file.
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
	github.com/google/go-containerregistry v0.22.1
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
	"sort"
	"strings"

	containerd "github.com/containerd/containerd/v2/pkg/archive"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	moby "github.com/moby/go-archive"
	"github.com/opencontainers/umoci/oci/layer"
	storage "go.podman.io/storage/pkg/archive"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

type entry struct{ name, text, target string }

// packed gives a tar: folders end in "/", entries with a target are symlinks.
func packed(entries ...entry) []byte {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Mode: 0o755, Typeflag: tar.TypeReg, Size: int64(len(e.text))}
		if strings.HasSuffix(e.name, "/") {
			h.Typeflag = tar.TypeDir
		} else if e.target != "" {
			h.Typeflag, h.Linkname = tar.TypeSymlink, e.target
		}
		must(w.WriteHeader(h))
		_, err := io.WriteString(w, e.text)
		must(err)
	}
	must(w.Close())
	return out.Bytes()
}

// found lists what is not a folder.
func found(root string) string {
	var names []string
	must(filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		must(err)
		name, _ := filepath.Rel(root, path)
		switch {
		case d.Type()&fs.ModeSymlink != 0:
			target, _ := os.Readlink(path)
			names = append(names, name+"->"+target)
		case d.Type().IsRegular():
			text, _ := os.ReadFile(path)
			names = append(names, name+"="+string(text))
		}
		return nil
	}))
	sort.Strings(names)
	return strings.Join(names, " ")
}

func main() {
	plain := []entry{{name: "lib/a", text: "new"}, {name: "lib/.wh.b"}}
	for _, c := range []struct {
		name, target string
		upper        []entry
	}{
		{"relative", "usr/lib", plain},
		{"absolute", "/usr/lib", plain},
		{"with folder", "usr/lib", append([]entry{{name: "lib/"}}, plain...)},
	} {
		lower := packed(entry{name: "usr/"}, entry{name: "usr/lib/"}, entry{name: "usr/lib/a", text: "old"},
			entry{name: "usr/lib/b", text: "old"}, entry{name: "lib", target: c.target})
		tars := [][]byte{lower, packed(c.upper...)}
		for _, engine := range []string{"containerd", "moby", "storage", "umoci", "crane"} {
			root, err := os.MkdirTemp("", "root")
			must(err)
			img := v1.Image(empty.Image)
			for _, bytesOf := range tars {
				r := bytes.NewReader(bytesOf)
				switch engine {
				case "containerd":
					_, err = containerd.Apply(context.Background(), root, r)
				case "moby":
					_, err = moby.UnpackLayer(root, r, &moby.TarOptions{})
				case "storage":
					_, err = storage.UnpackLayer(root, r, &storage.TarOptions{})
				case "umoci":
					err = layer.UnpackLayer(root, r, nil)
				case "crane":
					l, e := tarball.LayerFromOpener(func() (io.ReadCloser, error) {
						return io.NopCloser(bytes.NewReader(bytesOf)), nil
					})
					must(e)
					img, err = mutate.AppendLayers(img, l)
				}
				must(err)
			}
			result := ""
			if engine == "crane" {
				var names []string
				for t := tar.NewReader(mutate.Extract(img)); ; {
					h, err := t.Next()
					if err == io.EOF {
						break
					}
					must(err)
					text, _ := io.ReadAll(t)
					switch h.Typeflag {
					case tar.TypeReg:
						names = append(names, h.Name+"="+string(text))
					case tar.TypeSymlink:
						names = append(names, h.Name+"->"+h.Linkname)
					}
				}
				sort.Strings(names)
				result = strings.Join(names, " ")
			} else {
				result = found(root)
			}
			must(os.RemoveAll(root))
			fmt.Printf("%s, %s: %s\n", c.name, engine, result)
		}
	}
}
E
TMPDIR=$tmp go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
relative, containerd: lib->usr/lib usr/lib/a=new
relative, moby: lib->usr/lib usr/lib/a=new
relative, storage: lib->usr/lib usr/lib/a=new
relative, umoci: lib->usr/lib usr/lib/a=new
relative, crane: lib->usr/lib lib/a=new usr/lib/a=old usr/lib/b=old
absolute, containerd: lib->/usr/lib usr/lib/a=new
absolute, moby: lib->/usr/lib usr/lib/a=new
absolute, storage: lib->/usr/lib usr/lib/a=new
absolute, umoci: lib->/usr/lib usr/lib/a=new
absolute, crane: lib->/usr/lib lib/a=new usr/lib/a=old usr/lib/b=old
with folder, containerd: lib/a=new usr/lib/a=old usr/lib/b=old
with folder, moby: lib/a=new usr/lib/a=old usr/lib/b=old
with folder, storage: lib/a=new usr/lib/a=old usr/lib/b=old
with folder, umoci: lib/a=new usr/lib/a=old usr/lib/b=old
with folder, crane: lib/a=new usr/lib/a=old usr/lib/b=old
E
diff want out >&2 || changed "paths below a symlink of a lower layer"
echo "seen: $(grep -v folder out | paste -sd'|' | sed 's/|/; /g')"
