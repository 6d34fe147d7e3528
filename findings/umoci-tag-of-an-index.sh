#!/usr/bin/env bash
# Question: a tag of an OCI layout leads to an index, as "docker buildx build --output type=oci" writes even for one platform: the
#   image and its provenance ("unknown/unknown"). Which image does umoci unpack?
# Guess before running: the one for this machine, as skopeo does; a tag with one image in it leaves no doubt anyway.
# Seen: none: "tag is ambiguous". umoci collects each manifest under the tag and does not look at platforms, so the
#   provenance counts as a second image. It has no option for a platform and takes no digest in place of a tag.
#   An index with a single entry is unpacked, whatever its platform is.
# Versions: umoci v0.6.0, skopeo 1.9.3 (Debian 12). Date: 2026-11-30.
# Why it matters: a layout of BuildKit's has to go through skopeo (or be built with --provenance=false) before umoci can
#   work on it, and a reader that counts manifests must leave the attestations out.
# Note: installs Debian's skopeo if there is none. A first run with an empty Go build cache compiles umoci.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

command -v skopeo >/dev/null || { apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends skopeo >/dev/null; }
mkdir go
printf 'module finding\ngo 1.26\nrequire github.com/opencontainers/umoci v0.6.0\n' > go/go.mod
(cd go && go build -o ../umoci github.com/opencontainers/umoci/cmd/umoci) 2> log || { cat log >&2; changed "umoci was not built"; }
cat > make.py <<'E'
import hashlib, io, json, pathlib, tarfile
blobs = pathlib.Path("image/blobs/sha256")
blobs.mkdir(parents=True)
def put(data, kind, **more):
    digest = hashlib.sha256(data).hexdigest()
    (blobs / digest).write_bytes(data)
    return {"mediaType": "application/vnd." + kind, "digest": "sha256:" + digest, "size": len(data), **more}
def manifest(config, layer, **more):
    text = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": [layer]}
    return put(json.dumps(text).encode(), "oci.image.manifest.v1+json", **more)
def config(os, arch, layer):
    text = {"architecture": arch, "os": os, "config": {}, "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}}
    return put(json.dumps(text).encode(), "oci.image.config.v1+json")
def image(arch):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        member = tarfile.TarInfo("arch")
        member.size = len(arch)
        t.addfile(member, io.BytesIO(arch.encode()))
    layer = put(out.getvalue(), "oci.image.layer.v1.tar")
    return manifest(config("linux", arch, layer), layer, platform={"os": "linux", "architecture": arch})
def provenance(of):
    layer = put(b'{"_type":"https://in-toto.io/Statement/v0.1"}', "in-toto+json")
    layer["mediaType"] = "application/vnd.in-toto+json"
    return manifest(config("unknown", "unknown", layer), layer, platform={"os": "unknown", "architecture": "unknown"},
                    annotations={"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": of["digest"]})
def index(tag, *manifests):
    text = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": manifests}
    return put(json.dumps(text).encode(), "oci.image.index.v1+json", annotations={"org.opencontainers.image.ref.name": tag})
amd64, arm64 = image("amd64"), image("arm64")
tags = [index("image-and-provenance", amd64, provenance(amd64)), index("two-platforms", amd64, arm64), index("only-arm64", arm64)]
pathlib.Path("image/index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": tags}))
pathlib.Path("image/oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
E
python3 make.py
for tag in image-and-provenance two-platforms only-arm64; do
    if ./umoci raw unpack --image image:$tag root-$tag 2> err >&2; then u="unpacks $(cat root-$tag/arch)"; else u="$(grep -o 'tag is ambiguous' err || tail -1 err)"; fi
    s=$(skopeo --override-arch amd64 --override-os linux inspect --config oci:image:$tag 2>/dev/null | python3 -c 'import json,sys; print("takes " + json.load(sys.stdin)["architecture"])' 2>/dev/null || echo "takes none")
    echo "$tag: umoci $u, skopeo $s"
done > out
cat > want <<'E'
image-and-provenance: umoci tag is ambiguous, skopeo takes amd64
two-platforms: umoci tag is ambiguous, skopeo takes amd64
only-arm64: umoci unpacks arm64, skopeo takes none
E
diff want out >&2 || changed "the image that a tag of an index stands for"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
