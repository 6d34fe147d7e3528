#!/usr/bin/env bash
# Question: the base of a jib build is a saved image whose layers are compressed with zstd, or the first one plain and the
#   second one gzip. "docker save" with containerd's store writes layers as they were pulled. What comes out?
# Guess before running: for gzip after plain, a right image; for zstd an error that names the compression.
# Seen: no error in any case, and a broken image in each but the plain and the all-gzip ones. jib looks at the first layer
#   alone and knows gzip only. Each layer of a zstd base is compressed once more with gzip, so unpacked once it is a zstd
#   file and no tar; and so is a gzip layer after a plain one. A zstd layer after a gzip one goes out as it is, in a file
#   named ".tar.gz". The config keeps the DiffIDs of the base, which no longer fit, so no later check in jib sees it.
# Versions: jib-core 0.27.3 (Maven), zstd 1.5.4. Date: 2026-11-30.
# Why it matters: the build ends well, and the engine that loads its result is the first to notice. Save bases plain, or take
#   them from a registry; whoever writes an image should hold each layer against its DiffID.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
changed() { echo "CHANGED: $*" >&2; exit 1; }

cat > make.py <<'E'
import gzip, hashlib, io, json, subprocess, tarfile
def add(t, name, data):
    member = tarfile.TarInfo(name)
    member.size = len(data)
    t.addfile(member, io.BytesIO(data))
def layer(name):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        add(t, name, name.encode())
    return out.getvalue()
def zstd(data):
    return subprocess.run(["zstd", "-q"], input=data, stdout=subprocess.PIPE, check=True).stdout
plain = bytes
plains = [layer("one"), layer("two")]
for name, *ways in [("plain-plain", plain, plain), ("gzip-gzip", gzip.compress, gzip.compress), ("plain-gzip", plain, gzip.compress),
                    ("gzip-zstd", gzip.compress, zstd), ("zstd-zstd", zstd, zstd)]:
    blobs = [way(data) for way, data in zip(ways, plains)]
    diff_ids = ["sha256:" + hashlib.sha256(data).hexdigest() for data in plains]
    config = json.dumps({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": diff_ids}}).encode()
    paths = ["blobs/sha256/" + hashlib.sha256(data).hexdigest() for data in [config, *blobs]]
    with tarfile.open(name + ".tar", "w") as t:
        for path, data in zip(paths, [config, *blobs]):
            add(t, path, data)
        add(t, "manifest.json", json.dumps([{"Config": paths[0], "RepoTags": ["base:1"], "Layers": paths[1:]}]).encode())
E
python3 make.py
cat > pom.xml <<'E'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>t</groupId><artifactId>t</artifactId><version>1</version><dependencies>
<dependency><groupId>com.google.cloud.tools</groupId><artifactId>jib-core</artifactId><version>0.27.3</version></dependency>
</dependencies></project>
E
mvn -q -B dependency:build-classpath -Dmdep.outputFile=cp.txt > mvn.log 2>&1 || { cat mvn.log >&2; exit 1; }
cat > J.java <<'E'
import com.google.cloud.tools.jib.api.*;
import java.nio.file.*;
public class J {
    public static void main(String[] names) throws Exception {
        for (String name : names)
            Jib.from(TarImage.at(Path.of(name + ".tar"))).containerize(Containerizer.to(TarImage.at(Path.of("out-" + name + ".tar")).named("t"))
                .setOfflineMode(true).setBaseImageLayersCache(Path.of("base-" + name)).setApplicationLayersCache(Path.of("app-" + name)));
    }
}
E
names="plain-plain gzip-gzip plain-gzip gzip-zstd zstd-zstd"
java -Djava.io.tmpdir="$tmp" -cp "$(cat cp.txt)" J.java $names > log 2>&1 || { cat log >&2; changed "jib ends with an error"; }
cat > read.py <<'E'
import gzip, hashlib, json, sys, tarfile
def kind(data):
    return "gzip" if data[:2] == b"\x1f\x8b" else "zstd" if data[:4] == b"\x28\xb5\x2f\xfd" else "tar"
for name in sys.argv[1:]:
    with tarfile.open("out-" + name + ".tar") as t:
        manifest = json.load(t.extractfile("manifest.json"))[0]
        diff_ids = json.load(t.extractfile(manifest["Config"]))["rootfs"]["diff_ids"]
        seen = []
        for path, diff_id in zip(manifest["Layers"], diff_ids, strict=True):
            data = t.extractfile(path).read()
            how = kind(data)
            if how == "gzip":
                data = gzip.decompress(data)
                how += " of " + kind(data)
            seen.append(how + (" ok" if "sha256:" + hashlib.sha256(data).hexdigest() == diff_id else " WRONG"))
    print(f"{name}: " + ", ".join(seen))
E
python3 read.py $names > out
cat > want <<'E'
plain-plain: gzip of tar ok, gzip of tar ok
gzip-gzip: gzip of tar ok, gzip of tar ok
plain-gzip: gzip of tar ok, gzip of gzip WRONG
gzip-zstd: gzip of tar ok, zstd WRONG
zstd-zstd: gzip of zstd WRONG, gzip of zstd WRONG
E
diff want out >&2 || changed "jib's layers of a base that is not plain and not gzip"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
