# layersize-big:v1, about 600 MB: what the benchmark reads from an engine.

big() {
    running docker-old || fail "the old engine doesn't run: bash tools/real-parts.sh start first"
    build_big
    ! running podman || has_big podman || logged load-big "loading layersize-big:v1 into podman" load_big
}

has_big() { docker_at "$1" image inspect layersize-big:v1 > /dev/null 2>&1; }

load_big() { docker_at docker-old save layersize-big:v1 | docker_at podman load; }

build_big() {
    has_big docker-old && return
    debian_root bookworm bookworm ""
    say "building layersize-big:v1"
    rm -rf "$DIR/big-base"
    cp -a "$CACHE/bookworm" "$DIR/big-base"
    host_apt_settings "$DIR/big-base/etc"
    logged import-debian "importing debian:bookworm" import_debian "$DIR/big-base"
    rm -rf "$DIR/big-base"
    logged build-big "building layersize-big:v1" docker_at docker-old build --network host \
        $(proxy_arguments) -t layersize-big:v1 "$HERE/tests/bench/engine"
}

# host_apt_settings ETC: what apt in the base needs to reach the same archive, trusted the same way:
# sources, proxies, credentials, keys, certificates.
host_apt_settings() {
    mkdir -p "$1/apt/apt.conf.d" "$1/ssl/certs"
    [ -n "$(debian_mirror)" ] || update_lists
    indexes 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' > "$1/apt/sources.list"
    apt-config dump | grep -E '^Acquire::(http|https|Check-|Max-FutureTime|Allow|ForceIPv)' \
        > "$1/apt/apt.conf.d/99host" || true
    cp -r /etc/apt/auth.conf /etc/apt/auth.conf.d /etc/apt/trusted.gpg.d "$1/apt" 2> /dev/null || true
    cp -L /etc/ssl/certs/ca-certificates.crt "$1/ssl/certs"
}

import_debian() {
    tar -c --numeric-owner -C "$1" --exclude=./.layersize-complete --exclude='./dev/*' . |
        docker_at docker-old import - debian:bookworm
}

# Proxies that the build's commands see and the image doesn't keep.
proxy_arguments() {
    local name
    for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
        [ -z "${!name-}" ] || echo "--build-arg=$name=${!name}"
    done
}
