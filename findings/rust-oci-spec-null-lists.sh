#!/usr/bin/env bash
# Question: an image has labels and no layers ("FROM scratch", "LABEL a=b"). Can Rust's crate oci-spec read the manifest and the
#   config that the Go types of the same specification write for it?
# Guess before running: yes, as an image with no layers. Both are what most tools of their language build on.
# Seen: no. An empty Go slice becomes "layers":null and "diff_ids":null, and the crate ends with "invalid type: null, expected a
#   sequence". For optional lists and maps (history, Cmd, Labels, annotations) it takes null well. Docker 26.1 with containerd's
#   store, tried by hand, writes just these two nulls for that Dockerfile; podman 4.3.1 writes "[]".
# Versions: opencontainers/image-spec v1.1.1 (Go), crate oci-spec 0.10.0. Date: 2026-11-30.
# Why it matters: the schema wants lists there, yet nulls are in real images: of labels alone, and artifacts made by hand.
#   Readers in typed languages must take null for an empty list.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0 CARGO_TARGET_DIR=$tmp/target
changed() { echo "CHANGED: $*" >&2; exit 1; }

mkdir go rs rs/src
cat > go/go.mod <<'E'
module finding
go 1.26
require github.com/opencontainers/image-spec v1.1.1
E
cat > go/main.go <<'E'
package main

import (
	_ "crypto/sha256"
	"encoding/json"
	"os"

	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"
	v1 "github.com/opencontainers/image-spec/specs-go/v1"
)

func write(name string, value any) []byte {
	text, err := json.Marshal(value)
	if err == nil {
		err = os.WriteFile(name, text, 0o644)
	}
	if err != nil {
		panic(err)
	}
	return text
}

func main() {
	config := write("../config.json", v1.Image{
		Platform: v1.Platform{OS: "linux", Architecture: "amd64"},
		Config:   v1.ImageConfig{Labels: map[string]string{"a": "b"}},
		RootFS:   v1.RootFS{Type: "layers"},
	})
	write("../manifest.json", v1.Manifest{
		Versioned: specs.Versioned{SchemaVersion: 2},
		MediaType: v1.MediaTypeImageManifest,
		Config:    v1.Descriptor{MediaType: v1.MediaTypeImageConfig, Digest: digest.FromBytes(config), Size: int64(len(config))},
	})
}
E
(cd go && go run .) 2> log || { cat log >&2; changed "the Go program did not run"; }
sed 's/"layers":null/"layers":[],"annotations":null/' manifest.json > manifest-list.json
sed 's/"diff_ids":null/"diff_ids":[]/; s/}$/,"history":null}/; s/"Labels"/"Cmd":null,"Volumes":null,"Labels"/' config.json > config-list.json
cat > rs/Cargo.toml <<'E'
[package]
name = "finding"
version = "0.1.0"
edition = "2021"
[dependencies]
oci-spec = "=0.10.0"
[profile.dev]
debug = false
E
cat > rs/src/main.rs <<'E'
use oci_spec::image::{ImageConfiguration, ImageManifest};

fn main() {
    for name in ["manifest.json", "manifest-list.json", "config.json", "config-list.json"] {
        let read = if name.starts_with("manifest") {
            ImageManifest::from_file(name).map(|m| m.layers().len())
        } else {
            ImageConfiguration::from_file(name).map(|c| c.rootfs().diff_ids().len())
        };
        match read {
            Ok(count) => println!("{name}: {count} layers"),
            Err(error) if format!("{error} {error:?}").contains("invalid type: null, expected a sequence") => println!("{name}: refused"),
            Err(error) => println!("{name}: {error:?}"),
        }
    }
}
E
grep -o '"layers":null' manifest.json > out || changed "Go's manifest: $(cat manifest.json)"
grep -o '"diff_ids":null' config.json >> out || changed "Go's config: $(cat config.json)"
cargo run -q --manifest-path rs/Cargo.toml >> out
cat > want <<'E'
"layers":null
"diff_ids":null
manifest.json: refused
manifest-list.json: 0 layers
config.json: refused
config-list.json: 0 layers
E
diff want out >&2 || changed "an image without layers"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
