#!/usr/bin/env bash
# Question: on Linux, does a .dockerignore line "build" keep a folder named "Build" out of the
#   context in docker-py, as it would (or would not) with the docker client?
# Guess (put into words only after the first run): no. Linux names are case-sensitive, and so is moby's matcher; docker-py follows.
# Seen: docker-py lowers both pattern and path on every system, so "build" also drops "Build/" and
#   "*.md" drops "README.MD". Moby's matcher keeps both. (@balena/dockerignore on npm ignores case too.)
# Versions: docker 7.2.0 (PyPI), @balena/dockerignore 1.0.2, github.com/moby/patternmatcher v0.6.0.
#   Date: 2026-11-30.
# Why it matters: the same folder and the same file give different contexts, layers and digests.
set -euo pipefail
T=$(mktemp -d); trap 'chmod -R u+w "$T"; rm -rf "$T"' EXIT
cd "$T"
python3 -m pip install -q --no-warn-conflicts --disable-pip-version-check --root-user-action=ignore --target py docker==7.2.0
npm install --silent --no-audit --no-fund --prefix js @balena/dockerignore@1.0.2 >/dev/null
mkdir -p ctx/Build ctx/build go
touch ctx/Build/x ctx/build/x ctx/README.MD ctx/a.md
cat > t.py <<'PY'
import os
from docker.utils.build import exclude_paths
print(",".join(sorted(p for p in exclude_paths("ctx", ["build", "*.md"]) if os.path.isfile("ctx/" + p))))
PY
cat > t.js <<'JS'
const ig = require("./js/node_modules/@balena/dockerignore")().add(["build", "*.md"]);
console.log(["Build/x", "README.MD", "a.md", "build/x"].filter(f => !ig.ignores(f)).join(","));
JS
cat > go/main.go <<'GO'
package main

import (
	"fmt"
	"strings"

	"github.com/moby/patternmatcher"
)

func main() {
	pm, err := patternmatcher.New([]string{"build", "*.md"})
	if err != nil {
		panic(err)
	}
	var kept []string
	for _, f := range []string{"Build/x", "README.MD", "a.md", "build/x"} {
		if m, _ := pm.MatchesOrParentMatches(f); !m {
			kept = append(kept, f)
		}
	}
	fmt.Println(strings.Join(kept, ","))
}
GO
(cd go && printf 'module t\ngo 1.21\n' > go.mod && go get github.com/moby/patternmatcher@v0.6.0 2>/dev/null && go build -o t .)
got="docker-py kept [$(PYTHONPATH=py python3 t.py)] balena kept [$(node t.js)] moby kept [$(go/t)]"
want="docker-py kept [] balena kept [] moby kept [Build/x,README.MD]"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"
