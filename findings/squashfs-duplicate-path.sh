#!/usr/bin/env bash
# Question: a layer tar has the same path twice. What does a squashfs image made from it hold, by sqfstar
#   (squashfs-tools) and by tar2sqfs (squashfs-tools-ng)?
# Guess before running: the later entry, in both; it is what tar and the engines that unpack it give.
# Seen: neither. sqfstar keeps the first entry, prints "already exists in the tar file, ignoring" and ends with 0.
#   tar2sqfs ends with "File exists", without an image, even for a directory that is listed twice.
# Versions: squashfs-tools 4.5.1, squashfs-tools-ng 1.2.0 (Debian 12), GNU tar 1.34. Date: 2026-11-30.
# Why it matters: a layer turned to squashfs can hold an older file, or a directory with other modes, than the container
#   sees. Unpack such a layer first, or drop the earlier entries.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
changed() { echo "CHANGED: $*" >&2; exit 1; }

apt-get -o APT::Sandbox::User=root -qq download squashfs-tools=1:4.5.1-1 squashfs-tools-ng=1.2.0-1 libsquashfs1=1.2.0-1 liblzo2-2 >/dev/null
for deb in *.deb; do dpkg-deb -x "$deb" deb; done
export PATH=$tmp/deb/usr/bin:$PATH
LD_LIBRARY_PATH=$(echo deb/usr/lib/*-linux-gnu):$(echo deb/lib/*-linux-gnu); export LD_LIBRARY_PATH

mkdir d
echo first > a; chmod 755 d; tar -cf file.tar a; tar -cf dir.tar d
echo second > a; chmod 700 d; tar -rf file.tar a; tar -rf dir.tar d
[ "$(tar -xOf file.tar --occurrence=2 a)" = second ] || changed "the tar that this script makes"

for t in file dir; do
    if sqfstar -quiet -no-progress $t.sq < $t.tar 2> log; then rc=0; else rc=$?; fi
    echo "$t: sqfstar ends with $rc, $(unsquashfs -cat $t.sq a 2>/dev/null || true)$(unsquashfs -lln $t.sq | sed -n 's/ .*root\/d$//p'); $(cat log)"
    if tar2sqfs -q ng.sq < $t.tar 2> log; then rc=0; else rc=$?; fi
    echo "$t: tar2sqfs ends with $rc; $(head -1 log)"
done > out
cat > want <<'E'
file: sqfstar ends with 0, first; a already exists in the tar file, ignoring
file: tar2sqfs ends with 1; a: File exists
dir: sqfstar ends with 0, drwxr-xr-x; d already exists in the tar file, ignoring
dir: tar2sqfs ends with 1; d: File exists
E
diff want out >&2 || changed "a path twice in a tar turned to squashfs"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
