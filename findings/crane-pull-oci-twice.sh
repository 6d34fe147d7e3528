#!/usr/bin/env bash
# Question: an image is pulled twice into one OCI layout folder by "crane pull --format=oci" (here by the library calls
#   behind it). What is in the folder's index.json?
# Guess before running: one entry; the second run finds the digest there, as with the blobs.
# Seen: two equal entries, and one more with each run. skopeo then refuses the folder ("more than one image in oci,
#   choose an image"), although all entries are one image and there is no name to choose by.
# Versions: go-containerregistry v0.22.1, skopeo 1.9.3 (Debian 12). Date: 2026-11-30.
# Why it matters: count images in a layout by digest, not by entry. Pull into a new folder, or
#   into one that you have emptied.
# Note: installs Debian's skopeo if there is none. A first run with an empty Go build cache takes longer.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

command -v skopeo >/dev/null || { apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends skopeo >/dev/null; }
cat > go.mod <<'E'
module finding
go 1.26
require github.com/google/go-containerregistry v0.22.1
E
cat > main.go <<'E'
package main

import (
	"fmt"
	"net/http/httptest"
	"os/exec"
	"strings"

	"github.com/google/go-containerregistry/pkg/crane"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/random"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	server := httptest.NewServer(registry.New())
	defer server.Close()
	name := strings.TrimPrefix(server.URL, "http://") + "/app:1"
	made, err := random.Image(1000, 1)
	must(err)
	must(crane.Push(made, name))

	for run := 1; run <= 3; run++ {
		img, err := crane.Pull(name)
		must(err)
		must(crane.MultiSaveOCI(map[string]v1.Image{name: img}, "folder"))
		index, err := layout.ImageIndexFromPath("folder")
		must(err)
		list, err := index.IndexManifest()
		must(err)
		digests := map[v1.Hash]bool{}
		for _, entry := range list.Manifests {
			digests[entry.Digest] = true
		}
		text, err := exec.Command("skopeo", "inspect", "oci:folder").CombinedOutput()
		answer := "reads it"
		if err != nil {
			answer = "refuses"
			if strings.Contains(string(text), "more than one image in oci, choose an image") {
				answer = "more than one image in oci, choose an image"
			}
		}
		fmt.Printf("pull %d: %d entries, %d digest, skopeo: %s\n", run, len(list.Manifests), len(digests), answer)
	}
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
pull 1: 1 entries, 1 digest, skopeo: reads it
pull 2: 2 entries, 1 digest, skopeo: more than one image in oci, choose an image
pull 3: 3 entries, 1 digest, skopeo: more than one image in oci, choose an image
E
diff want out >&2 || changed "the same image pulled twice into a layout"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
