#!/usr/bin/env bash
# Question: what time stamp stands in the gzip header of a layer that podman, buildah, skopeo or umoci compressed?
# Guess before running: 0 ("no time stamp"), as from Go's compress/gzip, since nobody sets one.
# Seen: klauspost/pgzip, the parallel gzip those tools use, writes Go's zero time cut down to 32 bits:
#   00 09 6e 88, which is 14 July 2042. It is a constant, so builds stay reproducible; compress/gzip and
#   klauspost/compress/gzip both write 0. (Seen end to end in layers from skopeo 1.9.3 and umoci 0.4.7.)
# Versions: klauspost/pgzip v1.3.0, klauspost/compress v1.20.4, Go 1.26. Date: 2026-11-30.
# Why it matters: these four bytes tell which family of tools compressed a layer, from the first 8 bytes of the blob.
#   A check that wants "gzip mtime must be 0" fails on all their layers although they are deterministic.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

cat > go.mod <<'E'
module finding
go 1.26
require (
	github.com/klauspost/pgzip v1.3.0
	github.com/klauspost/compress v1.20.4
)
E
cat > main.go <<'E'
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"

	kgzip "github.com/klauspost/compress/gzip"
	"github.com/klauspost/pgzip"
)

func main() {
	var a, b, c bytes.Buffer
	for _, w := range []io.WriteCloser{gzip.NewWriter(&a), kgzip.NewWriter(&b), pgzip.NewWriter(&c)} {
		w.Write([]byte("some layer bytes"))
		w.Close()
	}
	fmt.Printf("compress/gzip %x\nklauspost/gzip %x\npgzip %x\n", a.Bytes()[4:8], b.Bytes()[4:8], c.Bytes()[4:8])
	os.WriteFile("layer.gz", c.Bytes(), 0o644)
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
stamp=$(od -An -tu4 -j4 -N4 --endian=little layer.gz | tr -d ' ')
echo "pgzip date $(date -u -d "@$stamp" +%F)" >> out
cat > want <<'E'
compress/gzip 00000000
klauspost/gzip 00000000
pgzip 00096e88
pgzip date 2042-07-14
E
diff want out >&2 || changed "the MTIME bytes in the gzip header"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
