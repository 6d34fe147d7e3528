#!/usr/bin/env bash
# Question: layer 1 has the file "t". Layer 2 has nothing but a hard link "h -> t", as a "make this name an alias" step
#   of a layer-writing tool gives. What does an engine make of it?
# Guess before running: two names of one file, or else a copy. A tar may link to what is there already, and flattening and
#   scanning tools take it so.
# Seen: the storage driver decides. podman with vfs has both names. With overlay, the usual driver, the pull ends with "no
#   such file or directory", since each layer is unpacked into an empty folder of its own. "docker load" of the
#   same image ends likewise in Docker 20.10 and 26.1, with overlay2 and with containerd's overlayfs. If layer 2 holds
#   the file itself too (as every engine writes it), all is well.
# Versions: podman 4.3.1 (Debian 12), Linux 6.18. Date: 2026-11-30.
# Why it matters: such a layer looks thrifty (0 bytes of content) and passes registries and scanners, and no usual engine
#   runs it. A deduplicating layer writer must not link across layers.
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
            if kind == tarfile.LNKTYPE:
                member.linkname = value
            member.size = len(value) if kind == tarfile.REGTYPE else 0
            t.addfile(member, io.BytesIO(value.encode()))
    return out.getvalue()
FILE, LINK = tarfile.REGTYPE, tarfile.LNKTYPE
which = {
    "link": [("h", LINK, "t")],
    "file-and-link": [("t", FILE, "text"), ("h", LINK, "t")],
}
layers = [layer(("t", FILE, "text")), layer(*which[sys.argv[1]])]
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
python3 make.py link
python3 make.py file-and-link
for driver in vfs overlay; do
    pod() { podman --root "$tmp/$driver" --runroot "$tmp/run-$driver" --storage-driver $driver "$@"; }
    for image in file-and-link link; do
        if id=$(pod pull -q oci:$image 2> log); then
            root=$(pod image mount "$id")
            echo "$driver, $image: $(cd "$root"; ls | paste -sd' ')"
            pod image unmount "$id" >/dev/null
        else
            echo "$driver, $image: $(grep -o 'no such file or directory' log | head -1)"
        fi
    done
done > out
cat > want <<'E'
vfs, file-and-link: h t
vfs, link: h t
overlay, file-and-link: h t
overlay, link: no such file or directory
E
diff want out >&2 || changed "a hard link to a file of a lower layer"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
