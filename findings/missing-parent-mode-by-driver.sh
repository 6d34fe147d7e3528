#!/usr/bin/env bash
# Question: layer 1 has the folder "tmp" with mode 1777. Layer 2 has the file "tmp/new" and no entry for "tmp" (as many layers
#   that no engine made). Which mode has "tmp" in a container?
# Guess before running: 1777. Layer 2 says nothing of the folder, so nothing changes.
# Seen: with podman's vfs it is 1777, with overlay 755: each layer is unpacked into an empty folder, the parent is made
#   there with a default mode, and hides the one below. Docker 20.10 and 26.1 with overlay2 gave 755 too; Docker 26.1
#   with containerd's store kept the mode, since it looks the folder up in the layers below.
# Versions: podman 4.3.1 (Debian 12), Linux 6.18. Date: 2026-11-30.
# Why it matters: a /tmp that only root can write to, with one engine and not with the next. Layer writers should repeat
#   each parent folder with its mode; no list of the layers' entries shows the fault.
# Note: needs root and installs Debian's podman if there is none.
set -euo pipefail
tmp=$(mktemp -d); trap 'umount "$tmp/overlay/overlay" 2>/dev/null || true; rm -rf "$tmp"' EXIT; cd "$tmp"
changed() { echo "CHANGED: $*" >&2; exit 1; }

command -v podman >/dev/null || { apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends podman >/dev/null; }
cat > make.py <<'E'
import hashlib, io, json, pathlib, tarfile
def layer(*entries):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for name, kind, value in entries:
            member = tarfile.TarInfo(name)
            member.type, member.mode = kind, 0o1777 if kind == DIR else 0o644
            member.size = len(value)
            t.addfile(member, io.BytesIO(value.encode()))
    return out.getvalue()
DIR, FILE = tarfile.DIRTYPE, tarfile.REGTYPE
layers = [layer(("tmp", DIR, "")), layer(("tmp/new", FILE, ""))]
blobs = pathlib.Path("image/blobs/sha256")
blobs.mkdir(parents=True)
def put(data, kind):
    digest = hashlib.sha256(data).hexdigest()
    (blobs / digest).write_bytes(data)
    return {"mediaType": "application/vnd.oci.image." + kind, "digest": "sha256:" + digest, "size": len(data)}
described = [put(data, "layer.v1.tar") for data in layers]
config = {"architecture": "amd64", "os": "linux", "config": {},
          "rootfs": {"type": "layers", "diff_ids": [d["digest"] for d in described]}}
manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": put(json.dumps(config).encode(), "config.v1+json"), "layers": described}
index = {"schemaVersion": 2, "manifests": [put(json.dumps(manifest).encode(), "manifest.v1+json")]}
pathlib.Path("image/index.json").write_text(json.dumps(index))
pathlib.Path("image/oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
E
python3 make.py
for driver in vfs overlay; do
    pod() { podman --root "$tmp/$driver" --runroot "$tmp/run-$driver" --storage-driver $driver "$@"; }
    id=$(pod pull -q oci:image) || changed "podman with $driver does not take the image"
    root=$(pod image mount "$id")
    echo "$driver: tmp has mode $(stat -c %a "$root/tmp")"
    pod image unmount "$id" >/dev/null
done > out
cat > want <<'E'
vfs: tmp has mode 1777
overlay: tmp has mode 755
E
diff want out >&2 || changed "the mode of a folder that a layer does not list"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
