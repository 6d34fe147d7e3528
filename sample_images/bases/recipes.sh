# What each stand-in is made of: make_base NAME gives the engine the image OURS/NAME.

NAMES="alpine:3.22 buildpack-deps:bookworm busybox:1.37 debian:bookworm debian:bookworm-slim gcc:14
    gcr.io/distroless/static-debian12:nonroot golang:1.23 nginx:latest ubuntu:24.04"

# A recipe is built on ours, whatever the engine has under the hub's name.
needs() {
    local name
    for name; do
        has "$OURS/$name" || make_base "$name"
    done
}

make_base() {
    case $1 in
        debian:bookworm | debian:bookworm-slim | ubuntu:24.04) debian_stand_in "$1" ;;
        busybox:1.37) busybox_stand_in "$1" ;;
        alpine:3.22) needs debian:bookworm; from_folder "$1" alpine ;;
        buildpack-deps:bookworm) needs debian:bookworm; from_folder "$1" buildpack-deps ;;
        gcc:14) needs buildpack-deps:bookworm; from_folder "$1" gcc ;;
        gcr.io/distroless/static-debian12:nonroot)
            needs debian:bookworm
            from_folder "$1" distroless-static
            ;;
        golang:1.23) needs buildpack-deps:bookworm; golang_stand_in "$1" ;;
        nginx:latest) needs debian:bookworm-slim; from_folder "$1" nginx ;;
        *) fail "there is no stand-in for $1; there are: $NAMES" ;;
    esac
}

# Debian's minimal root with what apt needs to reach the archive from this machine.
debian_stand_in() {
    say "making $1"
    local root=$DIR/root
    debian_root bookworm bookworm ""
    cp -a "$CACHE/bookworm" "$root"
    host_apt_settings "$root/etc"
    mkdir -p "$root/usr/local/share/ca-certificates"
    cp -rL /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates"
    cp "$BASES/debian/apt.conf" "$root/etc/apt/apt.conf.d/docker-clean"
    if [ "$1" != debian:bookworm ]; then
        cp "$BASES/debian/slim.cfg" "$root/etc/dpkg/dpkg.cfg.d/docker"
        find "$root"/usr/share/{doc,info,locale,man} -mindepth 1 ! -name copyright ! -type d -delete
        find "$root"/usr/share/{doc,info,locale,man} -mindepth 1 -type d -empty -delete
    fi
    rm -rf "$root"/var/cache/apt/*.bin "$root"/var/log/{bootstrap,dpkg,alternatives}.log
    logged import "importing $1" import_root "$root" "$OURS/$1" "$1"
    rm -rf "$root"
}

import_root() {
    tar -c --numeric-owner --sort=name -C "$1" --exclude=./.layersize-complete --exclude='./dev/*' . |
        docker_here import --change "LABEL $LABEL=\"$3\"" --change 'CMD ["bash"]' - "$2"
}

# Every name of busybox a hard link, as the hub's image has them.
busybox_stand_in() {
    say "making $1"
    local root=$DIR/busybox/root name
    mkdir -p "$root"/{bin,etc,home,root,tmp,var/spool/mail,var/www}
    chmod 1777 "$root/tmp"
    cp /bin/busybox "$root/bin/busybox"
    busybox --list | while read -r name; do
        [ -e "$root/bin/$name" ] || ln "$root/bin/busybox" "$root/bin/$name"
    done
    cp "$BASES/busybox/passwd" "$BASES/busybox/group" "$root/etc"
    tar -C "$root" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@1700000000 \
        -cf "$DIR/busybox/rootfs.tar" .
    rm -rf "$root"
    from_folder "$1" busybox "$DIR/busybox"
    rm -rf "$DIR/busybox"
}

# Debian 12's Go is from 2022: the machine's own is taken.
golang_stand_in() {
    command -v go > /dev/null || fail "golang:1.23 takes the Go of this machine, and there is none in PATH"
    mkdir -p "$DIR/golang"
    cp -rL "$(go env GOROOT)" "$DIR/golang/go"
    from_folder "$1" golang "$DIR/golang"
    rm -rf "$DIR/golang"
}
