#!/usr/bin/env bash
# Question: a .dockerignore names files with "+" or "{" in them, such as "a+b" or "x{2}". Does npm's
#   @balena/dockerignore leave the same ones out as moby?
# Guess before running: yes; it says that it is compatible with Docker, and those characters mean nothing there.
# Seen: it hands them to a JavaScript regular expression as they are. "a+b" leaves a+b in and drops ab and
#   aab; "x{2}" drops xx. Moby takes them as plain text.
# Versions: @balena/dockerignore 1.0.2 (npm), github.com/moby/patternmatcher v0.6.0. Date: 2026-11-30.
# Why it matters: the context (and so the COPY layer) has files that were ignored and lacks files that were not.
set -euo pipefail
T=$(mktemp -d); trap 'chmod -R u+w "$T"; rm -rf "$T"' EXIT
cd "$T"; mkdir go
npm install --silent --no-audit --no-fund --prefix js @balena/dockerignore@1.0.2 >/dev/null
cat > t.js <<'JS'
const ig = require("./js/node_modules/@balena/dockerignore")().add(["a+b", "x{2}"]);
console.log(["a+b", "ab", "aab", "x{2}", "xx"].filter(f => ig.ignores(f)).join(","));
JS
cat > go/main.go <<'GO'
package main

import (
	"fmt"
	"strings"

	"github.com/moby/patternmatcher"
)

func main() {
	pm, err := patternmatcher.New([]string{"a+b", "x{2}"})
	if err != nil {
		panic(err)
	}
	var out []string
	for _, f := range []string{"a+b", "ab", "aab", "x{2}", "xx"} {
		if m, _ := pm.MatchesOrParentMatches(f); m {
			out = append(out, f)
		}
	}
	fmt.Println(strings.Join(out, ","))
}
GO
(cd go && printf 'module t\ngo 1.21\n' > go.mod && go get github.com/moby/patternmatcher@v0.6.0 2>/dev/null && go build -o t .)
got="npm ignores $(node t.js) moby ignores $(go/t)"
want="npm ignores ab,aab,xx moby ignores a+b,x{2}"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"
