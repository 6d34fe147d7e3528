#!/usr/bin/env bash
# Question: commons-compress has two readers for tars: TarArchiveInputStream (in order) and TarFile (random access). Do both list
#   the same for a layer with a sparse file in the form that GNU tar writes with "-S --format=posix"?
# Guess before running: yes. Sparse files are documented for both, so both give the file at its full size and all the others.
# Seen: the sparse file is right in both, but TarFile looks for the next header one block too late (the block of the sparse map is
#   counted twice). An empty file or a folder that comes next is left out; a file with content is too, and in its place
#   stands an empty entry whose name is what is in the file. Older PAX forms (--sparse-version=0.0 and 0.1) are fine.
# Versions: commons-compress 1.28.0 (Maven), GNU tar 1.34. Date: 2026-11-30.
# Why it matters: 1.0 is GNU tar's default among the PAX forms, and the one that moby and containerd unpack. A viewer that
#   picks files of layers by TarFile misses one after each sparse file, or ends with "Corrupted TAR archive" if no
#   header can be made of the content. Read in order instead.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
changed() { echo "CHANGED: $*" >&2; exit 1; }

truncate -s 1M holes
echo end >> holes
printf 'what is in it' > text
touch empty
mkdir folder
echo x > last
# Without a PAX record on the entries that follow: they would be what is read in a wrong place.
pack() { tar -S --format=posix --sparse-version="$1" --mtime=@0 --pax-option=delete=atime,delete=ctime,delete=mtime -cf "${@:2}"; }
for version in 0.0 0.1 1.0; do pack $version text-$version.tar holes text last; done
pack 1.0 empty-1.0.tar holes empty last
pack 1.0 folder-1.0.tar holes folder last
pack 1.0 at-the-end-1.0.tar text last holes
cat > pom.xml <<'E'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>t</groupId><artifactId>t</artifactId><version>1</version><dependencies>
<dependency><groupId>org.apache.commons</groupId><artifactId>commons-compress</artifactId><version>1.28.0</version></dependency>
</dependencies></project>
E
mvn -q -B dependency:build-classpath -Dmdep.outputFile=cp.txt > mvn.log 2>&1 || { cat mvn.log >&2; exit 1; }
cat > C.java <<'E'
import java.io.*;
import java.util.*;
import org.apache.commons.compress.archivers.tar.*;
public class C {
    public static void main(String[] names) throws IOException {
        for (String name : names) {
            StringJoiner inOrder = new StringJoiner(", "), byName = new StringJoiner(", ");
            try (TarArchiveInputStream t = new TarArchiveInputStream(new FileInputStream(name))) {
                for (TarArchiveEntry e; (e = t.getNextEntry()) != null; ) inOrder.add(e.getName() + " " + t.readAllBytes().length);
            }
            try (TarFile t = new TarFile(new File(name))) {
                for (TarArchiveEntry e : t.getEntries()) byName.add(e.getName() + " " + t.getInputStream(e).readAllBytes().length);
            }
            System.out.println(name + ": stream [" + inOrder + "] TarFile [" + byName + "]");
        }
    }
}
E
java -cp "$(cat cp.txt)" C.java text-0.0.tar text-0.1.tar text-1.0.tar empty-1.0.tar folder-1.0.tar at-the-end-1.0.tar > out 2> log || { cat log >&2; changed "TarFile raises an error"; }
cat > want <<'E'
text-0.0.tar: stream [holes 1048580, text 13, last 2] TarFile [holes 1048580, text 13, last 2]
text-0.1.tar: stream [holes 1048580, text 13, last 2] TarFile [holes 1048580, text 13, last 2]
text-1.0.tar: stream [holes 1048580, text 13, last 2] TarFile [holes 1048580, what is in it 0, last 2]
empty-1.0.tar: stream [holes 1048580, empty 0, last 2] TarFile [holes 1048580, last 2]
folder-1.0.tar: stream [holes 1048580, folder/ 0, last 2] TarFile [holes 1048580, last 2]
at-the-end-1.0.tar: stream [text 13, last 2, holes 1048580] TarFile [text 13, last 2, holes 1048580]
E
diff want out >&2 || changed "a sparse file in TarFile"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
