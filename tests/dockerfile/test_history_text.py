"""History lines as engines really wrote them, against the instructions they wrote them for."""

from __future__ import annotations

import pytest

from layersize.dockerfile.history_text import may_be_of, read_history_text
from layersize.dockerfile.reader import read_dockerfile

HASH = "fd5ced8032b8cd92c7f06c522730afd8108c7f9871e280349fb0c723f38cf7cf"
NOP = "/bin/sh -c #(nop)"

BUILDKIT = [
    ("RUN apt-get update", "RUN /bin/sh -c apt-get update # buildkit"),
    (
        'RUN --mount=type=cache,target=/c echo "$A  x" > /a && \\\n  # no\n\n  true',
        'RUN |1 A=one /bin/sh -c echo "$A  x" > /a &&     true # buildkit',
    ),
    ("RUN make", "RUN |2 A=two words B= /bin/sh -c make # buildkit"),
    ('RUN ["/bin/sh", "-c", "echo x"]', "RUN |1 A=one /bin/sh -c echo x # buildkit"),
    ('RUN ["/app", "--init"]', "RUN /app --init # buildkit"),
    ("RUN sh -c 'a b'", "RUN /bin/sh -c sh -c 'a b' # buildkit"),
    ("RUN <<EOF\nset -e\nmake\nEOF", "RUN /bin/sh -c set -e\nmake\n # buildkit"),
    ("RUN cat <<EOF > /x\na\nEOF", "RUN /bin/sh -c cat <<EOF > /x\na\nEOF # buildkit"),
    ("RUN <<EOF\n#!/bin/busybox sh\nls\nEOF", "RUN /dev/pipes/EOF # buildkit"),
    ("COPY f.txt .", "COPY f.txt . # buildkit"),
    ("COPY --chown=1:1 $S/y ${F:-f}.txt ./", "COPY --chown=1:1 d/y f.txt ./ # buildkit"),
    ("COPY --chown=1:1 a b", "COPY a b # buildkit"),
    ("COPY --from=build --link /app /app", "COPY /app /app # buildkit"),
    ('COPY ["f.txt", "/z z/"]', "COPY f.txt /z z/ # buildkit"),
    ("COPY 'f.txt' /x", "COPY f.txt /x # buildkit"),
    ("COPY <<a.txt b /x/\nz\na.txt", "COPY b <<a.txt /x/ # buildkit"),
    ("ADD --chown=2:2 https://x.example/a.tgz /x", "ADD --chown=2:2 https://x.example/a.tgz /x"),
    ("WORKDIR /srv", "WORKDIR /srv"),
    ("WORKDIR /srv/", "WORKDIR /srv"),
    ("WORKDIR app", "WORKDIR /srv/app"),
    ("WORKDIR $HOME/app", "WORKDIR /root/app"),
]
CLASSIC = [
    ("RUN apt-get update", "/bin/sh -c apt-get update"),
    ("RUN make", "|1 A=one /bin/sh -c make"),
    ('RUN ["/app", "--init"]', "/app --init"),
    ("COPY f.txt .", f"{NOP} COPY file:{HASH} in . "),
    ("COPY --chown=1:1 $S/y f.txt ./", f"{NOP} COPY --chown=1:1multi:{HASH} in ./ "),
    ("COPY a /srv/$NAME/", f"{NOP} COPY dir:{HASH} in /srv/app/ "),
    ('COPY ["f.txt", "/z z/"]', f"{NOP} COPY file:{HASH} in /z z/ "),
    ("ADD f.txt /added", f"{NOP} ADD file:{HASH} in /added "),
    ("WORKDIR app", f"{NOP} WORKDIR /srv/app"),
    ("ENV A=b", f"{NOP}  ENV A=b"),
]
BUILDAH = [
    ("RUN --mount=type=cache,target=/c make", "/bin/sh -c --mount=type=cache,target=/c make"),
    ("RUN --network=none make", "|1 Q=1 /bin/sh -c --network=none make|clamp-mtime=1600000000"),
    (
        "RUN --mount=type=bind,source=d,target=$X ls",
        f"/bin/sh -c --mount=type=bind,source=d,target=/x ls:sha256:{HASH}",
    ),
    ('RUN ["ls", "/bin"]', '|1 Q=1 /bin/sh -c ["ls", "/bin"]'),
    ("RUN <<EOF\nset -e\nmake\nEOF", "/bin/sh -c <<EOF\nset -e\nmake|force-mtime=1"),
    ("RUN cat <<'A' <<-B\na\nA\n\tb\n\tB", "/bin/sh -c cat <<'A' <<-B\na\nb"),
    ("COPY --link a /b", f"{NOP} COPY --link file:{HASH} in /b     |clamp-mtime=1 "),
    ("COPY <<EOF /x\na\nEOF", f"{NOP} COPY file:{HASH} in /x      "),
]
OTHERS = [
    ("RUN --mount=type=cache,target=/c make", "RUN make"),
    ("COPY --from=build /a /b", "COPY --from=build /a /b"),
]
OF_ANOTHER = [
    ("RUN make", "RUN /bin/sh -c make install # buildkit"),
    ("RUN install", "RUN /bin/sh -c make install # buildkit"),
    ("RUN make", "RUN |1 A=b /bin/sh -c x make # buildkit"),
    ("RUN make", "COPY make # buildkit"),
    ("RUN make", ""),
    ("RUN make", "/bin/sh -c --mount=type=cache,target=/c make"),
    ("RUN --mount=type=cache,target=/d make", "/bin/sh -c --mount=type=cache,target=/c make"),
    ("RUN make", "/bin/sh -c make install|clamp-mtime=1"),
    ("COPY a b", "ADD a b # buildkit"),
    ("COPY a b", "COPY a c # buildkit"),
    ("COPY a b", "COPY --chown=1:1 a b # buildkit"),
    ("COPY --chown=2:2 a b", "COPY --chown=1:1 a b # buildkit"),
    ("COPY $A/x b", "COPY y b # buildkit"),
    ("COPY a /b", f"{NOP} COPY file:{HASH} in /c "),
    ("ADD a /b", f"{NOP} COPY file:{HASH} in /b "),
    ("WORKDIR /app", "WORKDIR /srv/app"),
    ("WORKDIR app", "WORKDIR /srv/myapp"),
]


def fits(instruction: str, created_by: str, shell: tuple[str, ...] = ()) -> bool:
    (step,) = read_dockerfile(instruction.encode(), "Dockerfile").instructions
    return may_be_of(read_history_text(created_by), step, shell)


@pytest.mark.parametrize(("instruction", "created_by"), [*BUILDKIT, *CLASSIC, *BUILDAH, *OTHERS])
def test_what_builders_write(instruction: str, created_by: str) -> None:
    assert fits(instruction, created_by)


@pytest.mark.parametrize(("instruction", "created_by"), OF_ANOTHER)
def test_what_was_written_for_another(instruction: str, created_by: str) -> None:
    assert not fits(instruction, created_by)


@pytest.mark.parametrize(
    "created_by",
    [
        "RUN /bin/busybox ash -e -c ls # buildkit",
        "RUN |1 A=one /bin/busybox ash -e -c ls # buildkit",
        "|1 A=one /bin/busybox ash -e -c ls",
    ],
)
def test_a_shell_of_the_dockerfile(created_by: str) -> None:
    assert fits("RUN ls", created_by, ("/bin/busybox", "ash", "-e", "-c"))


def test_a_shell_of_the_base_image() -> None:
    assert fits("RUN ls", "RUN /bin/bash -o pipefail -c ls # buildkit")
