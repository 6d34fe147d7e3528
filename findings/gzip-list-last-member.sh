#!/usr/bin/env bash
# Question: what do "gzip -l", "pigz -l" and "7zz l" give as the uncompressed length of an eStargz layer, or of any layer
#   of several gzip members?
# Guess before running: the length of the whole tar. gzip 1.12 was changed to decompress for -l, to be right past 4 GiB.
# Seen: all three give the length of the last member alone. For two halves put together that is the second half. An
#   eStargz layer ends with an empty member (its footer), so a layer of any size has 0 bytes. "gzip -dc | wc -c" is right.
# Versions: gzip 1.12, pigz 2.6, 7zz 26.02 (Debian 12), estargz v0.19.1. Date: 2026-11-30.
# Why it matters: BuildKit, nerdctl and others push eStargz layers that look like ordinary gzip ones, so a script that
#   estimates the space on disk by -l gets 0 for them. bgzip's files end with an empty member as well.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

apt-get -o APT::Sandbox::User=root -qq download pigz=2.6-1 7zip=22.01+really26.02+dfsg-0+deb12u1 >/dev/null
for deb in *.deb; do dpkg-deb -x "$deb" deb; done
seq 50000 > file
tar -cf plain.tar file
head -c 200000 plain.tar | gzip > halves.gz
tail -c +200001 plain.tar | gzip >> halves.gz

mkdir go; cd go
cat > go.mod <<'E'
module finding
go 1.26
require github.com/containerd/stargz-snapshotter/estargz v0.19.1
E
cat > main.go <<'E'
package main

import (
	"io"
	"os"

	"github.com/containerd/stargz-snapshotter/estargz"
)

func main() {
	f, err := os.Open("../plain.tar")
	if err != nil {
		panic(err)
	}
	st, _ := f.Stat()
	blob, err := estargz.Build(io.NewSectionReader(f, 0, st.Size()))
	if err != nil {
		panic(err)
	}
	out, _ := os.Create("../estargz.gz")
	if _, err := io.Copy(out, blob); err != nil {
		panic(err)
	}
}
E
go run . 2> log || { cat log >&2; changed "the program did not run"; }
cd ..
whole=$(stat -c %s plain.tar)
last=$((whole - 200000))
for f in halves estargz; do
    echo "$f: gzip $(gzip -l $f.gz | awk 'NR == 2 { print $2 }')" \
        "pigz $(deb/usr/bin/pigz -l $f.gz 2>/dev/null | awk 'NR == 2 { print $2 + 0 }')" \
        "7zz $(deb/usr/bin/7zz l -slt $f.gz | sed -n 's/^Size = //p')"
done > out
{
    echo "halves: gzip $last pigz $last 7zz $last"
    echo "estargz: gzip 0 pigz 0 7zz 0"
} > want
diff want out >&2 || changed "the length that gzip -l gives"
[ "$(gzip -dc halves.gz | wc -c)" = "$whole" ] || changed "gzip -dc of two members"
[ "$(gzip -dc estargz.gz | wc -c)" -gt "$(stat -c %s file)" ] || changed "gzip -dc of the eStargz layer"
echo "seen: a tar of $whole bytes; $(paste -sd'|' out | sed 's/|/; /g')"
