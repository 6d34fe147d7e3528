"""What would help an image, and whose its bytes are, made by hand, as the renderers get it."""

from __future__ import annotations

from dataclasses import replace

from layersize.accounting.advice import (
    BaseFacts,
    BaseSource,
    Certainty,
    Family,
    Finding,
    FindingState,
    Owner,
    PackageBytes,
)


def finding(rule: str, family: Family, content_bytes: int, **changes: object) -> Finding:
    """Live files of one's own in the second layer, save for what is given."""
    plain = Finding(
        rule=rule,
        family=family,
        title="files that nothing needs",
        content_bytes=content_bytes,
        layers=(1,),
        paths=1,
        examples=(b"some/file",),
        owner=Owner.YOURS,
        state=FindingState.LIVE,
        fix="RUN rm some/file",
        certainty=Certainty.SAFE,
    )
    return replace(plain, **changes)  # type: ignore[arg-type] - the caller knows the fields


def package(name: str, manager: str | None, content_bytes: int, **changes: object) -> PackageBytes:
    """A package whose files are all visible and in the lowest layer, save for what is given."""
    plain = PackageBytes(
        name=name,
        version="1.0" if manager else None,
        manager=manager,
        content_bytes=content_bytes,
        hidden_bytes=0,
        files=10,
        layers=(0,),
    )
    return replace(plain, **changes)  # type: ignore[arg-type] - the caller knows the fields


HELLO_C_FINDING_BYTES = 290_000_000
HELLO_C_BASE = BaseFacts(
    reference="debian:12", layers=1, content_bytes=198_926_061, how=BaseSource.OPTION
)
HELLO_C_FINDINGS = (
    finding(
        "LS040",
        Family.BUILD,
        172_300_000,
        title="a compiler and what belongs to it in the image that runs: gcc, cpp, binutils",
        layers=(2,),
        paths=1_204,
        examples=(b"usr/lib/gcc/x86_64-linux-gnu/12/cc1", b"usr/lib/gcc/x86_64-linux-gnu/12/lto1"),
        fix="build in a stage of its own, and COPY --from=build what it made",
        certainty=Certainty.JUDGE,
        tar_bytes=173_100_000,
        transfer_estimate_bytes=61_000_000,
    ),
    finding(
        "LS001",
        Family.HIDDEN,
        108_100_000,
        title="what layer 1 adds, layer 5 deletes",
        layers=(1,),
        paths=12,
        examples=(b"var/lib/apt/lists/deb.debian.org_Packages", b"var/lib/apt/lists/lock"),
        state=FindingState.HIDDEN,
        fix="RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev"
        " && rm -rf /var/lib/apt/lists/*",
        certainty=Certainty.LOSSLESS,
    ),
    finding(
        "LS050",
        Family.DOCS,
        9_500_000,
        title="manual pages and other documents",
        layers=(0,),
        paths=811,
        examples=(b"usr/share/doc/perl/Changes.gz", b"usr/share/man/man1/bash.1.gz"),
        owner=Owner.BASE,
        fix="take debian:12-slim, which leaves them out",
    ),
    finding(
        "LS090",
        Family.SECRET,
        1_704,
        title="a private key",
        layers=(3,),
        examples=(b"root/.ssh/id_ed25519",),
        owner=Owner.UNKNOWN,
        fix="RUN --mount=type=secret,id=key …, and make a new key: this one is known",
        certainty=Certainty.JUDGE,
    ),
)
HELLO_C_PACKAGES = (
    package("gcc-12", "dpkg", 61_200_000, version="12.2.0-14+deb12u1", files=96, layers=(2,)),
    package("libc6-dev", "dpkg", 40_100_000, version="2.36-9+deb12u10", files=480, layers=(2,)),
    package("perl-base", "dpkg", 7_600_000, version="5.36.0-7+deb12u2", hidden_bytes=500_000),
    package("debconf", "dpkg", 526_061, version="1.5.82", hidden_bytes=526_061, layers=(0, 2)),
    package("rest", None, 394_058_920, files=12_000, layers=(0, 1, 2, 3, 4)),
    package("caches", None, 526_061, hidden_bytes=107_000_000, files=3, layers=(1,)),
)
