#!/usr/bin/env bash
# Question: skopeo copies a Docker image (schema 2) to an OCI layout. Does the image config stay the same bytes?
# Guess before running: yes. The config formats are the same JSON; only media types in the manifest change, so the image
#   ID (the config's digest) stays.
# Seen: the config is parsed and written anew with only the fields that OCI names. Healthcheck, Shell, OnBuild,
#   StopTimeout, docker_version, container_config and all unknown fields are gone, without a message, and the image ID
#   is another one. The layer blob is unchanged.
# Versions: skopeo 1.9.3 (Debian 12). Date: 2026-11-30.
# Why it matters: the image behaves differently (no health check, no triggers for child builds), and comparing image IDs
#   across such a copy fails although each layer is the same; compare DiffIDs.
# Note: installs Debian's skopeo if there is none.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
changed() { echo "CHANGED: $*" >&2; exit 1; }
for need in jq skopeo; do command -v "$need" > /dev/null || { apt-get update -q && apt-get install -y -q "$need"; } > /dev/null; done

sha() { sha256sum "$1" | cut -d' ' -f1; }
echo hello > f; tar -cf layer.tar f; gzip -nc layer.tar > layer.gz
cat > config <<E
{"architecture":"amd64","os":"linux","docker_version":"20.10","container_config":{"Cmd":["x"]},
"config":{"Env":["A=1"],"Healthcheck":{"Test":["CMD","x"]},"Shell":["/bin/bash","-c"],"OnBuild":["RUN x"],"StopTimeout":5,
"StopSignal":"SIGINT"},"x.custom":1,"history":[{"created_by":"x"}],
"rootfs":{"type":"layers","diff_ids":["sha256:$(sha layer.tar)"]}}
E
mkdir docker
printf 'Directory Transport Version: 1.1\n' > docker/version
printf '{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":%d,"digest":"sha256:%s"},"layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":%d,"digest":"sha256:%s"}]}' \
  "$(stat -c %s config)" "$(sha config)" "$(stat -c %s layer.gz)" "$(sha layer.gz)" > docker/manifest.json
cp config "docker/$(sha config)"; cp layer.gz "docker/$(sha layer.gz)"
printf '{"default":[{"type":"insecureAcceptAnything"}]}' > policy.json

skopeo --policy policy.json copy -q dir:docker oci:out:t > log 2>&1 || { cat log >&2; changed "the copy failed"; }
blob() { echo "out/blobs/sha256/${1#sha256:}"; }
manifest=$(blob "$(jq -r '.manifests[0].digest' out/index.json)")
id=$(jq -r .config.digest "$manifest"); layer=$(jq -r '.layers[0].digest' "$manifest")
same=no; [ "$id" != "sha256:$(sha config)" ] || same=yes
kept=no; [ "$layer" != "sha256:$(sha layer.gz)" ] || kept=yes
got="same image ID: $same; same layer: $kept; config keys $(jq -c '.config|keys' "$(blob "$id")"); top keys $(jq -c keys "$(blob "$id")")"
want='same image ID: no; same layer: yes; config keys ["Env","StopSignal"]; top keys ["architecture","config","history","os","rootfs"]'
[ "$got" = "$want" ] || changed "$got ($(skopeo --version))"
echo "seen: $got"
