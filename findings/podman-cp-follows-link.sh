#!/usr/bin/env bash
# Question: "f" in a container is a symlink to d/a, "l" one to the folder d. What do "podman cp C:/f -" and the tar of Docker's
#   API for files (GET .../archive?path=/f, docker-py's get_archive) hold with Podman?
# Guess before running: the symlinks, named f and l, as with Docker, whose command and API Podman offers. Docker follows a link
#   only if asked to (cp -L).
# Seen: what they lead to. "podman cp" gives a file named "a" and the folder "d" with all that is in it: not even the name
#   that was asked for is in the tar. Podman's Docker API gives the same content under the name that was asked for.
#   Docker 26.1 (classic and containerd's store, tried by hand) gave two symlinks.
# Versions: podman 4.3.1 (Debian 12). Date: 2026-11-30.
# Why it matters: a tool that reads a file of an image by a created container and the API gets other types and sizes from
#   Podman, a whole folder where there is a link, and, from the command, members under names that it did not ask for.
# Note: needs root and installs Debian's podman if there is none. No container runs.
set -euo pipefail
tmp=$(mktemp -d); service=
trap '[ -z "$service" ] || { kill $service; wait $service; } 2>/dev/null || true; rm -rf "$tmp"' EXIT; cd "$tmp"
changed() { echo "CHANGED: $*" >&2; exit 1; }

command -v podman >/dev/null || { apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends podman >/dev/null; }
pod() { podman --root "$tmp/store" --runroot "$tmp/run" --storage-driver vfs "$@"; }
mkdir -p root/d
echo data > root/d/a
ln -s d/a root/f
ln -s d root/l
tar -C root -cf root.tar .
c=$(pod create "$(pod import -q root.tar 2>/dev/null)" /never-run 2>/dev/null) || changed "podman does not make a container of the tar"
cat > list.py <<'E'
import sys, tarfile
with tarfile.open(fileobj=sys.stdin.buffer, mode="r|") as t:
    print(" ".join(m.name + ("=" + t.extractfile(m).read().decode().strip() if m.isreg() else "->" + m.linkname if m.issym() else "/") for m in t))
E
podman --root "$tmp/store" --runroot "$tmp/run" --storage-driver vfs system service --time 0 "unix://$tmp/sock" 2> service.log &
service=$!
for _ in $(seq 100); do [ -S sock ] && break; sleep 0.1; done
cat > api.py <<'E'
import http.client, socket, sys
class Local(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect("sock")
c = Local("d")
c.request("GET", f"/v1.41/containers/{sys.argv[1]}/archive?path={sys.argv[2]}")
r = c.getresponse()
data = r.read()
assert r.status == 200, data
sys.stdout.buffer.write(data)
E
{
    for path in /f /l; do
        echo "podman cp $path: $(pod cp "$c:$path" - | python3 list.py)"
        echo "API $path: $(python3 api.py "$c" $path | python3 list.py)"
    done
} > out
cat > want <<'E'
podman cp /f: a=data
API /f: f=data
podman cp /l: d/ d/a=data
API /l: l/ l/a=data
E
diff want out >&2 || changed "what podman copies for a symlink"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
