#!/usr/bin/env bash
# Question: what does "ENV PRICE=cost$$5" set in a Dockerfile?
# Guess before running: "cost$5" (as "$$" in Compose files and Makefiles), or else the text unchanged.
# Seen: BuildKit's word expansion gives "cost5". "$$" is read as the shell's special parameter (the process id), which
#   is never set in a build, so both dollar signs vanish. "\$" is the only escape. "$@" and "$1" vanish likewise.
# Versions: moby/buildkit v0.34.2. Date: 2026-11-30.
# Why it matters: a Dockerfile reader that leaves "$$" alone, or turns it to "$", predicts other ENV, LABEL, COPY
#   and WORKDIR values than the image has. buildah 1.28.2 differs again: it leaves "$$" as it is.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

cat > go.mod <<'E'
module finding
go 1.26
require github.com/moby/buildkit v0.34.2
E
cat > main.go <<'E'
package main

import (
	"fmt"

	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

func main() {
	lex := shell.NewLex('\\')
	for _, w := range []string{`cost$$5`, `cost\$5`, `"a$$b"`, `x$@y`, `x$1y`, `end$`} {
		got, _, err := lex.ProcessWord(w, shell.EnvsFromSlice(nil))
		fmt.Printf("%s => %s (error %v)\n", w, got, err)
	}
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
cost$$5 => cost5 (error <nil>)
cost\$5 => cost$5 (error <nil>)
"a$$b" => ab (error <nil>)
x$@y => xy (error <nil>)
x$1y => xy (error <nil>)
end$ => end$ (error <nil>)
E
diff want out >&2 || changed "how BuildKit expands these words"
echo "seen: $(sed 's/ (error <nil>)//' out | paste -sd'|' | sed 's/|/; /g')"
