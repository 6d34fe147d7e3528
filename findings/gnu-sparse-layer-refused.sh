#!/usr/bin/env bash
# Question: can Docker's and containerd's layer code unpack a layer tar that GNU tar made with -S (sparse files)?
# Guess before running: yes. Go's archive/tar reads every GNU sparse format, so the file comes out at full size.
# Seen: it depends on the tar dialect. With GNU tar's own default format, -S writes the old type "S" (83), and both
#   moby/go-archive and containerd stop with "unhandled tar header type 83". With --format=posix the very same file
#   is a plain type "0" entry with PAX sparse records, and both unpack it at its full size of 1 MiB.
# Versions: moby/go-archive v0.3.3, containerd v2.4.2, GNU tar 1.34. Date: 2026-11-30.
# Why it matters: Go can list and size such a layer, and plain tar can unpack it, but engines cannot run it.
#   A reader that only tests "can I parse it" will call an unusable layer fine. Builders should use --format=posix.
# Note: a first run with an empty Go build cache takes longer, since it compiles the libraries.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

truncate -s 1M sp
printf hello | dd of=sp bs=1 seek=500000 conv=notrunc status=none
tar -S --hole-detection=raw --format=gnu -cf gnu.tar sp
tar -S --hole-detection=raw --format=posix -cf posix.tar sp

mkdir go; cd go
cat > go.mod <<'E'
module finding
go 1.26
require (
	github.com/moby/go-archive v0.3.3
	github.com/containerd/containerd/v2 v2.4.2
)
E
cat > main.go <<'E'
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	containerd "github.com/containerd/containerd/v2/pkg/archive"
	moby "github.com/moby/go-archive"
)

func main() {
	for _, name := range []string{"gnu", "posix"} {
		for _, engine := range []string{"moby", "containerd"} {
			f, err := os.Open(filepath.Join("..", name+".tar"))
			if err != nil {
				panic(err)
			}
			dir, _ := os.MkdirTemp(".", "root")
			if engine == "moby" {
				_, err = moby.UnpackLayer(dir, f, &moby.TarOptions{})
			} else {
				_, err = containerd.Apply(context.Background(), dir, f)
			}
			if err != nil {
				fmt.Printf("%s %s: %v\n", name, engine, err)
				continue
			}
			st, err := os.Stat(filepath.Join(dir, "sp"))
			if err != nil {
				panic(err)
			}
			fmt.Printf("%s %s: size %d\n", name, engine, st.Size())
		}
	}
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
gnu moby: unhandled tar header type 83
gnu containerd: unhandled tar header type 83
posix moby: size 1048576
posix containerd: size 1048576
E
diff want out >&2 || changed "unpacking the two sparse dialects"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
