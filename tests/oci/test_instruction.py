"""History lines as builders really write them."""

from __future__ import annotations

import pytest

from layersize.oci.instruction import clean_instruction
from support.work import assert_linear

HASH = "3f80414426e41becdbb214f7a6d2e211f255be120a2409e43668203eafd069af"

CLASSIC_BUILDER = [
    (f"/bin/sh -c #(nop) COPY file:{HASH} in / ", "COPY … /"),
    (f"/bin/sh -c #(nop) COPY dir:{HASH} in /app ", "COPY … /app"),
    (f"/bin/sh -c #(nop) COPY multi:{HASH} in ./ ", "COPY … ./"),
    (
        f"/bin/sh -c #(nop) COPY --chown=1000:1000 file:{HASH} in /x y ",
        "COPY --chown=1000:1000 … /x y",
    ),
    (f"/bin/sh -c #(nop) COPY --chown=1:1multi:{HASH} in ./ ", "COPY --chown=1:1 … ./"),
    (f"/bin/sh -c #(nop) ADD --chown=a:bfile:{HASH} in /x ", "ADD --chown=a:b … /x"),
    (f"/bin/sh -c #(nop) ADD file:{HASH} in / ", "ADD … /"),
    (f"/bin/sh -c #(nop) ADD file:{HASH} in empty ", "ADD … empty"),
    ('/bin/sh -c #(nop)  CMD ["/hello"]', 'CMD ["/hello"]'),
    ("/bin/sh -c #(nop) WORKDIR /app", "WORKDIR /app"),
    ("/bin/sh -c apt-get update", "RUN apt-get update"),
    (
        "/bin/sh -c set -eux; \t\tapt-get update; \t\trm -rf /x",
        "RUN set -eux; apt-get update; rm -rf /x",
    ),
    ("/bin/bash -c echo hi", "RUN echo hi"),
    ("/bin/bash -o pipefail -c curl x | tar xz", "RUN curl x | tar xz"),
    ("/bin/ash -eo pipefail -c apk add curl", "RUN apk add curl"),
    ("|1 A=b /bin/sh -c make", "RUN make"),
    ("|2 A=two words B= /bin/sh -c make all", "RUN make all"),
]
BUILDKIT = [
    ("RUN /bin/sh -c apt-get update # buildkit", "RUN apt-get update"),
    (
        "RUN /bin/sh -c apt-get update &&     apt-get install -y gcc # buildkit",
        "RUN apt-get update && apt-get install -y gcc",
    ),
    (
        "RUN |1 DEBIAN_FRONTEND=noninteractive /bin/sh -c apt update -y # buildkit",
        "RUN apt update -y",
    ),
    ("RUN |2 VLLM_TAG=v0.23.0 VLLM_COMMIT= /bin/bash -c git clone # buildkit", "RUN git clone"),
    ("RUN |2 /bin/bash -c pip install -e /w # buildkit", "RUN pip install -e /w"),
    ("RUN |1 A=b /venv/bin/pip install x # buildkit", "RUN /venv/bin/pip install x"),
    ("RUN /usr/bin/python3 -m pip install x # buildkit", "RUN /usr/bin/python3 -m pip install x"),
    ("COPY hello.c . # buildkit", "COPY hello.c ."),
    ("COPY --chown=1:1 /src/app /app # buildkit", "COPY --chown=1:1 /src/app /app"),
    (
        "ADD alpine-minirootfs-3.22.0-x86_64.tar.gz / # buildkit",
        "ADD alpine-minirootfs-3.22.0-x86_64.tar.gz /",
    ),
    ("WORKDIR /app", "WORKDIR /app"),
    ("RUN /bin/sh -c echo '# buildkit' > x # buildkit", "RUN echo '# buildkit' > x"),
    ("RUN /bin/sh -c echo \\#\\(nop\\) # buildkit", "RUN echo \\#\\(nop\\)"),
]
BUILDAH = [
    (f"{line}{end}", instruction)
    for line, instruction in [
        ("/bin/sh -c make install", "RUN make install"),
        ("|1 Q=1 /bin/sh -c id > /id", "RUN id > /id"),
        (
            "/bin/sh -c --mount=type=cache,target=/c ls",
            "RUN --mount=type=cache,target=/c ls",
        ),
        (
            f"/bin/sh -c --mount=type=bind,source=d,target=/x ls /x:sha256:{HASH}",
            "RUN --mount=type=bind,source=d,target=/x ls /x",
        ),
        (
            f"/bin/sh -c --mount=type=bind,target=/x --mount=type=bind,target=/y ls:sha256:{HASH}"
            f":sha512:{HASH * 2}",
            "RUN --mount=type=bind,target=/x --mount=type=bind,target=/y ls",
        ),
        (f"/bin/sh -c #(nop) COPY file:{HASH} in /w     ", "COPY … /w"),
        (f"/bin/sh -c #(nop) COPY --link dir:{HASH} in /w     ", "COPY --link … /w"),
        (f"/bin/sh -c #(nop) COPY file:{HASH}", "COPY …"),
    ]
    for end in (
        "",
        "|clamp-mtime=1600000000",
        "|force-mtime=1600000000 ",
        "|unsetLabel=x|inheritLabels=false",
        " |unsetLabel=x |inheritLabels=false    ",
        "|unsetAnnotation=org.example.a=b",
    )
]
"""Buildah 1.43.2 and Podman 5.8.6, with the options of each ending."""
OTHER_BUILDERS = [
    (f"RUN /bin/sh -c echo x:sha256:{HASH} # buildkit", f"RUN echo x:sha256:{HASH}"),
    ("RUN /bin/sh -c echo a|tr=b # buildkit", "RUN echo a|tr=b"),
    ("RUN chmod +x /root/saved.txt", "RUN chmod +x /root/saved.txt"),
    ("ADD .scripts/ /root/.data/", "ADD .scripts/ /root/.data/"),
    (
        "/bin/sh -c dnf install -y httpd && dnf clean all -y ",
        "RUN dnf install -y httpd && dnf clean all -y",
    ),
    ("bazel build ...", "bazel build ..."),
    ("jib-maven-plugin:3.4.0", "jib-maven-plugin:3.4.0"),
    ("ko build ko://github.com/google/ko", "ko build ko://github.com/google/ko"),
    ("buildpacksio/lifecycle", "buildpacksio/lifecycle"),
    (
        "store paths: ['/nix/store/0c7ibvy0rkyfnnh0pmjvm5mbinajhdkh-glibc-2.38-44',"
        " '/nix/store/1c7ibvy0rkyfnnh0pmjvm5mbinajhdkh-bash-5.2']",
        "store paths: glibc-2.38-44, bash-5.2",
    ),
    ("store paths: []", "store paths: []"),
    ("Imported from -", "(imported)"),
    ("Imported from https://example.org/rootfs.tar", "(imported)"),
    ("bash", "bash"),
    ("/bin/sh", "/bin/sh"),
]
WINDOWS = [
    ("cmd /S /C echo hi", "RUN echo hi"),
    (f"cmd /S /C #(nop) COPY dir:{HASH} in C:\\app ", "COPY … C:\\app"),
    (
        "powershell -Command $ErrorActionPreference = 'Stop'; "
        "$ProgressPreference = 'SilentlyContinue'; Invoke-WebRequest x",
        "RUN Invoke-WebRequest x",
    ),
    ("powershell -NoLogo -ExecutionPolicy Bypass -Command dir", "RUN dir"),
    ("pwsh -Command $ErrorActionPreference = 'Stop'; #(nop)  ENV A=b", "ENV A=b"),
    ("Apply image 10.0.20348.1", "Apply image 10.0.20348.1"),
]
NOT_RECORDED = [(line, "(not recorded)") for line in ("", "  \n", "<unknown>", "<missing>")]


