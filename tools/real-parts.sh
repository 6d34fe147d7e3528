#!/usr/bin/env bash
# The container engines and registries that the tests read images from, as root on Debian 12:
#   bash tools/real-parts.sh start [DIR]   install and start them, load the sample images, write DIR/env
#   bash tools/real-parts.sh packages      only install the packages: what start needs of apt, which
#                                          others can't use meanwhile
#   bash tools/real-parts.sh stop [DIR]    stop them; images and caches stay
#   bash tools/real-parts.sh big [DIR]     build layersize-big:v1, about 600 MB, in the old engine and Podman
# DIR is /tmp/layersize-parts unless given; LAYERSIZE_PARTS_CACHE holds the Debian roots.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${LAYERSIZE_PARTS_CACHE:-/var/cache/layersize-parts}
export DEBIAN_FRONTEND=noninteractive

for piece in common debian daemons parts images big; do
    . "$HERE/tools/real-parts/$piece.sh"
done

start() {
    install_packages
    trixie_root
    start_parts
    build_samples
    load_samples
    save_samples
    import_samples
    write_env
    say "all parts answer; their names are in $DIR/env"
}

stop() {
    rm -f "$DIR/env"
    local pid_file
    for pid_file in "$DIR"/pids/*; do
        [ -e "$pid_file" ] && stop_daemon "$(basename "$pid_file")"
    done
    rm -f "$DIR"/*.sock "$DIR/ports"
}

packages() { install_packages; }

usage="usage: bash tools/real-parts.sh start|packages|stop|big [DIR]"
case ${1-} in start | packages | stop | big) ;; *) echo "$usage" >&2; exit 2 ;; esac
[ $# -le 2 ] || { echo "$usage" >&2; exit 2; }
[ "$(id -u)" -eq 0 ] || { echo "real-parts: needs root" >&2; exit 1; }

mkdir -p "${2:-/tmp/layersize-parts}"
DIR=$(cd "${2:-/tmp/layersize-parts}" && pwd)
CLEAN=(PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$DIR/home")
mkdir -p "$DIR"/{home,images,logs,pids,loaded}
# Waits until no other start or stop of these parts runs, so that two never mix.
exec 9> "$DIR/lock"
flock 9
"$1"
