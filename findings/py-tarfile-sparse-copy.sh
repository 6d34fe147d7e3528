#!/usr/bin/env bash
# Question: copy a layer member by member with Python's tarfile (read, then addfile with the
#   bytes just read). Does a GNU sparse file ("S" entry) survive, since tarfile can read it?
# Guess before running: yes. tarfile expands the holes when it reads, so the copy is an ordinary
#   file of the full size: bigger, but right.
# Seen: the copy keeps the type "S" but has no sparse map, so readers take the map as empty and give
#   0 bytes. The data is in the archive (the copy is over 1 MiB), yet no reader shows it, and
#   neither tarfile nor GNU tar says a word.
# Versions: Python 3.11.7 and 3.13.0 (tarfile), GNU tar 1.34. Date: 2026-11-30.
# Why it matters: squashers, rebasers and "strip one path" scripts for layers are often this very
#   loop. Set member.type = tarfile.REGTYPE before addfile, or such files come out empty.
set -euo pipefail
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
cd "$T"
truncate -s 1M db; printf 'DATA%.0s' {1..1024} | dd of=db bs=4096 seek=128 conv=notrunc status=none
tar --format=gnu --sparse -cf in.tar db
cat > again.py <<'PY'
import io, tarfile
src = tarfile.open("in.tar"); m = src.getmembers()[0]
data = src.extractfile(m).read()
with tarfile.open("out.tar", "w", format=tarfile.GNU_FORMAT) as out:
    out.addfile(m, io.BytesIO(data))
back = tarfile.open("out.tar"); c = back.getmembers()[0]
print("read", len(data), "copy-type", c.type.decode(), "copy-size", c.size, "copy-read", len(back.extractfile(c).read()))
PY
got=$(python3 again.py)
gnu=$(tar -xOf out.tar db | wc -c)
size=$(stat -c %s out.tar); [ "$size" -gt 1048576 ] || { echo "changed: the copy holds $size bytes"; exit 1; }
want="read 1048576 copy-type S copy-size 0 copy-read 0 gnu-tar-read 0"
got="$got gnu-tar-read $gnu"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"
