#!/usr/bin/env bash
# Question: does npm's fflate decompress a gzip layer of several members (eStargz, bgzip, pigz -i) as a whole?
# Guess before running: yes, as Node's zlib and pako do; a gzip file may have any number of members.
# Seen: the call decides. The streaming classes Gunzip and Decompress give everything. gunzipSync(), decompressSync() and
#   gunzip() give the first member, cut to the length of the last one, with no error: a first member of 200000 bytes
#   and a second one of 96960 give 96960 bytes, and a blob that ends with an empty member gives none at all.
# Versions: fflate 0.8.3; pako 3.0.3 and Node 20's zlib for comparison. Date: 2026-11-30.
# Why it matters: eStargz and bgzip files end with an empty member, so a layer viewer on the short calls shows an empty
#   layer, whose DiffID is the digest of nothing. Push the blob into Gunzip instead.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
changed() { echo "CHANGED: $*" >&2; exit 1; }

npm install --silent --no-audit --no-fund --prefix js fflate@0.8.3 pako@3.0.3 >/dev/null
seq 50000 > file
tar -cf plain.tar file
head -c 200000 plain.tar | gzip > halves.gz
tail -c +200001 plain.tar | gzip >> halves.gz
(cat halves.gz; gzip < /dev/null) > empty-last.gz
cat > t.js <<'JS'
const fs = require("fs"), zlib = require("zlib");
const fflate = require("./js/node_modules/fflate"), pako = require("./js/node_modules/pako");
const plain = fs.readFileSync("plain.tar");
const length = (bytes) => {
  const got = Buffer.from(bytes);
  if (!got.equals(plain.subarray(0, got.length))) throw new Error("not the tar's first bytes");
  return got.length === plain.length ? "all" : got.length;
};
const streamed = (type, blob) => {
  const parts = [];
  const stream = new type((chunk) => parts.push(Buffer.from(chunk)));
  for (let i = 0; i < blob.length; i += 1000) stream.push(blob.subarray(i, i + 1000), i + 1000 >= blob.length);
  return Buffer.concat(parts);
};
(async () => {
  for (const name of ["halves", "empty-last"]) {
    const blob = fs.readFileSync(name + ".gz");
    const asked = await new Promise((done, failed) => fflate.gunzip(blob, (e, bytes) => (e ? failed(e) : done(bytes))));
    console.log(
      name + ": zlib " + length(zlib.gunzipSync(blob)) + " pako " + length(pako.ungzip(blob)) +
      " Gunzip " + length(streamed(fflate.Gunzip, blob)) + " Decompress " + length(streamed(fflate.Decompress, blob)) +
      " gunzipSync " + length(fflate.gunzipSync(blob)) + " decompressSync " + length(fflate.decompressSync(blob)) +
      " gunzip " + length(asked));
  }
})();
JS
node t.js > out
cat > want <<'E'
halves: zlib all pako all Gunzip all Decompress all gunzipSync 96960 decompressSync 96960 gunzip 96960
empty-last: zlib all pako all Gunzip all Decompress all gunzipSync 0 decompressSync 0 gunzip 0
E
diff want out >&2 || changed "fflate on several gzip members"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
