#!/usr/bin/env bash
# Question: in one jib-core layer a path is added twice, and a folder gets its own entry (mode 700) after a
#   file in it. What ends up in the layer?
# Guess before running: as in a tar or a COPY, the later one wins, and the folder has mode 700.
# Seen: the first one wins, without a word. The second file is dropped; and since a file brings default
#   entries for its parent folders (root, 755), the explicit folder entry comes too late and is dropped too.
#   With the folder entry before the file, 700 is kept.
# Versions: jib-core 0.27.3 (Maven). Date: 2026-11-30.
# Why it matters: "add everything, then override a few" builds an image without the overrides, and
#   folders have other modes than the build file says. Call order decides, although jib then sorts entries by name.
set -euo pipefail
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
cd "$T"; mkdir d; printf first > 1; printf second > 2
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>t</groupId><artifactId>t</artifactId><version>1</version><dependencies>
<dependency><groupId>com.google.cloud.tools</groupId><artifactId>jib-core</artifactId><version>0.27.3</version></dependency>
</dependencies></project>
XML
mvn -q -B dependency:build-classpath -Dmdep.outputFile=cp.txt > mvn.log 2>&1 || { cat mvn.log; exit 1; }
cat > J.java <<'JAVA'
import com.google.cloud.tools.jib.api.*;
import com.google.cloud.tools.jib.api.buildplan.*;
import java.nio.file.*;
import java.time.Instant;
public class J {
    static AbsoluteUnixPath at(String p) { return AbsoluteUnixPath.get(p); }
    static FileEntry dir(String p) { return new FileEntry(Path.of("d"), at(p), FilePermissions.fromOctalString("700"), Instant.ofEpochSecond(1)); }
    public static void main(String[] a) throws Exception {
        FileEntriesLayer l = FileEntriesLayer.builder()
            .addEntry(Path.of("1"), at("/f")).addEntry(Path.of("2"), at("/f"))
            .addEntry(Path.of("1"), at("/late/x")).addEntry(dir("/late"))
            .addEntry(dir("/early")).addEntry(Path.of("1"), at("/early/x")).build();
        Jib.fromScratch().setFileEntriesLayers(l).containerize(Containerizer.to(TarImage.at(Path.of("o.tar")).named("t"))
            .setOfflineMode(true).setBaseImageLayersCache(Path.of("c1")).setApplicationLayersCache(Path.of("c2")));
    }
}
JAVA
java -cp "$(cat cp.txt)" J.java 2>/dev/null
mkdir o; tar -C o -xf o.tar
mode() { tar -tvzf o/*.tar.gz "$1" --no-recursion 2>/dev/null | awk 'NR == 1 { print $1 }'; }
got="f=$(tar -xOzf o/*.tar.gz f 2>/dev/null) entries-for-f=$(tar -tzf o/*.tar.gz 2>/dev/null | grep -cx f) late=$(mode late/) early=$(mode early/)"
want="f=first entries-for-f=1 late=drwxr-xr-x early=drwx------"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"
