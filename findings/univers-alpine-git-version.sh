#!/usr/bin/env bash
# Question: can "univers" (the version library behind Package URL tools) compare every version that
#   Alpine's apk allows, for example musl's 1.2.4_git20230717-r4?
# Guess before running: yes, it has a class AlpineLinuxVersion; only the ordering could be off.
# Seen: it knows the suffixes _alpha, _beta, _pre, _rc and _p only. The others that apk has
#   (_cvs, _svn, _git, _hg) raise InvalidVersion. The Go library that scanners use takes them all.
# Versions: univers 32.0.1 (PyPI), github.com/knqyf263/go-apk-version v0.0.0-20200609155635. Date: 2026-11-30.
# Why it matters: musl is in every Alpine image, so one lookup that sorts or checks ranges over an
#   apk database with univers meets this at once on those releases.
set -euo pipefail
T=$(mktemp -d); trap 'chmod -R u+w "$T"; rm -rf "$T"' EXIT
cd "$T"; mkdir go
python3 -m pip install -q --no-warn-conflicts --disable-pip-version-check --root-user-action=ignore --target py univers==32.0.1
cat > t.py <<'PY'
from univers.versions import AlpineLinuxVersion, InvalidVersion
def ok(v):
    try: AlpineLinuxVersion(v); return "ok"
    except InvalidVersion: return "invalid"
print(" ".join(f"{s}={ok('1.2.4_' + s + '20230717-r4')}" for s in "alpha beta pre rc cvs svn git hg p".split()))
PY
cat > go/main.go <<'GO'
package main

import (
	"fmt"

	version "github.com/knqyf263/go-apk-version"
)

func main() {
	ok := 0
	for _, s := range []string{"alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"} {
		if _, err := version.NewVersion("1.2.4_" + s + "20230717-r4"); err == nil {
			ok++
		}
	}
	fmt.Printf("%d of 9", ok)
}
GO
(cd go && printf 'module t\ngo 1.21\n' > go.mod && go get github.com/knqyf263/go-apk-version@v0.0.0-20200609155635-041fdbb8563f 2>/dev/null && go build -o t .)
got="univers $(PYTHONPATH=py python3 t.py) go-apk-version ok $(go/t)"
want="univers alpha=ok beta=ok pre=ok rc=ok cvs=invalid svn=invalid git=invalid hg=invalid p=ok go-apk-version ok 9 of 9"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"
