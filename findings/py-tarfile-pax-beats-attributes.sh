#!/usr/bin/env bash
# Question: a script makes a layer reproducible with Python's tarfile: it reads each member, sets
#   mtime = 0 and uid = 0, and writes it to a new PAX archive. Does the new archive say 0?
# Guess before running: yes, what is set on the TarInfo is what gets written (with some doubt).
# Seen: not where the old archive had a PAX record for the field. tarfile keeps the records it read
#   in member.pax_headers, and on writing these win over the attributes. A sub-second mtime, a
#   uid above 2097151 or a long name stays as it was; the others change.
# Versions: Python 3.11.7 and 3.13.0 (tarfile), GNU tar 1.34. Date: 2026-11-30.
# Why it matters: a "clamp the times" step looks right on plain entries and silently does nothing on
#   others, so layer digests still differ. Clear or edit member.pax_headers too.
set -euo pipefail
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
cd "$T"
echo a > whole; echo b > part
touch -d @1700000000 whole; touch -d @1700000000.5 part
tar --format=pax --pax-option=delete=atime,delete=ctime --owner=app:3000000 -cf in.tar part
tar --format=pax --pax-option=delete=atime,delete=ctime --owner=app:1000 -rf in.tar whole
cat > clamp.py <<'PY'
import tarfile
src = tarfile.open("in.tar")
with tarfile.open("out.tar", "w", format=tarfile.PAX_FORMAT) as out:
    for m in src:
        m.mtime = 0; m.uid = 0
        out.addfile(m, src.extractfile(m))
print(" ".join(f"{m.name}:mtime={m.mtime:g},uid={m.uid}" if m.mtime < 10 else f"{m.name}:mtime={m.mtime},uid={m.uid}" for m in tarfile.open("out.tar")))
PY
got=$(python3 clamp.py)
want="part:mtime=1700000000.5,uid=3000000 whole:mtime=0,uid=0"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: after setting mtime=0 uid=0 on both: $got"
