#!/usr/bin/env bash
# Question: an index lists "linux/amd64/v2" and, behind it, "linux/amd64". Which image does "--platform linux/amd64"
#   mean?
# Guess before running: the plain one, whichever stands first: it is what was asked for, to the letter.
# Seen: regctl takes the plain one. oras takes the first that fits, and to it any variant fits a platform that was asked
#   for without one, so it resolves to the image for v2. In the other order both take the plain one.
# Versions: oras 1.2.3, regclient (regctl) 0.8.3. Date: 2026-11-30.
# Why it matters: an image for v2 does not run on every amd64 machine. List the plain platform first.
# Note: a first run with an empty Go build cache takes longer, since it compiles both programs.
set -euo pipefail
tmp=$(mktemp -d); trap 'chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0 GOBIN=$tmp/bin
changed() { echo "CHANGED: $*" >&2; exit 1; }

go install oras.land/oras/cmd/oras@v1.2.3
go install github.com/regclient/regclient/cmd/regctl@v0.8.3

python3 - <<'E'
import hashlib, json, os

OCI = "application/vnd.oci.image."
os.makedirs("layout/blobs/sha256")

def put(document, kind, **more):
    data = json.dumps(document).encode()
    digest = hashlib.sha256(data).hexdigest()
    with open(f"layout/blobs/sha256/{digest}", "wb") as file:
        file.write(data)
    return {"mediaType": OCI + kind, "digest": f"sha256:{digest}", "size": len(data), **more}

def image(variant):
    platform = {"os": "linux", "architecture": "amd64", **({"variant": variant} if variant else {})}
    config = put({**platform, "rootfs": {"type": "layers", "diff_ids": []}}, "config.v1+json")
    manifest = {"schemaVersion": 2, "mediaType": OCI + "manifest.v1+json", "config": config, "layers": []}
    return put(manifest, "manifest.v1+json", platform=platform)

v2, plain = image("v2"), image("")
tops = []
for name, manifests in (("v2-first", [v2, plain]), ("plain-first", [plain, v2])):
    index = {"schemaVersion": 2, "mediaType": OCI + "index.v1+json", "manifests": manifests}
    named = {"org.opencontainers.image.ref.name": name}
    tops.append(put(index, "index.v1+json", annotations=named))
with open("layout/index.json", "w") as file:
    json.dump({"schemaVersion": 2, "manifests": tops}, file)
with open("layout/oci-layout", "w") as file:
    file.write('{"imageLayoutVersion": "1.0.0"}')
with open("names", "w") as file:
    file.write(f"{v2['digest']} v2\n{plain['digest']} plain\n")
E

which() { sed -n "s/^$1 //p" names; }
for name in v2-first plain-first; do
    regctl=$(bin/regctl manifest head "ocidir://layout:$name" --platform linux/amd64)
    oras=$(bin/oras resolve --oci-layout "layout:$name" --platform linux/amd64)
    echo "$name: regctl $(which "$regctl"), oras $(which "$oras")"
done | tee seen

[ "$(cat seen)" = "v2-first: regctl plain, oras v2
plain-first: regctl plain, oras plain" ] || changed "another image is chosen"
