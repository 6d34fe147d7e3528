#!/usr/bin/env bash
# Question: a Dockerfile starts with "# syntax=docker/dockerfile:1" and then "# escape=`". Which escape character
#   holds?
# Guess before running: the backtick, everywhere. Both lines are parser directives at the top, as documented.
# Seen: BuildKit uses the backtick. imagebuilder, the parser of buildah and "podman build", knows only "escape", takes
#   the syntax line for a plain comment, and so no longer looks for directives: the backslash stays. Put the
#   escape line first and both use the backtick.
# Versions: moby/buildkit v0.34.2, openshift/imagebuilder v1.2.22. Date: 2026-11-30.
# Why it matters: with the usual order one "RUN a `<newline>b" is one instruction for one builder and two for the
#   other, where the second is an unknown instruction "b". A linter can ask for the order that works in both.
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

func main() {
	syntax, escape := "# syntax=docker/dockerfile:1\n", "# escape=`\n"
	for _, c := range []struct{ name, head string }{
		{"syntax, escape", syntax + escape}, {"escape, syntax", escape + syntax},
	} {
		text := c.head + "FROM scratch\nRUN a `\nb\n"
		b, err := buildkit.Parse(strings.NewReader(text))
		if err != nil {
			panic(err)
		}
		i, err := imagebuilder.Parse(strings.NewReader(text))
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s: BuildKit %d instructions, RUN is <%s>; imagebuilder %d, RUN is <%s>\n", c.name,
			len(b.AST.Children), b.AST.Children[1].Next.Value, len(i.AST.Children), i.AST.Children[1].Next.Value)
	}
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
syntax, escape: BuildKit 2 instructions, RUN is <a b>; imagebuilder 3, RUN is <a `>
escape, syntax: BuildKit 2 instructions, RUN is <a b>; imagebuilder 2, RUN is <a b>
E
diff want out >&2 || changed "the escape directive after a syntax line"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
