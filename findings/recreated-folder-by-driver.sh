#!/usr/bin/env bash
# Question: layer 1 has "d/old". Layer 2 drops the folder and makes it anew: ".wh.d", then "d/" and "d/new". What is in d?
# Guess before running: "new" alone, everywhere. A whiteout is for the layers below, and it stands in front.
# Seen: podman with vfs has "new" alone. With overlay, the usual driver, "old" is there again: on disk the whiteout is a
#   device node named d, and the folder that follows takes its place without becoming opaque. Docker 20.10 and 26.1
#   (overlay2, and containerd's overlayfs) show "old" as well. With "d/.wh..wh..opq" in place of ".wh.d" all are right.
# Versions: podman 4.3.1 (Debian 12), Linux 6.18. Date: 2026-11-30.
# Why it matters: a squasher or layer writer that follows the text of the specification ships files that it meant to
#   delete, and a size tool calls bytes hidden that each container sees. Write the opaque marker.
# Note: needs root and installs Debian's podman if there is none.
set -euo pipefail
tmp=$(mktemp -d); trap 'umount "$tmp/overlay/overlay" 2>/dev/null || true; rm -rf "$tmp"' EXIT; cd "$tmp"
changed() { echo "CHANGED: $*" >&2; exit 1; }

command -v podman >/dev/null || { apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends podman >/dev/null; }
cat > make.py <<'E'
import hashlib, io, json, pathlib, sys, tarfile
def layer(*entries):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for name, kind, value in entries:
            member = tarfile.TarInfo(name)
            member.type, member.mode = kind, 0o755
            member.size = len(value)
            t.addfile(member, io.BytesIO(value.encode()))
    return out.getvalue()
DIR, FILE = tarfile.DIRTYPE, tarfile.REGTYPE
low = layer(("d", DIR, ""), ("d/old", FILE, ""))
new = [("d", DIR, ""), ("d/new", FILE, "")]
layers = [low, layer((".wh.d", FILE, ""), *new)] if sys.argv[1] == "whiteout" else [low, layer(*new, ("d/.wh..wh..opq", FILE, ""))]
blobs = pathlib.Path(sys.argv[1], "blobs/sha256")
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
pathlib.Path(sys.argv[1], "index.json").write_text(json.dumps(index))
pathlib.Path(sys.argv[1], "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
E
python3 make.py whiteout
python3 make.py opaque
for driver in vfs overlay; do
    pod() { podman --root "$tmp/$driver" --runroot "$tmp/run-$driver" --storage-driver $driver "$@"; }
    for image in whiteout opaque; do
        id=$(pod pull -q oci:$image) || changed "podman with $driver does not take the image"
        root=$(pod image mount "$id")
        echo "$driver, $image: d has $(cd "$root/d"; ls | paste -sd' ')"
        pod image unmount "$id" >/dev/null
    done
done > out
cat > want <<'E'
vfs, whiteout: d has new
vfs, opaque: d has new
overlay, whiteout: d has new old
overlay, opaque: d has new
E
diff want out >&2 || changed "a folder that one layer drops and makes anew"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
