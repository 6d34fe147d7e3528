#!/usr/bin/env bash
# Question: oras attaches one artifact (a manifest with a "subject") to an image in an OCI layout, regctl's library another.
#   Which of the two does each of them list as referrers of the image?
# Guess before running: both see both. The subject is in the manifest, and index.json of the layout lists each manifest.
# Seen: oras sees both. regclient sees its own alone, although oras's entry in index.json even has the artifactType. In a
#   layout as in an old registry, regclient asks for the tag "sha256-<digest>", where it keeps an index of referrers of its
#   own, and looks at nothing else. oras writes no such tag.
# Versions: oras-go v2.7.0, regclient v0.11.7. Date: 2026-11-30.
# Why it matters: "regctl image copy --referrers" from a layout that oras filled leaves signatures and SBOMs behind without a
#   word. And in regclient's layouts readers meet one more tag, which is no image.
# Note: a first run with an empty Go build cache takes longer, since it compiles the libraries.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
export GOFLAGS=-mod=mod CGO_ENABLED=0
changed() { echo "CHANGED: $*" >&2; exit 1; }

mkdir go; cd go
cat > go.mod <<'E'
module finding
go 1.26
require (
	github.com/regclient/regclient v0.11.7
	oras.land/oras-go/v2 v2.7.0
)
E
cat > main.go <<'E'
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/regclient/regclient"
	"github.com/regclient/regclient/types/descriptor"
	"github.com/regclient/regclient/types/manifest"
	"github.com/regclient/regclient/types/mediatype"
	regv1 "github.com/regclient/regclient/types/oci/v1"
	"github.com/regclient/regclient/types/ref"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content/oci"
	"oras.land/oras-go/v2/registry"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

var ctx = context.Background()

func store() *oci.Store {
	s, err := oci.New("layout")
	must(err)
	return s
}

func main() {
	// An image, and an artifact that oras attaches.
	config := []byte(`{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}`)
	described := ocispec.Descriptor{MediaType: ocispec.MediaTypeImageConfig, Digest: digest.FromBytes(config), Size: int64(len(config))}
	s := store()
	must(s.Push(ctx, described, bytes.NewReader(config)))
	image, err := oras.PackManifest(ctx, s, oras.PackManifestVersion1_1, "", oras.PackManifestOptions{ConfigDescriptor: &described})
	must(err)
	must(s.Tag(ctx, image, "v1"))
	_, err = oras.PackManifest(ctx, s, oras.PackManifestVersion1_1, "application/of-oras", oras.PackManifestOptions{Subject: &image})
	must(err)

	// One that regclient attaches.
	rc := regclient.New()
	at, err := ref.New("ocidir://layout:v1")
	must(err)
	empty := descriptor.Descriptor{MediaType: mediatype.OCI1Empty, Digest: digest.FromString("{}"), Size: 2}
	_, err = rc.BlobPut(ctx, at, empty, strings.NewReader("{}"))
	must(err)
	m, err := manifest.New(manifest.WithOrig(regv1.Manifest{
		Versioned: regv1.ManifestSchemaVersion, MediaType: mediatype.OCI1Manifest, ArtifactType: "application/of-regclient",
		Config: empty, Layers: []descriptor.Descriptor{empty},
		Subject: &descriptor.Descriptor{MediaType: image.MediaType, Digest: image.Digest, Size: image.Size},
	}))
	must(err)
	must(rc.ManifestPut(ctx, at.SetDigest(m.GetDescriptor().Digest.String()), m))
	must(rc.Close(ctx, at))

	var kinds []string
	found, err := registry.Referrers(ctx, store(), image, "")
	must(err)
	for _, d := range found {
		kinds = append(kinds, d.ArtifactType)
	}
	sort.Strings(kinds)
	fmt.Println("oras sees", strings.Join(kinds, " "))

	kinds = nil
	listed, err := regclient.New().ReferrerList(ctx, at)
	must(err)
	for _, d := range listed.Descriptors {
		kinds = append(kinds, d.ArtifactType)
	}
	fmt.Println("regclient sees", strings.Join(kinds, " "))

	var index ocispec.Index
	text, err := os.ReadFile("layout/index.json")
	must(err)
	must(json.Unmarshal(text, &index))
	kinds = nil
	for _, d := range index.Manifests {
		switch tag := d.Annotations[ocispec.AnnotationRefName]; {
		case tag == strings.Replace(image.Digest.String(), ":", "-", 1):
			kinds = append(kinds, "tag-of-the-digest")
		case tag != "":
			kinds = append(kinds, tag)
		case d.ArtifactType != "":
			kinds = append(kinds, d.ArtifactType)
		default:
			kinds = append(kinds, "untyped")
		}
	}
	fmt.Println("index.json lists", strings.Join(kinds, " "))
}
E
go run . > out 2> log || { cat log >&2; changed "the program did not run"; }
cat > want <<'E'
oras sees application/of-oras application/of-regclient
regclient sees application/of-regclient
index.json lists v1 application/of-oras untyped tag-of-the-digest
E
diff want out >&2 || changed "referrers in a layout"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
