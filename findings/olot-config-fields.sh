#!/usr/bin/env bash
# Question: olot ("OCI layers on top") adds a layer to an image in an OCI layout. Apart from the new
#   layer and its history line, is the image config what it was?
# Guess before running: yes; a tool that appends keeps the fields it does not know.
# Seen: no. Config, manifest and index pass through fixed models. Healthcheck, Shell and OnBuild are
#   dropped, "os.version" comes back under the key "os_version" (and "os.features" as "os_features"),
#   and the nanoseconds of "created" are cut to microseconds.
# Versions: olot 1.2.1 (PyPI). Date: 2026-11-30.
# Why it matters: a container from the new image has no health check, and a reader that picks by
#   os.version no longer finds it. Compare configs, not just layers, after such a tool.
set -euo pipefail
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
cd "$T"
python3 -m pip install -q --no-warn-conflicts --disable-pip-version-check --root-user-action=ignore --target py olot==1.2.1
cat > t.py <<'PY'
import hashlib, json, os
from olot.basics import oci_layers_on_top
B = "img/blobs/sha256"; os.makedirs(B); M = "application/vnd.oci.image."
def put(b):
    h = hashlib.sha256(b).hexdigest(); open(f"{B}/{h}", "wb").write(b)
    return {"digest": "sha256:" + h, "size": len(b)}
layer = put(bytes(1024))
cfg = {"created": "2020-01-01T00:00:00.123456789Z", "architecture": "amd64", "os": "windows", "os.version": "10.0.20348.1", "os.features": ["win32k"],
       "config": {"Env": ["A=b"], "Healthcheck": {"Test": ["CMD", "true"]}, "Shell": ["/bin/ash", "-c"], "OnBuild": ["RUN x"]},
       "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}, "history": [{"created_by": "x"}]}
man = put(json.dumps({"schemaVersion": 2, "mediaType": M + "manifest.v1+json",
    "config": {"mediaType": M + "config.v1+json", **put(json.dumps(cfg).encode())},
    "layers": [{"mediaType": M + "layer.v1.tar", **layer}]}).encode())
json.dump({"schemaVersion": 2, "mediaType": M + "index.v1+json", "manifests": [{"mediaType": M + "manifest.v1+json", **man}]}, open("img/index.json", "w"))
json.dump({"imageLayoutVersion": "1.0.0"}, open("img/oci-layout", "w"))
open("model.bin", "wb").write(b"hello")
oci_layers_on_top("img", ["model.bin"])
blob = lambda d: json.load(open(f"{B}/{d['digest'][7:]}"))
new = blob(blob(json.load(open("img/index.json"))["manifests"][0])["config"])
print("layers", len(new["rootfs"]["diff_ids"]), "keys", ",".join(k for k in sorted(new) if k.startswith("os")), "config", ",".join(sorted(new["config"])), "created", new["created"])
PY
got=$(PYTHONPATH=py python3 t.py 2>/dev/null)
want="layers 2 keys os,os_features,os_version config Env created 2020-01-01T00:00:00.123456Z"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"