@pytest.mark.parametrize(
    ("created_by", "instruction"),
    [*CLASSIC_BUILDER, *BUILDKIT, *BUILDAH, *OTHER_BUILDERS, *WINDOWS, *NOT_RECORDED],
)
def test_clean_instruction(created_by: str, instruction: str) -> None:
    assert clean_instruction(created_by) == instruction


@pytest.mark.parametrize(
    ("begin", "repeated", "end"),
    [
        ("RUN |99999 ", "A=b ", ""),
        ("RUN ", "|1 ", ""),
        ("sh ", "-x ", ""),
        ("powershell ", "-a b ", ""),
        ("store paths: [", "/nix/store/", "]"),
        ("COPY ", "--a ", ""),
        ("RUN ", "|clamp-mtime=1", ""),
        ("RUN --mount=a ls", f":sha256:{HASH}", ""),
        ("RUN --mount=a ls", f":sha256:{HASH}", "x"),
        ("", "$aPreference = 'b'; ", ""),
    ],
)
def test_hostile_lines_take_no_time(begin: str, repeated: str, end: str) -> None:
    def clean(times: int) -> None:
        clean_instruction(begin + repeated * times + end)

    assert_linear(clean, 2_000)
    clean(400_000)  # expressions that go back over what they read would take minutes
