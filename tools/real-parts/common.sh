# Messages, and commands run without the proxies and settings of the machine.

say() { echo "real-parts: $1" >&2; }

# fail WHAT LOG: one line saying what went wrong, then the end of the log.
fail() {
    say "$1${2:+; the end of $2:}"
    [ -z "${2-}" ] || tail -n 20 "$2" >&2
    exit 1
}

# logged NAME WHAT COMMAND…: keeps what the command writes in logs/NAME.log, shown where it fails.
logged() {
    local log=$DIR/logs/$1.log what=$2
    shift 2
    "$@" > "$log" 2>&1 9>&- || fail "$what failed" "$log"
}

# Proxies are for the world outside: nothing on 127.0.0.1 or a socket is to be asked for through one.
clean() { env -i "${CLEAN[@]}" "$@"; }

# docker_at PART ARGUMENTS…: Debian's own client at the socket of a part.
docker_at() {
    local socket=$DIR/$1.sock
    shift
    clean DOCKER_BUILDKIT=1 /usr/bin/docker -H "unix://$socket" "$@"
}

# Signature policy and registries of the machine don't matter for what is copied between our parts.
skopeo_copy() { clean /usr/bin/skopeo --insecure-policy copy --quiet "$@"; }
