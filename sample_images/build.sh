#!/bin/sh
# Builds the sample images with the Docker engine and saves them as site/single.tar.xz and
# site/multi.tar.xz. Needs docker, xz and Debian's busybox-static; no network.
set -eu
cd "$(dirname "$0")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export DOCKER_BUILDKIT=1

# The base: a stand-in for the hub's busybox image, laid out like it.
mkdir -p "$scratch/root/bin" "$scratch/root/etc" "$scratch/root/root" "$scratch/root/tmp" \
    "$scratch/root/home" "$scratch/root/var/spool/mail"
chmod 1777 "$scratch/root/tmp"
cp "$(command -v busybox)" "$scratch/root/bin/busybox"
for applet in $(busybox --list); do
    [ "$applet" = busybox ] || ln "$scratch/root/bin/busybox" "$scratch/root/bin/$applet"
done
cat > "$scratch/root/etc/passwd" <<'EOF'
root:x:0:0:root:/root:/bin/sh
www-data:x:33:33:www-data:/var/www:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
EOF
printf '%s\n' root:x:0: www-data:x:33: nobody:x:65534: > "$scratch/root/etc/group"
tar -C "$scratch/root" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 \
    -cf "$scratch/rootfs.tar" .
rm -r "$scratch/root"
printf '%s\n' 'FROM scratch' 'ADD rootfs.tar /' 'CMD ["sh"]' > "$scratch/Dockerfile"
docker build --quiet --tag busybox:1.35 "$scratch"

for variant in single multi; do
    image=timetable:$variant
    docker build --quiet --network none --file "site/Dockerfile.$variant" --tag "$image" site

    container=$(docker run --detach --network none "$image")
    answer=$(docker exec "$container" wget -qO- http://127.0.0.1:8080/town-hall.html | head -n 2)
    docker rm --force "$container" > /dev/null
    case $answer in
        *'<h1>Town Hall</h1>'*) echo "$image answers" ;;
        *) echo "$image does not serve town-hall.html: $answer" >&2; exit 1 ;;
    esac

    docker save --output "$scratch/$variant.tar" "$image"
    xz -9e --stdout "$scratch/$variant.tar" > "site/$variant.tar.xz"
done
ls -l site/*.tar.xz
