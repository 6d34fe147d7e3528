// Reads tars from standard input, each behind its length as 8 bytes, and writes what Go's own reader
// sees of each in a line of JSON: the entries, and whether it or the reading of their data failed.
package main

import (
	"archive/tar"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"os"
)

type entry struct {
	Name   []byte `json:"name"`
	Target []byte `json:"target"`
	Type   byte   `json:"type"`
	Bytes  int64  `json:"bytes"`
}

type seen struct {
	Entries []entry `json:"entries"`
	Failed  bool    `json:"failed"`
}

func read(data []byte) seen {
	found := seen{Entries: []entry{}}
	reader := tar.NewReader(bytes.NewReader(data))
	for {
		header, err := reader.Next()
		if err == io.EOF {
			return found
		}
		if err != nil {
			found.Failed = true
			return found
		}
		if header.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		if _, err := io.Copy(io.Discard, reader); err != nil {
			found.Failed = true
			return found
		}
		found.Entries = append(found.Entries, entry{
			[]byte(header.Name), []byte(header.Linkname), header.Typeflag, header.Size,
		})
	}
}

func main() {
	output := json.NewEncoder(os.Stdout)
	for {
		var length uint64
		if binary.Read(os.Stdin, binary.BigEndian, &length) != nil {
			return
		}
		data := make([]byte, length)
		if _, err := io.ReadFull(os.Stdin, data); err != nil {
			panic(err)
		}
		if err := output.Encode(read(data)); err != nil {
			panic(err)
		}
	}
}
