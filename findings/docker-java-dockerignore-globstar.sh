#!/usr/bin/env bash
# Question: .dockerignore has "src/**/k.log". Does docker-java (under Testcontainers and Jenkins plugins),
#   which packs the context itself, leave out src/k.log as the docker client does?
# Guess before running: yes; "**" stands for any number of folders, none included.
# Seen: src/k.log is sent. In the middle of a pattern docker-java wants one folder or more for "**",
#   while at the start ("**/k.log") none is fine too. Moby's matcher takes none in both places.
# Versions: docker-java-core 3.5.1 (Maven), github.com/moby/patternmatcher v0.6.0. Date: 2026-11-30.
# Why it matters: a context built from Java holds files that the same build by hand does not: another
#   digest and a bigger layer from the same folder and the same Dockerfile.
set -euo pipefail
T=$(mktemp -d); trap 'chmod -R u+w "$T"; rm -rf "$T"' EXIT
cd "$T"; mkdir -p go ctx/src/a/b
touch ctx/src/k.log ctx/src/a/k.log ctx/src/a/b/k.log; printf 'FROM scratch\nCOPY . /\n' > ctx/Dockerfile
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>t</groupId><artifactId>t</artifactId><version>1</version><dependencies>
<dependency><groupId>com.github.docker-java</groupId><artifactId>docker-java-core</artifactId><version>3.5.1</version></dependency>
</dependencies></project>
XML
mvn -q -B dependency:build-classpath -Dmdep.outputFile=cp.txt > mvn.log 2>&1 || { cat mvn.log; exit 1; }
cat > D.java <<'JAVA'
import com.github.dockerjava.core.dockerfile.Dockerfile;
import java.io.File;
import java.nio.file.*;
import java.util.*;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.*;
public class D {
    static String sent(String pattern) throws Exception {
        Files.writeString(Path.of("ctx/.dockerignore"), pattern + "\n");
        File base = new File("ctx");
        TreeSet<String> names = new TreeSet<>();
        try (TarArchiveInputStream t = new TarArchiveInputStream(new GZIPInputStream(
                new Dockerfile(new File(base, "Dockerfile"), base).parse().buildDockerFolderTar()))) {
            for (TarArchiveEntry e; (e = t.getNextEntry()) != null; ) if (e.getName().endsWith(".log")) names.add(e.getName());
        }
        return names.toString();
    }
    public static void main(String[] a) throws Exception {
        System.out.println("docker-java sends " + sent("src/**/k.log") + " with **/k.log " + sent("**/k.log"));
    }
}
JAVA
cat > go/main.go <<'GO'
package main

import (
	"fmt"

	"github.com/moby/patternmatcher"
)

func main() {
	pm, err := patternmatcher.New([]string{"src/**/k.log"})
	if err != nil {
		panic(err)
	}
	kept := []string{}
	for _, f := range []string{"src/a/b/k.log", "src/a/k.log", "src/k.log"} {
		if m, _ := pm.MatchesOrParentMatches(f); !m {
			kept = append(kept, f)
		}
	}
	fmt.Print("moby sends ", kept)
}
GO
(cd go && printf 'module t\ngo 1.21\n' > go.mod && go get github.com/moby/patternmatcher@v0.6.0 2>/dev/null && go build -o t .)
got="$(java -cp "$(cat cp.txt)" D.java 2>/dev/null) $(go/t)"
want="docker-java sends [src/k.log] with **/k.log [] moby sends []"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"
