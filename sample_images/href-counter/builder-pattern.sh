#!/bin/sh
# How it was done before there were stages: build in one image, carry the program over into another.
#   sh builder-pattern.sh [TAG]
set -eu
cd "$(dirname "$0")"
tag=${1:-href-counter:builder-pattern}
parcel=$(mktemp -d)
trap 'rm -rf "$parcel"' EXIT

docker build -t href-counter:build -f Dockerfile.single .
container=$(docker create href-counter:build)
docker cp "$container:/usr/local/bin/href-counter" "$parcel/href-counter"
docker rm "$container" > /dev/null
docker build -t "$tag" -f Dockerfile.runtime "$parcel"
