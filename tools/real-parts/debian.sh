# What comes from Debian: packages for this machine, and whole roots beside it.

PACKAGES="apache2-utils busybox-static ca-certificates curl debian-archive-keyring debootstrap
    docker-registry docker.io openssl podman python3 skopeo wget"

update_lists() {
    apt-get -qq -o Acquire::Retries=5 update > "$DIR/logs/apt-update.log" 2>&1 9>&- ||
        say "apt-get update failed: going on with the lists there are"
}

install_packages() {
    local missing=() package
    for package in $PACKAGES; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null)" = installed ] ||
            missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${missing[*]}"
    update_lists
    # Their own services would start with the machine's settings, beside the parts started here.
    local policy=/usr/sbin/policy-rc.d ours=
    if [ ! -e "$policy" ]; then
        ours=$policy
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
        printf '#!/bin/sh\nexit 101\n' > "$policy"
        chmod +x "$policy"
    fi
    logged apt-install "installing Debian packages" apt-get -qq -o Acquire::Retries=5 \
        -o Dpkg::Use-Pty=0 install -y --no-install-recommends "${missing[@]}"
    [ -z "$ours" ] || { rm -f "$ours"; trap - EXIT; }
}

# indexes FORMAT FILTER…: what apt has lists of.
indexes() { apt-get indextargets --format "$@" 'Origin: Debian' 'Created-By: Packages' | sort -u; }

# Where apt on this machine has Debian's main archive from.
debian_mirror() { indexes '$(SITE)' 'Codename: bookworm' 'Component: main' | sed -n 1p; }

# As apt does, by its own proxy settings where it has them.
debootstrap_as_apt() {
    local scheme proxy
    for scheme in http https; do
        proxy=
        eval "$(apt-config shell proxy "Acquire::$scheme::Proxy")"
        case $proxy in '' | DIRECT) ;; *) export "${scheme}_proxy=$proxy" ;; esac
    done
    # In mount and process namespaces of its own: nothing stays mounted or running if it is interrupted.
    unshare --mount --pid --fork --kill-child debootstrap --variant=minbase "$@"
}

# debian_root SUITE NAME PACKAGES: the folder CACHE/NAME, complete or not there.
debian_root() {
    mkdir -p "$CACHE"
    # One at a time, as CACHE is shared by all DIRs.
    (flock 8 && make_debian_root "$1" "$CACHE/$2" "$3") 8> "$CACHE/lock"
}

make_debian_root() {
    local suite=$1 root=$2 include=$3 new=$2.new mirror
    [ -e "$root/.layersize-complete" ] && return
    rm -rf "$root" "$new"
    [ -n "$(debian_mirror)" ] || update_lists
    mirror=$(debian_mirror)
    [ -n "$mirror" ] || fail "apt has no bookworm main archive of Debian"
    say "making a $suite root, kept in $root"
    logged "debootstrap-$suite" "debootstrap of $suite" debootstrap_as_apt \
        ${include:+--include="$include"} "$suite" "$new" "$mirror"
    rm -rf "$new"/var/cache/apt/archives/*.deb "$new"/var/lib/apt/lists/*
    touch "$new/.layersize-complete"
    mv "$new" "$root"
}

# Docker 26 and buildx: newer than Debian 12 has it, and not in there at all.
trixie_root() {
    TRIXIE=$CACHE/trixie-engine
    debian_root trixie trixie-engine \
        ca-certificates,containerd,docker-buildx,docker-cli,docker.io,iptables
    # A folder for DOCKER_CONFIG that has nothing but the plugin.
    mkdir -p "$DIR/buildx/cli-plugins"
    ln -sf "$TRIXIE/usr/libexec/docker/cli-plugins/docker-buildx" "$DIR/buildx/cli-plugins"
}
