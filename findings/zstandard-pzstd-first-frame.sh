#!/usr/bin/env bash
# Question: a zstd layer is made with pzstd (the parallel tool in Debian's zstd package). Do the reading
#   calls of python-zstandard agree on what is in it?
# Guess before running: all skip a leading skippable frame and give the content; decompress() stops after one frame.
# Seen: pzstd puts a small skippable frame before every data frame. stream_reader() and copy_stream()
#   give everything; read_to_iter() and decompressobj() take the skippable frame for the whole
#   stream and give 0 bytes, with no error; decompress() raises ZstdError.
# Versions: zstandard 0.25.0 (PyPI), zstd/pzstd 1.5.4 (Debian 12). Date: 2026-11-30.
# Why it matters: with two of the five calls such a layer is measured as empty and hashed to the
#   digest of nothing. Layers of several frames (zstd:chunked) are cut short by the same two.
set -euo pipefail
command -v pzstd >/dev/null || { apt-get update -qq; apt-get install -y -qq zstd >/dev/null; }
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
cd "$T"
python3 -m pip install -q --no-warn-conflicts --disable-pip-version-check --root-user-action=ignore --target py zstandard==0.25.0
head -c 300000 /dev/zero > f; tar --format=gnu --mtime=@0 -cf layer.tar f
pzstd -q -p 2 layer.tar -o layer.tar.zst
cat > t.py <<'PY'
import io, zstandard
b = open("layer.tar.zst", "rb").read()
D = zstandard.ZstdDecompressor
def copy_stream(): o = io.BytesIO(); D().copy_stream(io.BytesIO(b), o); return o.getvalue()
def n(f):
    try: return len(f())
    except zstandard.ZstdError: return "ZstdError"
print("first-magic", b[3::-1].hex(), "tar", len(open("layer.tar", "rb").read()),
      "stream_reader", n(lambda: D().stream_reader(io.BytesIO(b)).read()), "copy_stream", n(copy_stream),
      "read_to_iter", n(lambda: b"".join(D().read_to_iter(io.BytesIO(b)))),
      "decompressobj", n(lambda: D().decompressobj().decompress(b)), "decompress", n(lambda: D().decompress(b)))
PY
got=$(PYTHONPATH=py python3 t.py)
want="first-magic 184d2a50 tar 307200 stream_reader 307200 copy_stream 307200 read_to_iter 0 decompressobj 0 decompress ZstdError"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"
