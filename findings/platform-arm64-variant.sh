#!/usr/bin/env bash
# Question: an index lists "linux/arm64" without a variant, as most builders write it. Is it found under the name
#   "linux/arm64/v8", which many images and tools use for the same thing?
# Guess before running: yes, by all; v8 is the only variant that plain arm64 can mean, as the platform rules say.
# Seen: containerd and regclient (regctl) find it. go-containerregistry (crane, ko, and what is built on them)
#   compares texts: a variant that is asked for must be there. So "linux/arm64/v8" finds nothing, nor does
#   "linux/arm/v7" find "linux/arm", though both are what the others take the shorter name for. The other way round,
#   "linux/arm64" finds "linux/arm64/v8" in all three.
# Versions: containerd/platforms v1.0.0-rc.5, regclient v0.11.7, go-containerregistry v0.22.1. Date: 2026-11-30.
# Why it matters: a --platform copied from "docker inspect" or from another image ends in crane as "no child with
#   platform". Ask without the variant, and compare platforms only after normalising them.
# Note: a first run with an empty Go build cache takes longer, since it compiles the libraries.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

cat > go.mod <<'E'
module finding
go 1.26
require (
	github.com/containerd/platforms v1.0.0-rc.5
	github.com/google/go-containerregistry v0.22.1
	github.com/regclient/regclient v0.11.7
)
E
cat > main.go <<'E'
package main

import (
	"fmt"

	containerd "github.com/containerd/platforms"
	crane "github.com/google/go-containerregistry/pkg/v1"
	regclient "github.com/regclient/regclient/types/platform"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	for _, pair := range [][2]string{
		{"linux/arm64/v8", "linux/arm64"}, {"linux/arm64", "linux/arm64/v8"},
		{"linux/arm/v7", "linux/arm"}, {"linux/arm", "linux/arm/v7"},
		{"linux/amd64/v2", "linux/amd64"},
	} {
		asked, listed := pair[0], pair[1]
		have, err := crane.ParsePlatform(listed)
		must(err)
		c, err := containerd.Parse(asked)
		must(err)
		g, err := crane.ParsePlatform(asked)
		must(err)
		r, err := regclient.Parse(asked)
		must(err)
		fmt.Printf("%s in an index with %s: containerd %t regclient %t crane %t\n", asked, listed,
			containerd.OnlyStrict(c).Match(containerd.Platform{OS: have.OS, Architecture: have.Architecture, Variant: have.Variant}),
			regclient.Match(r, regclient.Platform{OS: have.OS, Architecture: have.Architecture, Variant: have.Variant}),
			have.Satisfies(*g))
	}
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
linux/arm64/v8 in an index with linux/arm64: containerd true regclient true crane false
linux/arm64 in an index with linux/arm64/v8: containerd true regclient true crane true
linux/arm/v7 in an index with linux/arm: containerd true regclient true crane false
linux/arm in an index with linux/arm/v7: containerd true regclient true crane true
linux/amd64/v2 in an index with linux/amd64: containerd false regclient false crane false
E
diff want out >&2 || changed "which platform is which"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
