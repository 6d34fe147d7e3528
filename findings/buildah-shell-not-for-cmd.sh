#!/usr/bin/env bash
# Question: after 'SHELL ["/bin/bash","-c"]', which shell stands in Cmd for the line "CMD run me"?
# Guess before running: /bin/bash. The Dockerfile reference says SHELL is for the shell form of RUN, CMD and ENTRYPOINT.
# Seen: buildah records the Shell in the config (docker format), and still writes Cmd ["/bin/sh","-c","run me"];
#   ENTRYPOINT likewise. BuildKit (v0.34.2) gives /bin/bash. In OCI format (buildah's default) the Shell is not even
#   kept. No build step runs here, so it is about the recorded config only.
# Versions: buildah 1.28.2 (Debian 12); the same from the library openshift/imagebuilder v1.2.22. Date: 2026-11-30.
# Why it matters: an image for bash features, or one without /bin/sh, starts with the wrong shell when it is built by
#   buildah or podman. Use the JSON form of CMD and ENTRYPOINT. Reading Config.Shell does not tell what Cmd uses.
# Note: installs Debian's buildah if there is none.
set -euo pipefail
tmp=$(mktemp -d)
b() { buildah --root "$tmp/root" --runroot "$tmp/run" --storage-driver vfs "$@"; }
trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
changed() { echo "CHANGED: $*" >&2; exit 1; }
command -v jq > /dev/null || { apt-get update -q && apt-get install -y -q jq; } > /dev/null
command -v buildah > /dev/null || { apt-get update -q && apt-get install -y -q --no-install-recommends buildah; } > /dev/null

mkdir ctx
for last in CMD ENTRYPOINT; do
  printf 'FROM scratch\nSHELL ["/bin/bash","-c"]\n%s run me\n' "$last" > "$last"
  b bud -q --format docker -f "$last" -t "t-${last,,}" ctx > id 2> log || { cat log >&2; changed "the build failed"; }
  b inspect --type image "t-${last,,}" |
    jq -c --arg l "$last" '.Docker.config | [$l, .Shell, (.Cmd // []) + (.Entrypoint // [])]'
done > out
cat > want <<'E'
["CMD",["/bin/bash","-c"],["/bin/sh","-c","run me"]]
["ENTRYPOINT",["/bin/bash","-c"],["/bin/sh","-c","run me"]]
E
diff want out >&2 || changed "Cmd and Entrypoint after SHELL ($(buildah --version))"
echo "seen: [line, Shell, recorded command] $(paste -sd'|' out | sed 's/|/; /g')"
