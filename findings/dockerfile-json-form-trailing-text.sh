#!/usr/bin/env bash
# Question: is 'CMD ["a"] # note' the exec (JSON) form?
# Guess before running: the same answer from both big Dockerfile parsers: no, since the rest of the line is not valid
#   JSON and "#" starts a comment only at the start of a line, so it is the shell form.
# Seen: BuildKit says shell form. imagebuilder, the parser of buildah and "podman build", reads the first JSON value
#   and drops what follows: exec form ["a"]. 'CMD ["a"] ["b"]' likewise. A trailing comma, '["a",]', is shell in both.
# Versions: moby/buildkit v0.34.2, openshift/imagebuilder v1.2.22. Date: 2026-11-30.
# Why it matters: the same Dockerfile gives Cmd ["/bin/sh","-c","[\"a\"] # note"] with one builder and ["a"] with the
#   other, so an image's Cmd does not prove which lines made it, and linters should flag text after the "]".
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

cat > go.mod <<'E'
module finding
go 1.26
require (
	github.com/moby/buildkit v0.34.2
	github.com/openshift/imagebuilder v1.2.22
)
E
cat > main.go <<'E'
package main

import (
	"fmt"
	"strings"

	buildkit "github.com/moby/buildkit/frontend/dockerfile/parser"
	imagebuilder "github.com/openshift/imagebuilder/dockerfile/parser"
)

func form(json bool) string {
	if json {
		return "exec"
	}
	return "shell"
}

func main() {
	for _, line := range []string{`CMD ["a"]`, `CMD ["a"] # note`, `CMD ["a"] ["b"]`, `CMD ["a",]`} {
		b, err := buildkit.Parse(strings.NewReader("FROM scratch\n" + line + "\n"))
		if err != nil {
			panic(err)
		}
		i, err := imagebuilder.Parse(strings.NewReader("FROM scratch\n" + line + "\n"))
		if err != nil {
			panic(err)
		}
		bn, in := b.AST.Children[1], i.AST.Children[1]
		fmt.Printf("%s: BuildKit %s <%s>, imagebuilder %s <%s>\n", line,
			form(bn.Attributes["json"]), bn.Next.Value, form(in.Attributes["json"]), in.Next.Value)
	}
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
CMD ["a"]: BuildKit exec <a>, imagebuilder exec <a>
CMD ["a"] # note: BuildKit shell <["a"] # note>, imagebuilder exec <a>
CMD ["a"] ["b"]: BuildKit shell <["a"] ["b"]>, imagebuilder exec <a>
CMD ["a",]: BuildKit shell <["a",]>, imagebuilder shell <["a",]>
E
diff want out >&2 || changed "how the two parsers read the exec form"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
