#!/usr/bin/env bash
# Question: a layer was compressed by "zstd --long=29" (a window of 512 MiB). Who can unpack it?
# Guess before running: containerd and crane do, whatever the window (guessed for --long=31); the zstd command refuses.
# Seen: the Go side has a limit too, another one. Containerd, moby, containers/image and go-containerregistry (all by
#   klauspost/compress) read windows of up to 512 MiB and end with "window size exceeded" from --long=30 on. The C
#   library's default is 128 MiB, so the zstd command and Python's zstd modules refuse from --long=28 on.
# Versions: zstd 1.5.4 (Debian 12), backports.zstd 1.8.0 and zstandard 0.25.0 (PyPI), containerd v2.4.2,
#   moby/go-archive v0.3.3, go.podman.io/image/v5 v5.42.1, go-containerregistry v0.22.1. Date: 2026-11-30.
# Why it matters: between the two limits (--long=28 and 29) engines run a layer that scanners, size tools and "zstd -d"
#   call broken; set windowLogMax to 29 to see what an engine sees. The stream must come from a pipe to have that
#   window: for a small file zstd writes its length instead, and everybody reads it.
# Note: a first run with an empty Go build cache takes longer, since it compiles the libraries.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

python3 -m pip install -q --no-warn-conflicts --disable-pip-version-check --root-user-action=ignore --target py \
    backports.zstd==1.8.0 zstandard==0.25.0
seq 50000 > file
tar -cf plain.tar file
for log in 27 28 29 30; do zstd -q -c --ultra -19 --long=$log < plain.tar > $log.zst; done

mkdir go; cd go
cat > go.mod <<'E'
module finding
go 1.26
require (
	github.com/containerd/containerd/v2 v2.4.2
	github.com/google/go-containerregistry v0.22.1
	github.com/moby/go-archive v0.3.3
	go.podman.io/image/v5 v5.42.1
)
E
cat > main.go <<'E'
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	containerd "github.com/containerd/containerd/v2/pkg/archive/compression"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	moby "github.com/moby/go-archive/compression"
	image "go.podman.io/image/v5/pkg/compression"
)

func main() {
	plain, _ := os.ReadFile("../plain.tar")
	for _, log := range []string{"27", "28", "29", "30"} {
		blob, _ := os.ReadFile("../" + log + ".zst")
		fmt.Print(log)
		for _, reader := range []string{"containerd", "moby", "image", "crane"} {
			var r io.Reader
			var err error
			switch reader {
			case "containerd":
				r, err = containerd.DecompressStream(bytes.NewReader(blob))
			case "moby":
				r, err = moby.DecompressStream(bytes.NewReader(blob))
			case "image":
				r, _, err = image.AutoDecompress(bytes.NewReader(blob))
			case "crane":
				l, e := tarball.LayerFromFile("../" + log + ".zst")
				if e != nil {
					fmt.Print(" ", reader, " no")
					continue
				}
				r, err = l.Uncompressed()
			}
			var got []byte
			if err == nil {
				got, err = io.ReadAll(r)
			}
			if err == nil && bytes.Equal(got, plain) {
				fmt.Print(" ", reader, " yes")
			} else {
				fmt.Print(" ", reader, " no")
			}
		}
		fmt.Println()
	}
}
E
go run -tags containers_image_openpgp . > ../go.out 2> log || { cat log >&2; changed "the program did not run"; }
cd ..
cat > t.py <<'E'
import io, sys
import zstandard
from backports import zstd
plain = open("plain.tar", "rb").read()
def tried(read):
    try:
        return "yes" if read() == plain else "other"
    except (zstd.ZstdError, zstandard.ZstdError):
        return "no"
blob = open(sys.argv[1], "rb").read()
print("backports.zstd", tried(lambda: zstd.decompress(blob)), end=" ")
print("zstandard", tried(lambda: zstandard.ZstdDecompressor().stream_reader(io.BytesIO(blob)).read()))
E
while read -r line; do
    log=${line%% *}
    if zstd -q -d -c $log.zst 2>/dev/null | cmp -s - plain.tar; then cli=yes; else cli=no; fi
    echo "$line zstd $cli $(PYTHONPATH=py python3 t.py $log.zst)"
done < go.out > out
cat > want <<'E'
27 containerd yes moby yes image yes crane yes zstd yes backports.zstd yes zstandard yes
28 containerd yes moby yes image yes crane yes zstd no backports.zstd no zstandard no
29 containerd yes moby yes image yes crane yes zstd no backports.zstd no zstandard no
30 containerd no moby no image no crane no zstd no backports.zstd no zstandard no
E
diff want out >&2 || changed "who reads which zstd window"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
