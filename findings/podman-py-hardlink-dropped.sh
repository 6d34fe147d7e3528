#!/usr/bin/env bash
# Question: podman-py packs the build context itself (podman.api.tar_utils.create_tar, used by
#   client.images.build). How does it pack a file that has two names (a hard link)?
# Guess (put into words only after the first run): the second name is a hard-link entry, or a second copy of the bytes.
# Seen: the second name is left out. The filter keeps files, folders and symlinks only, and
#   tarfile presents the second name as a link entry, which is none of the three. No message.
# Versions: podman 5.8.0 (PyPI). docker 7.2.0 (PyPI), for comparison, keeps it. Date: 2026-11-30.
# Why it matters: contexts under pnpm, ccache, ostree or "cp -al" are full of hard links; which name
#   is lost depends only on the walk order. COPY then fails or quietly copies less.
set -euo pipefail
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
python3 -m pip install -q --no-warn-conflicts --disable-pip-version-check --root-user-action=ignore --target "$T/py" podman==5.8.0 docker==7.2.0
mkdir "$T/ctx"; echo hi > "$T/ctx/a"; ln "$T/ctx/a" "$T/ctx/b"
cat > "$T/t.py" <<'PY'
import sys, tarfile
from podman.api import tar_utils
from docker.utils.build import tar
def names(f): return ",".join(f"{m.name}({m.type.decode()})" for m in tarfile.open(fileobj=f) if m.name)
print("podman-py", names(tar_utils.create_tar(sys.argv[1])), "docker-py", names(tar(sys.argv[1])))
PY
got=$(PYTHONPATH="$T/py" python3 "$T/t.py" "$T/ctx")
want="podman-py a(0) docker-py a(0),b(1)"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: context has a and b (one inode): $got"
