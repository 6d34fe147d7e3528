#!/usr/bin/env bash
# Question: an image has the same layer at two places (two empty ones, say). "docker save" and skopeo write such a layer
#   once and list it twice. What does "regctl image import" make of the archive?
# Guess before running: the same image, with both places; layers come out as gzip, and the config stays.
# Seen: it ends with 0. The manifest has all three places, but the first of the two equal ones is empty: no digest, no media
#   type, size 0. Reading the image afterwards ends with "invalid checksum digest format". Without the repetition all
#   is well. skopeo reads the archive right.
# Versions: regctl v0.11.7, skopeo 1.9.3 (Debian 12). Date: 2026-11-30.
# Why it matters: all of BuildKit's empty layers are equal (a WORKDIR that is there already, a RUN that leaves nothing), so
#   ordinary images have a layer twice. The import looks well, and the fault appears with whoever reads it next.
# Note: installs Debian's skopeo if there is none. A first run with an empty Go build cache compiles for a while.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
changed() { echo "CHANGED: $*" >&2; exit 1; }

command -v skopeo >/dev/null || { apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends skopeo >/dev/null; }
GOBIN="$tmp/bin" CGO_ENABLED=0 go install github.com/regclient/regclient/cmd/regctl@v0.11.7 2> log || { cat log >&2; changed "regctl did not build"; }
export HOME=$tmp
cat > make.py <<'E'
import hashlib, io, json, tarfile
def tar(**files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            t.addfile(member, io.BytesIO(data))
    return out.getvalue()
def digest(data):
    return hashlib.sha256(data).hexdigest()
first, other, third = tar(f=b"one"), tar(g=b"two"), tar(h=b"three")
for name, layers in ("once", [first, other, third]), ("twice", [first, other, first]):
    config = json.dumps({
        "architecture": "amd64", "os": "linux", "config": {},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + digest(layer) for layer in layers]},
    }).encode()
    members = {digest(config) + ".json": config} | {digest(layer) + ".tar": layer for layer in layers}
    members["manifest.json"] = json.dumps([{
        "Config": digest(config) + ".json", "RepoTags": ["app:1"], "Layers": [digest(layer) + ".tar" for layer in layers],
    }]).encode()
    open(name + ".tar", "wb").write(tar(**members))
E
python3 make.py
cat > show.py <<'E'
import json, sys
manifest = json.load(sys.stdin)
print(*("empty" if not layer["digest"] else layer["mediaType"].rsplit(".", 1)[-1] for layer in manifest["layers"]))
E
for name in once twice; do
    bin/regctl image import ocidir://$name:a $name.tar >/dev/null 2>&1 && rc=0 || rc=$?
    digest=$(sed 's/.*"digest":"sha256:\([0-9a-f]*\)".*/\1/' $name/index.json)
    echo "$name: import $rc, layers $(python3 show.py < $name/blobs/sha256/$digest)," \
        "export: $(bin/regctl image export ocidir://$name:a 2>&1 >/dev/null | tail -1)," \
        "skopeo lists $(skopeo inspect docker-archive:$name.tar | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["Layers"]))')"
done > out
cat > want <<'E'
once: import 0, layers gzip gzip gzip, export: , skopeo lists 3
twice: import 0, layers empty gzip gzip, export: invalid checksum digest format, skopeo lists 3
E
diff want out >&2 || changed "an archive that lists a layer twice"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
