#!/usr/bin/env bash
# Question: layer 1 has "usr/lib/a", "usr/lib/b" and the symlink "lib -> usr/lib". Layer 2 has the entries "lib/a" and
#   "lib/.wh.b", but none for "lib". Does a container see the same files with each of podman's storage drivers?
# Guess before running: yes, and "usr/lib/a" is the new one. The unpackers of containerd, moby, containers/storage and umoci
#   all go through the symlink when they unpack both layers into one folder (tried before this guess).
# Seen: with vfs it is so: "usr/lib/a" is new, "usr/lib/b" gone, "lib" still the symlink. With overlay each layer is unpacked
#   into a folder of its own, where no "lib" is, so one is made and hides the symlink: the container has the folder
#   "lib" with the new "a", and "usr/lib" as it was. Docker 20.10 and 26.1 (overlay2, containerd's overlayfs) do
#   the same as podman's overlay.
# Versions: podman 4.3.1 (Debian 12), Linux 6.18. Date: 2026-11-30.
# Why it matters: one image, two file systems, and neither is an error. Layers that no engine made ("crane append", Bazel
#   rules) meet this, as /lib, /bin and /var/run are symlinks in most bases. Write such paths behind the symlink.
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
            member.type, member.mode = kind, 0o755
            if kind == tarfile.SYMTYPE:
                member.linkname = value
            member.size = len(value) if kind == tarfile.REGTYPE else 0
            t.addfile(member, io.BytesIO(value.encode()))
    return out.getvalue()
DIR, FILE, LINK = tarfile.DIRTYPE, tarfile.REGTYPE, tarfile.SYMTYPE
layers = [
    layer(("usr", DIR, ""), ("usr/lib", DIR, ""), ("usr/lib/a", FILE, "old"), ("usr/lib/b", FILE, "old"), ("lib", LINK, "usr/lib")),
    layer(("lib/a", FILE, "new"), ("lib/.wh.b", FILE, "")),
]
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
    if [ -L "$root/lib" ]; then lib="a symlink"; else lib="a folder with a=$(cat "$root/lib/a")"; fi
    echo "$driver: lib is $lib; usr/lib has $(cd "$root/usr/lib"; for f in *; do printf '%s=%s ' "$f" "$(cat "$f")"; done)"
    pod image unmount "$id" >/dev/null
done > out
sed -i 's/ $//' out
cat > want <<'E'
vfs: lib is a symlink; usr/lib has a=new
overlay: lib is a folder with a=new; usr/lib has a=old b=old
E
diff want out >&2 || changed "paths below a symlink of a lower layer"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
