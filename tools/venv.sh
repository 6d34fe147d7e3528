#!/bin/sh
# Makes .venv in this checkout and installs layersize into it.
# With "dev": editable, with the locked versions that the tests and linters use.
set -eu
cd "$(dirname "$0")/.."
export PIP_DISABLE_PIP_VERSION_CHECK=1

fail() {
    echo "tools/venv.sh: $1" >&2
    exit 2
}

find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

# Debian ships ensurepip, which venv needs, as a package of its own.
install_ensurepip() {
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    command -v apt-get >/dev/null || fail "$1 has no ensurepip; install it, then run this again"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "as root, run: apt-get install $package"
        as_root=sudo
    fi
    echo "tools/venv.sh: installing $package with apt-get, as $1 has no ensurepip" >&2
    $as_root apt-get -qq update
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 install \
        --no-install-recommends "$package" >/dev/null
}

case ${1-} in
    '' | dev) ;;
    *) fail "usage: sh tools/venv.sh [dev]" ;;
esac

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    [ -n "$python" ] || fail "none of python3, python3.11 … python3.14 is Python 3.11 or newer"
    "$python" -c 'import ensurepip' 2>/dev/null || install_ensurepip "$python"
    "$python" -m venv --clear .venv
fi

if [ "${1-}" = dev ]; then
    .venv/bin/python -m pip install -q -r requirements-dev.lock
    .venv/bin/python -m pip install -q --no-deps -e .
else
    .venv/bin/python -m pip install -q .
fi
