#!/usr/bin/env bash
# Question: which modes have the files of a build context that docker-java sends?
# Guess before running: those on disk, as with the docker command; a COPY then gives them to the image.
# Seen: 755 for each file that the process may execute, 644 for all others. A key of mode 600 goes out as 644, a script of 700 as
#   755, 444 as 644, and setuid is dropped. Folders that hold files have no entry at all, so none of 700 or 1777 arrives.
#   docker-py, for comparison, sends what is on disk.
# Versions: docker-java-core 3.5.1 (Maven), docker 7.2.0 (PyPI). Date: 2026-11-30.
# Why it matters: the same Dockerfile makes another layer, with another digest, than by "docker build": sshd and
#   databases refuse a key of mode 644, and a COPY that only differs in modes ships each file anew. Set modes by COPY --chmod.
set -euo pipefail
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT; cd "$tmp"
changed() { echo "CHANGED: $*" >&2; exit 1; }

mkdir -p ctx/private ctx/shared
printf 'FROM scratch\nCOPY . /\n' > ctx/Dockerfile
for name in key script readable setuid private/file shared/file; do echo x > ctx/$name; done
chmod 600 ctx/key
chmod 700 ctx/script
chmod 444 ctx/readable
chmod 4755 ctx/setuid
chmod 640 ctx/private/file
chmod 664 ctx/shared/file
chmod 700 ctx/private
chmod 1777 ctx/shared
cat > pom.xml <<'E'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>t</groupId><artifactId>t</artifactId><version>1</version><dependencies>
<dependency><groupId>com.github.docker-java</groupId><artifactId>docker-java-core</artifactId><version>3.5.1</version></dependency>
</dependencies></project>
E
mvn -q -B dependency:build-classpath -Dmdep.outputFile=cp.txt > mvn.log 2>&1 || { cat mvn.log >&2; exit 1; }
cat > D.java <<'E'
import com.github.dockerjava.core.dockerfile.Dockerfile;
import java.io.*;
import java.nio.file.*;
public class D {
    public static void main(String[] a) throws Exception {
        File base = new File("ctx");
        try (InputStream sent = new Dockerfile(new File(base, "Dockerfile"), base).parse().buildDockerFolderTar()) {
            Files.copy(sent, Path.of("java.tar.gz"));
        }
    }
}
E
java -cp "$(cat cp.txt)" D.java 2> log || { cat log >&2; changed "docker-java does not pack the context"; }
python3 -m pip install -q --no-warn-conflicts --disable-pip-version-check --root-user-action=ignore --target py docker==7.2.0
cat > t.py <<'E'
import io, tarfile
from docker.utils.build import tar
wanted = ["key", "script", "readable", "setuid", "private/file", "shared/file", "private", "shared"]
for who, packed in [("docker-java", tarfile.open("java.tar.gz")), ("docker-py", tarfile.open(fileobj=tar("ctx")))]:
    modes = {m.name.rstrip("/"): f"{m.mode & 0o7777:o}" for m in packed}
    print(who + ": " + " ".join(f"{name}={modes.get(name, 'none')}" for name in wanted))
E
PYTHONPATH=py python3 t.py > out
cat > want <<'E'
docker-java: key=644 script=755 readable=644 setuid=755 private/file=644 shared/file=644 private=none shared=none
docker-py: key=600 script=700 readable=444 setuid=4755 private/file=640 shared/file=664 private=700 shared=1777
E
diff want out >&2 || changed "the modes of a build context"
echo "seen: $(paste -sd'|' out | sed 's/|/; /g')"
