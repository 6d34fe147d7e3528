#!/usr/bin/env bash
# Question: to compare the packages of two images, one puts (name, Version) pairs from python-debian into
#   sets. Debian says 1.0, 0:1.0 and 1.0-0 are one version. Does the set see one too?
# Guess before running: yes; Version compares as dpkg does, so equal versions also hash the same.
# Seen: they compare equal (as in dpkg) but the hash is that of the text. So a set keeps three, and
#   a set difference reports a change that "==" denies.
# Versions: python-debian 1.1.1 (PyPI), dpkg 1.21.22. Date: 2026-11-30.
# Why it matters: package diffs and dictionaries keyed by Version show false changes, for example where one
#   source writes the epoch "0:" and another leaves it out.
set -euo pipefail
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
cd "$T"
python3 -m pip install -q --no-warn-conflicts --disable-pip-version-check --root-user-action=ignore --target py python-debian==1.1.1
cat > t.py <<'PY'
from debian.debian_support import Version
a, b, c = Version("1.0"), Version("0:1.0"), Version("1.0-0")
print("equal", a == b == c, "in-set", len({a, b, c}), "difference", len({("x", a)} - {("x", b)}))
PY
got=$(PYTHONPATH=py python3 t.py)
if command -v dpkg >/dev/null; then
  dpkg --compare-versions 1.0 eq 0:1.0 && dpkg --compare-versions 1.0 eq 1.0-0 && got="$got dpkg equal"
fi
want="equal True in-set 3 difference 1 dpkg equal"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"
