#!/bin/sh
# Fuzzes what reads images, guided by the code that is reached: sh tools/fuzz.sh SECONDS [TARGET...]
# SECONDS are for each target; --keep adds what reaches new code to tests/fuzz/corpus. Needs Linux on x86-64 and
# Python 3.11, for which the pinned atheris has wheels.
set -eu
cd "$(dirname "$0")/.."
export PIP_DISABLE_PIP_VERSION_CHECK=1
[ $# -gt 0 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
if ! .venv-fuzz/bin/python -c 'import atheris' 2> /dev/null; then
    python3.11 -m venv --clear .venv-fuzz
    .venv-fuzz/bin/python -m pip install -q -r requirements-dev.lock
    .venv-fuzz/bin/python -m pip install -q --no-deps -e . atheris==3.0.0
fi
exec nice -n 10 .venv-fuzz/bin/python tests/fuzz/guided/campaign.py "$@"
