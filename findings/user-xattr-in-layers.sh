#!/usr/bin/env bash
# Question: a RUN step gives a new file the extended attribute "user.note" and the capability net_bind_service. Which of the two
#   do the engines' layer writers put into the layer?
# Guess before running: both, in all of them. Layers have a form for attributes (SCHILY.xattr.*), and each of these engines
#   sets what it finds there when it unpacks.
# Seen: umoci writes both; so does containers/storage (podman, buildah). containerd (BuildKit, nerdctl, Docker's containerd
#   store) and moby (Docker's classic store) write the capability alone. Yet all four set "user.note" when they unpack a
#   layer that has it, containerd and moby too.
# Versions: containerd v2.4.2, moby/go-archive v0.3.3, go.podman.io/storage v1.65.1, umoci v0.6.0. Date: 2026-11-30.
# Why it matters: origin URLs, checksums and build notes in attributes outlive a pull, and vanish in the next "chmod" of the file
#   in a Docker build. Two layers of the same files are not equal because their tars look alike in "ls".
# Note: needs user.* attributes in the temporary folder (TMPDIR); root for the capability. A first run with an empty Go build
#   cache takes longer, since it compiles the libraries.
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
	"os"
	"sort"
	"strings"
	"syscall"

	containerd "github.com/containerd/containerd/v2/pkg/archive"
	moby "github.com/moby/go-archive"
	"github.com/moby/sys/user"
	"github.com/opencontainers/umoci/oci/layer"
	podman "go.podman.io/storage/pkg/archive"
	"go.podman.io/storage/pkg/idtools"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func folder() string {
	here, err := os.Getwd()
	must(err)
	dir, err := os.MkdirTemp(here, "folder")
	must(err)
	return dir
}

// written gives the attributes of "file" in a layer.
func written(r io.Reader) string {
	var names []string
	for t := tar.NewReader(r); ; {
		h, err := t.Next()
		if err == io.EOF {
			break
		}
		must(err)
		for key := range h.PAXRecords {
			if name, yes := strings.CutPrefix(key, "SCHILY.xattr."); yes && h.Name == "file" {
				names = append(names, name)
			}
		}
	}
	sort.Strings(names)
	return strings.Join(names, "+")
}

func main() {
	lower, upper := folder(), folder()
	file := upper + "/file"
	must(os.WriteFile(file, []byte("x"), 0o755))
	must(syscall.Setxattr(file, "user.note", []byte("hi"), 0))
	must(syscall.Setxattr(file, "security.capability", []byte{1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0))

	kept := map[string]string{}
	var out bytes.Buffer
	must(containerd.WriteDiff(context.Background(), &out, lower, upper))
	kept["containerd"] = written(&out)

	changes, err := moby.ChangesDirs(upper, lower)
	must(err)
	r, err := moby.ExportChanges(upper, changes, user.IdentityMapping{})
	must(err)
	kept["moby"] = written(r)

	changed, err := podman.ChangesDirs(upper, &idtools.IDMappings{}, lower, &idtools.IDMappings{})
	must(err)
	r, err = podman.ExportChanges(upper, changed, nil, nil)
	must(err)
	kept["podman"] = written(r)

	whole, err := io.ReadAll(layer.GenerateInsertLayer(upper, "/", false, nil))
	must(err)
	kept["umoci"] = written(bytes.NewReader(whole))

	for _, engine := range []string{"containerd", "moby", "podman", "umoci"} {
		dir := folder()
		var err error
		switch r := bytes.NewReader(whole); engine {
		case "containerd":
			_, err = containerd.Apply(context.Background(), dir, r)
		case "moby":
			_, err = moby.UnpackLayer(dir, r, &moby.TarOptions{})
		case "podman":
			_, err = podman.UnpackLayer(dir, r, &podman.TarOptions{})
		case "umoci":
			err = layer.UnpackLayer(dir, r, nil)
		}
		must(err)
		value := make([]byte, 9)
		n, _ := syscall.Getxattr(dir+"/file", "user.note", value)
		fmt.Printf("%s: writes %s; sets user.note when it unpacks: %t\n", engine, kept[engine], n > 0 && string(value[:n]) == "hi")
	}
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
containerd: writes security.capability; sets user.note when it unpacks: true
moby: writes security.capability; sets user.note when it unpacks: true
podman: writes security.capability+user.note; sets user.note when it unpacks: true
umoci: writes security.capability+user.note; sets user.note when it unpacks: true
E
diff want out >&2 || changed "extended attributes in layers"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
