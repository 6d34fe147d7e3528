#!/usr/bin/env bash
# Question: whose image is "Foo/bar"? (no dot, no port, a capital letter)
# Guess before running: an error, "repository name must be lowercase", from any port of the reference rules.
# Seen: three answers. The reference implementation (docker, containerd, and what sits on them) takes a
#   first part with a capital letter as a registry HOST: host Foo, path bar. docker-py (which
#   picks the registry login by it) says Docker Hub, Foo/bar. npm's docker-reference raises the "must be lowercase" error.
# Versions: github.com/distribution/reference v0.6.0, docker 7.2.0 (PyPI),
#   @swimlane/docker-reference 2.0.1 (npm). Date: 2026-11-30.
# Why it matters: the usual rule in docs ("a host has a dot or a port, or is localhost") is incomplete. A
#   typing slip like MyOrg/app ends as "no such host MyOrg", and reports grouped by registry split up.
set -euo pipefail
T=$(mktemp -d); trap 'chmod -R u+w "$T"; rm -rf "$T"' EXIT
cd "$T"; mkdir go
python3 -m pip install -q --no-warn-conflicts --disable-pip-version-check --root-user-action=ignore --target py docker==7.2.0
npm install --silent --no-audit --no-fund --prefix js @swimlane/docker-reference@2.0.1 >/dev/null
cat > go/main.go <<'GO'
package main

import (
	"fmt"

	"github.com/distribution/reference"
)

func main() {
	r, err := reference.ParseNormalizedNamed("Foo/bar")
	if err != nil {
		fmt.Print(err)
		return
	}
	fmt.Print(reference.Domain(r), "+", reference.Path(r))
}
GO
(cd go && printf 'module t\ngo 1.21\n' > go.mod && go get github.com/distribution/reference@v0.6.0 2>/dev/null && go build -o t .)
py=$(PYTHONPATH=py python3 -c 'import docker.auth as a; print("+".join(a.resolve_repository_name("Foo/bar")))')
js=$(node -e 'try { console.log(String(require("./js/node_modules/@swimlane/docker-reference").parseAll("Foo/bar"))) } catch (e) { console.log(/lowercase/.test(e.message) ? "error(lowercase)" : e.message) }')
got="reference $(go/t) docker-py $py npm $js"
want="reference Foo+bar docker-py docker.io+Foo/bar npm error(lowercase)"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"
