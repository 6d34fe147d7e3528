// Reads documents from standard input, each behind its kind (a byte) and its length (8 bytes), and
// writes what Go's own reader finds in each in a line of JSON. The types are those by which engines
// read images: github.com/opencontainers/image-spec/specs-go/v1, and the manifest.json of
// github.com/containers/image/docker/internal/tarfile.
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"os"
)

type platform struct {
	Architecture string `json:"architecture"`
	OS           string `json:"os"`
	OSVersion    string `json:"os.version,omitempty"`
	Variant      string `json:"variant,omitempty"`
}

type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int64             `json:"size"`
	URLs        []string          `json:"urls,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
	Platform    *platform         `json:"platform,omitempty"`
}

type manifest struct {
	MediaType string       `json:"mediaType"`
	Config    descriptor   `json:"config"`
	Layers    []descriptor `json:"layers"`
}

type index struct {
	MediaType string       `json:"mediaType"`
	Manifests []descriptor `json:"manifests"`
}

type config struct {
	platform
	Config struct {
		User       string   `json:"User"`
		Env        []string `json:"Env"`
		Cmd        []string `json:"Cmd"`
		WorkingDir string   `json:"WorkingDir"`
	} `json:"config"`
	RootFS struct {
		DiffIDs []string `json:"diff_ids"`
	} `json:"rootfs"`
	History []struct {
		CreatedBy  string `json:"created_by"`
		EmptyLayer bool   `json:"empty_layer"`
	} `json:"history"`
}

type saved []struct {
	Config       string
	RepoTags     []string
	Layers       []string
	LayerSources map[string]descriptor
}

type answer struct {
	Failed bool        `json:"failed"`
	Found  interface{} `json:"found"`
}

func read(kind byte, data []byte) answer {
	kinds := map[byte]interface{}{'m': &manifest{}, 'i': &index{}, 'c': &config{}, 's': &saved{}}
	into := kinds[kind]
	return answer{json.Unmarshal(data, into) != nil, into}
}

func main() {
	input, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	reader, output := bytes.NewReader(input), json.NewEncoder(os.Stdout)
	for reader.Len() > 0 {
		kind, _ := reader.ReadByte()
		var length uint64
		if err := binary.Read(reader, binary.BigEndian, &length); err != nil {
			panic(err)
		}
		data := make([]byte, length)
		if _, err := io.ReadFull(reader, data); err != nil {
			panic(err)
		}
		if err := output.Encode(read(kind, data)); err != nil {
			panic(err)
		}
	}
}
