#!/usr/bin/env bash
# Question: what base image does dockerfile-parse (from the OpenShift build system) give for
#   "ARG V=3.19" and "FROM alpine:${V:-3.20}"?
# Guess before running: alpine:3.19, and alpine:3.20 with no ARG; the ":-" form is everyday in FROM lines.
# Seen: neither. The name ends at the first character that is not a letter, digit or "_", its value is
#   put in, and the rest is kept as text: "alpine:3.19:-3.20}", or "alpine::-3.20}". No error. Plain
#   ${V} is fine. LABEL values get the same treatment.
# Versions: dockerfile-parse 2.0.1 (PyPI). Date: 2026-11-30.
# Why it matters: the base image is the key for base-layer matching; such a Dockerfile gives a key that
#   cannot be right, and a tool that only tests "is it empty?" goes on with it.
set -euo pipefail
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
cd "$T"
python3 -m pip install -q --no-warn-conflicts --disable-pip-version-check --root-user-action=ignore --target py dockerfile-parse==2.0.1
cat > t.py <<'PY'
import io
from dockerfile_parse import DockerfileParser
def base(text):
    p = DockerfileParser(fileobj=io.BytesIO()); p.content = text; return p.baseimage
print(base("ARG V=3.19\nFROM alpine:${V}\n"), base("ARG V=3.19\nFROM alpine:${V:-3.20}\n"), base("FROM alpine:${V:-3.20}\n"))
PY
got=$(PYTHONPATH=py python3 t.py)
want="alpine:3.19 alpine:3.19:-3.20} alpine::-3.20}"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"
