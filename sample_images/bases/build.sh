#!/usr/bin/env bash
# Stand-ins for base images of the hub, made of Debian packages, for machines without a hub:
#   bash sample_images/bases/build.sh gcc:14 busybox:1.37 …
# An image that the engine (DOCKER_HOST) has already is left as it is. As root on Debian 12.
set -euo pipefail

BASES=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
HERE=$(cd "$BASES/../.." && pwd)
CACHE=${LAYERSIZE_PARTS_CACHE:-/var/cache/layersize-parts}
OURS=layersize-stand-in
LABEL=layersize.stand-in
export DEBIAN_FRONTEND=noninteractive DOCKER_BUILDKIT=1
for piece in common debian big; do
    . "$HERE/tools/real-parts/$piece.sh"
done
. "$BASES/recipes.sh"

say() { echo "stand-ins: $1" >&2; }
docker_here() { "${SAMPLES_DOCKER:-docker}" "$@" 9>&-; }
has() { docker_here image inspect "$1" > /dev/null 2>&1; }

# stand_in NAME: makes it, what it is made from first, and gives it the hub's name where that is free.
stand_in() {
    has "$1" && return
    has "$OURS/$1" || make_base "$1"
    docker_here tag "$OURS/$1" "$1"
}

# from_folder NAME FOLDER [CONTEXT]: by FOLDER's Dockerfile; what the machine gives is in CONTEXT.
from_folder() {
    say "building $1"
    [ -z "${3-}" ] || cp -r "$BASES/$2/." "$3"
    logged "${1//[\/:]/-}" "building a stand-in for $1" docker_here build --network host \
        $(proxy_arguments) --label "$LABEL=$1" -t "$OURS/$1" "${3:-$BASES/$2}"
}

[ $# -gt 0 ] || { echo "usage: bash $0 IMAGE…; there are: $NAMES" >&2; exit 2; }
[ "$(id -u)" -eq 0 ] || fail "needs root"
DIR=$(mktemp -d /tmp/layersize-stand-ins.XXXXXX)
trap 'rm -rf "$DIR"' EXIT
mkdir "$DIR/logs"
for name; do
    stand_in "$name"
done
