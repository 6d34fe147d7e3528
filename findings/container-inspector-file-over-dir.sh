#!/usr/bin/env bash
# Question: layer 1 has a folder "opt/app", layer 2 has a plain file "opt/app" (the layer rules say that
#   the file replaces the folder). What does container-inspector's rebuilt root file system hold?
# Guess (put into words only after the first run): the file opt/app, and nothing under it.
# Seen: the folder stays with its old content and the file is put INSIDE it, as opt/app/app. Layers
#   are merged with a copy routine that treats an existing folder as "copy into".
# Versions: container-inspector 33.1.0 (PyPI). Date: 2026-11-30.
# Why it matters: the scanned tree has a path that is in no layer and files that no container would
#   see, so sizes and findings are off. "RUN rm -r x && cp y x" makes such a layer.
set -euo pipefail
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
cd "$T"; mkdir tmp; export TMPDIR="$T/tmp"
python3 -m pip install -q --no-warn-conflicts --disable-pip-version-check --root-user-action=ignore --target py container-inspector==33.1.0
mkdir -p 1/opt/app 2/opt; echo old > 1/opt/app/old.so; echo new > 2/opt/app
mkdir -p img/l1 img/l2 root
tar -C 1 -cf img/l1/layer.tar opt; tar -C 2 -cf img/l2/layer.tar opt
cat > t.py <<'PY'
import hashlib, json, os
from container_inspector.image import Image
from container_inspector.rootfs import rebuild_rootfs
ids = [hashlib.sha256(open(f"img/{l}/layer.tar", "rb").read()).hexdigest() for l in ("l1", "l2")]
for l, i in zip(("l1", "l2"), ids): os.rename("img/" + l, "img/" + i)
json.dump({"architecture": "amd64", "os": "linux", "config": {}, "created": "2020-01-01T00:00:00Z",
    "history": [{"created": "2020-01-01T00:00:00Z", "created_by": "x"}] * 2,
    "rootfs": {"type": "layers", "diff_ids": ["sha256:" + i for i in ids]}}, open("img/c.json", "w"))
h = hashlib.sha256(open("img/c.json", "rb").read()).hexdigest(); os.rename("img/c.json", f"img/{h}.json")
json.dump([{"Config": h + ".json", "RepoTags": ["t:1"], "Layers": [i + "/layer.tar" for i in ids]}], open("img/manifest.json", "w"))
rebuild_rootfs(Image.get_images_from_dir("img")[0], "root")
print(",".join(sorted(os.path.relpath(os.path.join(d, f), "root") for d, _, fs in os.walk("root") for f in fs)))
PY
got=$(PYTHONPATH=py python3 t.py 2>/dev/null)
want="opt/app/app,opt/app/old.so"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: files in the rebuilt root: $got (the rules say: opt/app)"
