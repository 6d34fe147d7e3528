#!/usr/bin/env bash
# Question: does busybox tar read the owner of a file with a user id above 2097151 (common with mapped ids)?
# Guess before running: yes. It reads PAX paths and GNU's large numbers, so PAX "uid" and "gid" as well.
# Seen: no. Go's archive/tar writes such an id as a PAX record (and 0 in the old field); busybox lists and unpacks the
#   file as 0/0 without a word, though it does use the PAX path of the same entry. From GNU tar's own format
#   (base-256 numbers) it reads 3000000. GNU tar reads both.
# Versions: busybox 1.35.0 (Debian), Go 1.26, GNU tar 1.34. Date: 2026-11-30.
# Why it matters: layers written by Go tools use PAX here. Unpacked in a busybox-based image or initramfs, the files
#   belong to root. Check owners with another tar, or write large ids in GNU format.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }
command -v busybox > /dev/null || { apt-get update -q && apt-get install -y -q busybox; } > /dev/null

cat > go.mod <<'E'
module finding
go 1.26
E
cat > main.go <<'E'
package main

import (
	"archive/tar"
	"os"
	"strings"
)

func main() {
	for name, format := range map[string]tar.Format{"default": tar.FormatUnknown, "gnu": tar.FormatGNU} {
		f, err := os.Create(name + ".tar")
		if err != nil {
			panic(err)
		}
		w := tar.NewWriter(f)
		err = w.WriteHeader(&tar.Header{Name: strings.Repeat("n", 120), Typeflag: tar.TypeReg, Mode: 0o644,
			Uid: 3000000, Gid: 3000001, Format: format})
		if err != nil {
			panic(err)
		}
		if err := w.Close(); err != nil {
			panic(err)
		}
		f.Close()
	}
}
E
go run . 2> log || { cat log >&2; changed "the program did not run"; }
for t in default gnu; do
  for p in "busybox tar" "tar --numeric-owner"; do
    $p -tvf "$t.tar" | awk -v t="$t" -v p="${p%% *}" '{print t, p, $2, "name", length($NF)}'
  done
done > out
cat > want <<'E'
default busybox 0/0 name 120
default tar 3000000/3000001 name 120
gnu busybox 3000000/3000001 name 120
gnu tar 3000000/3000001 name 120
E
diff want out >&2 || changed "owners read from Go's two tar formats (busybox: $(busybox | head -1))"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
