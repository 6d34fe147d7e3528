#!/usr/bin/env bash
# Question: is compiled byte code of Python in an image, in `__pycache__`, a trace of a Python that ran there, which
#   PYTHONDONTWRITEBYTECODE=1 in the build would have kept out?
# Guess before running: yes. Archives of a package registry hold sources.
# Seen: npm's own package on npm's registry holds byte code of CPython 3.13, in the Python that its node-gyp brings: none
#   in 10.9.2, 18 files of 730751 bytes in 11.6.0. Any image with that npm has them, also one that has no Python.
# Versions: npm 10.9.2 and 11.6.0. Date: 2026-12-01.
# Why it matters: who advises about byte code can't conclude from it that Python ran, and a setting of Python can't
#   keep out what an archive brings.
set -euo pipefail
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
cd "$T"
byte_code() { # VERSION: how many files of byte code the package has, and their bytes
    npm pack --silent "npm@$1" > /dev/null
    tar -tvzf "npm-$1.tgz" | awk '/\.cpython-313\.pyc$/ { files++; bytes += $3 } END { print files + 0, bytes + 0 }'
}
got="10.9.2: $(byte_code 10.9.2); 11.6.0: $(byte_code 11.6.0)"
want="10.9.2: 0 0; 11.6.0: 18 730751"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"
