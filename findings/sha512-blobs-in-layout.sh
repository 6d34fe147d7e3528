#!/usr/bin/env bash
# Question: an OCI layout names its manifest, config and layer by sha512, which the image specification registers beside
#   sha256. Who can read it?
# Guess before running: skopeo, umoci and go-containerregistry can; most Go tools share one digest library, which has it.
# Seen: go-containerregistry (crane), regclient (regctl) and oras-go read it. umoci ends with "unsupported algorithm",
#   since its code for layouts knows one algorithm. Debian's skopeo has the digest checked by sha256 in the end and
#   says that config.json "does not match", as if the image were damaged; podman 4.3.1 said the same on a pull.
#   (The library of today's skopeo, go.podman.io/image v5.42.1, read the blobs in a trial.)
# Versions: umoci v0.6.0, skopeo 1.9.3 (Debian 12), go-containerregistry v0.22.1, regclient v0.11.7, oras-go v2.7.0.
#   Date: 2026-11-30.
# Why it matters: do not write sha512 into images for others yet; and a reader that looks into blobs/sha256 alone, or
#   hashes by sha256 whatever the digest says, calls a good layout damaged.
# Note: installs Debian's skopeo if there is none. A first run with an empty Go build cache compiles for a while.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

command -v skopeo >/dev/null || { apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends skopeo >/dev/null; }
cat > make.py <<'E'
import gzip, hashlib, io, json, pathlib, tarfile
for name in ("sha256", "sha512"):
    blobs = pathlib.Path(name, "blobs", name)
    blobs.mkdir(parents=True)
    def put(data, kind):
        digest = hashlib.new(name, data).hexdigest()
        (blobs / digest).write_bytes(data)
        return {"mediaType": "application/vnd.oci.image." + kind, "digest": f"{name}:{digest}", "size": len(data)}
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as t:
        member = tarfile.TarInfo("f")
        member.size = 5
        t.addfile(member, io.BytesIO(b"hello"))
    diff_id = "sha256:" + hashlib.sha256(tar.getvalue()).hexdigest()
    config = {"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": [diff_id]}}
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": put(json.dumps(config).encode(), "config.v1+json"),
        "layers": [put(gzip.compress(tar.getvalue(), mtime=0), "layer.v1.tar+gzip")],
    }
    entry = put(json.dumps(manifest).encode(), "manifest.v1+json")
    entry["annotations"] = {"org.opencontainers.image.ref.name": "a"}
    index = {"schemaVersion": 2, "manifests": [entry]}
    pathlib.Path(name, "index.json").write_text(json.dumps(index))
    pathlib.Path(name, "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
E
python3 make.py

mkdir go; cd go
cat > go.mod <<'E'
module finding
go 1.26
require (
	github.com/google/go-containerregistry v0.22.1
	github.com/opencontainers/umoci v0.6.0
	github.com/regclient/regclient v0.11.7
	oras.land/oras-go/v2 v2.7.0
)
E
cat > main.go <<'E'
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/google/go-containerregistry/pkg/v1/layout"
	ispec "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/opencontainers/umoci/oci/cas/dir"
	"github.com/regclient/regclient"
	"github.com/regclient/regclient/types/descriptor"
	"github.com/regclient/regclient/types/ref"
	"oras.land/oras-go/v2/content/oci"
)

func main() {
	ctx := context.Background()
	where := "../" + os.Args[1]
	index, err := layout.ImageIndexFromPath(where)
	must(err)
	list, err := index.IndexManifest()
	must(err)
	img, err := index.Image(list.Manifests[0].Digest)
	must(err)
	raw, err := img.RawManifest()
	must(err)
	layers, err := img.Layers()
	must(err)
	show("crane", layers[0].Compressed)

	var manifest ispec.Manifest
	must(json.Unmarshal(raw, &manifest))
	layer := manifest.Layers[0]
	show("regclient", func() (io.ReadCloser, error) {
		r, err := ref.New("ocidir://" + where + ":a")
		must(err)
		return regclient.New().BlobGet(ctx, r, descriptor.Descriptor{Digest: layer.Digest, Size: layer.Size})
	})
	show("oras", func() (io.ReadCloser, error) {
		store, err := oci.New(where)
		must(err)
		return store.Fetch(ctx, layer)
	})
	show("umoci", func() (io.ReadCloser, error) {
		engine, err := dir.Open(where)
		must(err)
		return engine.GetBlob(ctx, layer.Digest)
	})
}

func show(name string, open func() (io.ReadCloser, error)) {
	blob, err := open()
	if err == nil {
		_, err = io.ReadAll(blob)
	}
	if err != nil {
		fmt.Println(name+":", err)
	} else {
		fmt.Println(name + ": read")
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
E
go build -o t . 2> log || { cat log >&2; changed "the program did not build"; }
for name in sha256 sha512; do
    ./t $name | sed "s/^/$name /" >> ../out
    if skopeo inspect oci:../$name:a > /dev/null 2> log; then
        echo "$name skopeo: read"
    else
        echo "$name skopeo: $(sed 's/.*msg="//; s/"$//; s/\(sha[0-9]*\):[0-9a-f]*/\1/g' log)"
    fi >> ../out
done
cd ..
cat > want <<'E'
sha256 crane: read
sha256 regclient: read
sha256 oras: read
sha256 umoci: read
sha256 skopeo: read
sha512 crane: read
sha512 regclient: read
sha512 oras: read
sha512 umoci: compute blob path: unsupported algorithm: "sha512"
sha512 skopeo: Download config.json digest sha256 does not match expected sha512
E
diff want out >&2 || changed "sha512 in a layout"
echo "seen: $(grep sha512 out | paste -sd'|' | sed 's/|/; /g')"
