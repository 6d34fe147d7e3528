# The sample images: built once, then the same in every part and as files.

SAMPLES="v1 v2"

# What the Dockerfile takes for its base: Debian's static busybox, its names as hard links.
sample_rootfs() {
    local root=$1/rootfs
    mkdir -p "$root"/{bin,etc,srv} "$root/tmp"
    chmod 1777 "$root/tmp"
    cp /bin/busybox "$root/bin/busybox"
    busybox --list | while read -r name; do
        [ -e "$root/bin/$name" ] || ln "$root/bin/busybox" "$root/bin/$name"
    done
    echo 'root:x:0:0:root:/root:/bin/sh' > "$root/etc/passwd"
    tar -C "$root" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@1700000000 \
        -cf "$1/rootfs.tar" .
    rm -rf "$root"
}

# Built by the old engine, from its cache when nothing changed.
build_samples() {
    local context=$DIR/sample-context version
    rm -rf "$context"
    mkdir "$context"
    cp -r "$HERE"/tests/real/sample/. "$context"
    sample_rootfs "$context"
    for version in $SAMPLES; do
        logged "build-$version" "building layersize-sample:$version" \
            docker_at docker-old build --network none --build-arg "RELEASE=$version" \
            -t "layersize-sample:$version" "$context"
    done
}

# needs WHAT: true unless it was given the images that the old engine has now.
needs() { [ "$(cat "$DIR/loaded/$1" 2> /dev/null)" != "$IDS" ]; }
given() { echo "$IDS" > "$DIR/loaded/$1"; }

# Podman has them as localhost/layersize-sample:v1, found by the short name too (not by docker.io/…).
has_samples() {
    local version
    for version in $SAMPLES; do
        clean curl -fsS -o /dev/null --unix-socket "$DIR/$1.sock" \
            "http://localhost/images/layersize-sample:$version/json" 2> /dev/null || return
    done
}

load_samples() {
    local part archive=$DIR/loaded/samples.tar
    IDS=$(docker_at docker-old image inspect -f '{{.Id}}' layersize-sample:v1 layersize-sample:v2)
    if needs archive; then
        logged save-samples "docker save of the samples" docker_at docker-old save -o "$archive" \
            layersize-sample:v1 layersize-sample:v2
        given archive
    fi
    for part in docker-containerd docker-classic podman; do
        needs "$part" || ! has_samples "$part" || continue
        say "loading the samples into $part"
        logged "load-$part" "loading the samples into $part" docker_at "$part" load -i "$archive"
        has_samples "$part" || fail "$part has no layersize-sample after loading it" \
            "$DIR/logs/load-$part.log"
        given "$part"
    done
    for part in registry registry-auth; do
        needs "$part" || continue
        say "pushing the samples to $part"
        logged "push-$part" "pushing the samples to $part" push_samples "$part" "$archive"
        given "$part"
    done
}

# The first sample twice: in the usual namespace as the new engine saves it, gzip in an index, and in
# another one from the old engine, plain.
import_samples() {
    needs containerd || return 0
    say "importing layersize-sample:v1 into containerd"
    logged import-containerd "importing layersize-sample:v1" import_sample_v1
    given containerd
}

import_sample_v1() {
    ctr_at images import "$DIR/images/sample-v1.docker-containerd.tar" &&
        ctr_at --namespace other images import "$DIR/images/sample-v1.docker-old.tar"
}

push_samples() {
    local version
    for version in $SAMPLES; do
        skopeo_copy --dest-tls-verify=false --dest-creds reader:sesame \
            "docker-archive:$2:layersize-sample:$version" \
            "docker://127.0.0.1:$(port "$1")/layersize-sample:$version" || return
    done
}

# The first sample as every part writes it, and as skopeo converts it.
save_samples() {
    local images=$DIR/images
    needs images || return 0
    say "saving layersize-sample:v1 from every part"
    rm -rf "$images"
    mkdir "$images"
    logged save-images "saving layersize-sample:v1" save_sample_v1 "$images"
    given images
}

save_sample_v1() {
    local part source=docker-archive:$1/sample-v1.docker-old.tar target
    for part in docker-old docker-containerd docker-classic; do
        docker_at "$part" save -o "$1/sample-v1.$part.tar" layersize-sample:v1 || return
    done
    clean /usr/bin/podman --remote --url "unix://$DIR/podman.sock" \
        save -o "$1/sample-v1.podman.tar" layersize-sample:v1 || return
    for target in oci-archive:"$1/sample-v1.oci.tar:v1" oci:"$1/sample-v1.oci:v1" \
        dir:"$1/sample-v1.dir"; do
        skopeo_copy "$source" "$target" || return
    done
}

write_env() {
    local new=$DIR/env.new
    while read -r name value; do
        printf 'export %s=%q\n' "$name" "$value"
    done > "$new" <<END
LAYERSIZE_DOCKER_OLD unix://$DIR/docker-old.sock
LAYERSIZE_DOCKER_TLS tcp://127.0.0.1:$(port docker-old)
LAYERSIZE_DOCKER_TLS_CERTS $DIR/tls/client
LAYERSIZE_DOCKER_CONTAINERD unix://$DIR/docker-containerd.sock
LAYERSIZE_DOCKER_CLASSIC unix://$DIR/docker-classic.sock
LAYERSIZE_BUILDX $DIR/buildx
LAYERSIZE_PODMAN unix://$DIR/podman.sock
LAYERSIZE_CONTAINERD $DIR/containerd.sock
LAYERSIZE_REGISTRY 127.0.0.1:$(port registry)
LAYERSIZE_REGISTRY_AUTH 127.0.0.1:$(port registry-auth)
LAYERSIZE_PARTS_IMAGES $DIR/images
END
    mv "$new" "$DIR/env"
}
