#!/usr/bin/env bash
# Question: an archive of "docker save" has a plain layer and a gzip layer: with containerd's store, layers are saved as they were
#   pulled. Do go-containerregistry (crane push, scanners) and skopeo read it?
# Guess (put into words only after the first run): yes, both; a layer's first bytes say whether it is compressed.
# Seen: skopeo copies both orders well. go-containerregistry looks at the first layer and takes all others for the same. Plain
#   first: it hands out the gzip layer as gzip in gzip to be pushed, and stereoscope (syft, grype) ends with "unexpected EOF".
#   Gzip first: it hands out the plain layer as it is, under gzip's media type. None of its calls ends with an error.
# Versions: go-containerregistry v0.22.1, stereoscope v0.4.1, skopeo 1.9.3 (Debian 12). Date: 2026-11-30.
# Why it matters: one layer that was pushed without compression, in a base image say, and the archive of an image on it can be
#   scanned or pushed by one half of the tools only. Look at each layer's first bytes.
# Note: installs Debian's skopeo if there is none. A first run with an empty Go build cache compiles for some minutes.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

command -v skopeo >/dev/null || { apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends skopeo >/dev/null; }
cat > make.py <<'E'
import gzip, hashlib, io, json, tarfile
def add(t, name, data):
    member = tarfile.TarInfo(name)
    member.size = len(data)
    t.addfile(member, io.BytesIO(data))
def layer(name):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        add(t, name, name.encode())
    return out.getvalue()
plains = [layer("one"), layer("two")]
for name, *ways in [("plain-plain", bytes, bytes), ("gzip-gzip", gzip.compress, gzip.compress),
                    ("plain-gzip", bytes, gzip.compress), ("gzip-plain", gzip.compress, bytes)]:
    blobs = [way(data) for way, data in zip(ways, plains)]
    diff_ids = ["sha256:" + hashlib.sha256(data).hexdigest() for data in plains]
    config = json.dumps({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": diff_ids}}).encode()
    paths = ["blobs/sha256/" + hashlib.sha256(data).hexdigest() for data in [config, *blobs]]
    with tarfile.open(name + ".tar", "w") as t:
        for path, data in zip(paths, [config, *blobs]):
            add(t, path, data)
        add(t, "manifest.json", json.dumps([{"Config": paths[0], "RepoTags": ["t:1"], "Layers": paths[1:]}]).encode())
E
python3 make.py
mkdir go
cat > go/go.mod <<'E'
module finding
go 1.26
require (
	github.com/anchore/stereoscope v0.4.1
	github.com/google/go-containerregistry v0.22.1
)
E
cat > go/main.go <<'E'
package main

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/anchore/stereoscope"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func kind(open func() (io.ReadCloser, error)) string {
	in, err := open()
	must(err)
	defer in.Close()
	start := make([]byte, 2)
	_, err = io.ReadFull(in, start)
	must(err)
	if string(start) == "\x1f\x8b" {
		return "gzip"
	}
	return "tar"
}

func main() {
	for _, name := range os.Args[1:] {
		img, err := tarball.ImageFromPath(name+".tar", nil)
		must(err)
		layers, err := img.Layers()
		must(err)
		var seen []string
		for _, l := range layers {
			pushed := kind(l.Compressed)
			if pushed == "gzip" {
				pushed += " of " + kind(func() (io.ReadCloser, error) {
					in, err := l.Compressed()
					must(err)
					return gzip.NewReader(in)
				})
			}
			label, err := l.MediaType()
			must(err)
			if !strings.HasSuffix(string(label), "gzip") {
				pushed += " labelled " + string(label)
			}
			seen = append(seen, pushed)
		}
		scanned := "reads it"
		if squashed, err := stereoscope.GetImage(context.Background(), "docker-archive:"+name+".tar"); err == nil {
			must(squashed.Cleanup())
		} else if scanned = err.Error(); strings.HasSuffix(scanned, "unexpected EOF") {
			scanned = "unexpected EOF"
		}
		skopeo := "copies it"
		if out, err := exec.Command("skopeo", "--insecure-policy", "copy", "docker-archive:"+name+".tar", "oci:copy-"+name).CombinedOutput(); err != nil {
			skopeo = string(out)
		}
		fmt.Printf("%s: ggcr hands out as gzip [%s], stereoscope %s, skopeo %s\n", name, strings.Join(seen, ", "), scanned, skopeo)
	}
}
E
(cd go && go build -o ../finding .) 2> log || { cat log >&2; changed "the program was not built"; }
TMPDIR=$tmp ./finding plain-plain gzip-gzip plain-gzip gzip-plain > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
plain-plain: ggcr hands out as gzip [gzip of tar, gzip of tar], stereoscope reads it, skopeo copies it
gzip-gzip: ggcr hands out as gzip [gzip of tar, gzip of tar], stereoscope reads it, skopeo copies it
plain-gzip: ggcr hands out as gzip [gzip of tar, gzip of gzip], stereoscope unexpected EOF, skopeo copies it
gzip-plain: ggcr hands out as gzip [gzip of tar, tar], stereoscope reads it, skopeo copies it
E
cat > right.py <<'E'
import gzip, hashlib, json, sys
for name in sys.argv[1:]:
    def blob(descriptor):
        with open(f"copy-{name}/blobs/sha256/" + descriptor["digest"][7:], "rb") as f:
            return f.read()
    with open(f"copy-{name}/index.json") as f:
        manifest = json.loads(blob(json.load(f)["manifests"][0]))
    diff_ids = json.loads(blob(manifest["config"]))["rootfs"]["diff_ids"]
    assert diff_ids == ["sha256:" + hashlib.sha256(gzip.decompress(blob(d))).hexdigest() for d in manifest["layers"]], name
E
python3 right.py plain-gzip gzip-plain || changed "skopeo's layers do not fit their DiffIDs"
diff want out >&2 || changed "an archive with layers of both kinds"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
