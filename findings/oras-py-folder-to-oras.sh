#!/usr/bin/env bash
# Question: oras-py pushes a folder to a registry. What does oras (Go) make of it when it pulls the artifact, and what
#   does oras-py make of what oras pushed?
# Guess before running: the folder, both ways. Both belong to one project, and both pack a folder as a tar.gz.
# Seen: oras writes one file with the folder's name, which holds the tar.gz. oras unpacks by the annotation
#   "io.deis.oras.content.unpack", which oras-py does not set; oras-py unpacks by the media type (image layer, tar+gzip). So
#   oras-py gets oras's folders well; but of a file pack.tar.gz that was pushed with that media type, which oras gives back
#   as the file, oras-py makes the unpacked folder, and there is no pack.tar.gz.
# Versions: oras 0.2.43 (PyPI), oras-go v2.7.0, go-containerregistry v0.22.1 (the registry). Date: 2026-11-30.
# Why it matters: artifacts pushed from Python scripts arrive at the oras command as files that nothing announces as archives.
#   Whoever reads artifacts has to look at both, annotation and media type.
# Note: a first run with an empty Go build cache takes longer, since it compiles the libraries.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

python3 -m pip install -q --no-warn-conflicts --disable-pip-version-check --root-user-action=ignore --target py oras==0.2.43 2> pip.log || { cat pip.log >&2; exit 1; }
export PYTHONPATH=$tmp/py
mkdir -p go folder
echo text > folder/a
tar -czf pack.tar.gz folder
cat > exchange.py <<'E'
import os, sys
import oras.client
host = sys.argv[1]
client = oras.client.OrasClient(hostname=host, insecure=True)
client.push(target=host + "/t:of-oras-py", files=["folder"])
for tag in sys.argv[2:]:
    os.makedirs("oras-py-" + tag)
    client.pull(target=f"{host}/t:{tag}", outdir="oras-py-" + tag)
E
cat > go/go.mod <<'E'
module finding
go 1.26
require (
	github.com/google/go-containerregistry v0.22.1
	oras.land/oras-go/v2 v2.7.0
)
E
cat > go/main.go <<'E'
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"

	"github.com/google/go-containerregistry/pkg/registry"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content/file"
	"oras.land/oras-go/v2/registry/remote"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func what(path string) string {
	info, err := os.Stat(path)
	if os.IsNotExist(err) {
		return "nothing"
	}
	must(err)
	if info.IsDir() {
		return "a folder"
	}
	return "a file"
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	go http.Serve(listener, registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	host := listener.Addr().String()
	repo, err := remote.NewRepository(host + "/t")
	must(err)
	repo.PlainHTTP = true
	ctx := context.Background()

	for tag, path := range map[string]string{"of-oras": "folder", "file-of-oras": "pack.tar.gz"} {
		store, err := file.New("")
		must(err)
		layer, err := store.Add(ctx, path, ocispec.MediaTypeImageLayerGzip, path)
		must(err)
		m, err := oras.PackManifest(ctx, store, oras.PackManifestVersion1_1, "application/t", oras.PackManifestOptions{Layers: []ocispec.Descriptor{layer}})
		must(err)
		must(store.Tag(ctx, m, tag))
		_, err = oras.Copy(ctx, store, tag, repo, tag, oras.DefaultCopyOptions)
		must(err)
	}
	python := exec.Command("python3", "exchange.py", host, "of-oras-py", "of-oras", "file-of-oras")
	python.Stderr = os.Stderr
	must(python.Run())
	for _, pushed := range [][2]string{{"of-oras-py", "folder"}, {"of-oras", "folder"}, {"file-of-oras", "pack.tar.gz"}} {
		tag, path := pushed[0], pushed[1]
		store, err := file.New("oras-" + tag)
		must(err)
		_, err = oras.Copy(ctx, repo, tag, store, tag, oras.DefaultCopyOptions)
		must(err)
		fmt.Printf("%s: %s is %s for oras, %s for oras-py\n", tag, path, what("oras-"+tag+"/"+path), what("oras-py-"+tag+"/"+path))
	}
}
E
(cd go && go build -o ../exchange .) 2> log || { cat log >&2; changed "the program was not built"; }
./exchange > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
of-oras-py: folder is a file for oras, a folder for oras-py
of-oras: folder is a folder for oras, a folder for oras-py
file-of-oras: pack.tar.gz is a file for oras, nothing for oras-py
E
diff want out >&2 || changed "folders between oras and oras-py"
tar -tzf oras-of-oras-py/folder | grep -qx folder/a || changed "the file that oras wrote is no tar.gz of the folder"
[ -f oras-py-file-of-oras/folder/a ] || changed "oras-py did not unpack the file"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
