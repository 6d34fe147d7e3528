"""The same step as two builders write it."""

from __future__ import annotations

import pytest

from layersize.oci.instruction import clean_instruction
from layersize.oci.instruction_key import copied, instruction_key, may_be_same_copy

HASH = "6008dbe23b51a206d21bbc4998dc3b49c59c0dc669feed2dc4a35da47078f6ac"
NOP = "/bin/sh -c #(nop)"


def key(created_by: str) -> str:
    return instruction_key(clean_instruction(created_by))


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("RUN |1 A=b /bin/sh -c make # buildkit", "|1 A=b /bin/sh -c make"),
        ("RUN /bin/sh -c make # buildkit", "/bin/sh -c --mount=type=cache,target=/x make"),
        ("RUN /bin/sh -c make # buildkit", "/bin/sh -c --network=none make|clamp-mtime=1600000000"),
        ("RUN ls /bin # buildkit", '/bin/sh -c ["ls", "/bin"]'),
        ("RUN /bin/sh -c a\\nb\\n # buildkit", "/bin/sh -c <<EOF\\na\\nb"),
        ("RUN /bin/sh -c cat <<EOF > /x\\na\\nEOF # buildkit", "/bin/sh -c cat <<EOF > /x\\na"),
        (
            "RUN /bin/sh -c cat <<-'A' <<B\\na\\nA\\nb\\nB # buildkit",
            "/bin/sh -c cat <<-'A' <<B\\na\\nb",
        ),
        ("COPY a b # buildkit", "COPY --from=c --link a b"),
        ("WORKDIR /a", f"{NOP} WORKDIR /a|force-mtime=1"),
        ("WORKDIR /a", f"{NOP} WORKDIR /a/"),
        ("RUN ls /bin # buildkit", "ls /bin"),
        ("RUN /usr/bin/env bash -c make # buildkit", "/usr/bin/env bash -c make"),
        ("COPY --chown=1:2 --chmod=755 a b # buildkit", "COPY --chmod=755 --chown=1:2 a b"),
        ("COPY a b # buildkit", 'COPY ["a", "b"]'),
        (f"ostree export of commit {HASH}", f"ostree export of commit {HASH[::-1]}"),
        (f"merge sha256:{HASH} to sha256:{HASH}", f"merge sha256:{HASH[::-1]} to sha256:{HASH}"),
    ],
)
def test_equal(one: str, another: str) -> None:
    one, another = (text.replace("\\n", "\n") for text in (one, another))
    assert key(one) == key(another)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("RUN make", "RUN make install"),
        ("RUN echo 1 << 2", "RUN echo 1 2"),
        ("COPY a b", "COPY c b"),
        ("COPY --chown=1 a b", "COPY --chown=2 a b"),
        ("COPY a b", "ADD a b"),
        ("RUN [1", "RUN 1"),
    ],
)
def test_different(one: str, another: str) -> None:
    assert key(one) != key(another)


def same_copy(one: str, another: str) -> bool:
    left, right = copied(clean_instruction(one)), copied(clean_instruction(another))
    assert left is not None
    assert right is not None
    assert may_be_same_copy(left, right) == may_be_same_copy(right, left)
    return may_be_same_copy(left, right)


@pytest.mark.parametrize(
    ("named", "target"),
    [
        ("COPY w /w # buildkit", "/w"),
        ("COPY a b dest/ # buildkit", "dest/"),
        ("COPY --chown=1:2 src /srv/src # buildkit", "/srv/src"),
        ("COPY a /q/z # buildkit", "$A/z"),
        ("COPY a /q/z/y # buildkit", "${A:-q}/z/$B"),
        ("COPY f.txt /z z/ # buildkit", "/z z/"),
        ('COPY ["a b", "/z/"]', "/z"),
    ],
)
def test_a_copy_whose_sources_were_hashed(named: str, target: str) -> None:
    assert same_copy(named, f"{NOP} COPY file:{HASH} in {target}      ")
    assert not same_copy(named, f"{NOP} COPY file:{HASH} in /other ")
    assert not same_copy(named, f"{NOP} ADD file:{HASH} in {target} ")
    assert not same_copy(named, named)
    assert not same_copy(named, f"{NOP} COPY file:{HASH}")


def test_a_copy_that_two_builders_hashed() -> None:
    """Buildah records no --chown here, and the target as it is written."""
    classic = f"{NOP} COPY --chown=1:2dir:{HASH} in /q/src/ "
    assert same_copy(classic, f"{NOP} COPY dir:{HASH[::-1]} in $A/src/      ")
    assert same_copy(classic, f"{NOP} COPY dir:{HASH[::-1]} in /q/src/      ")
    assert not same_copy(classic, f"{NOP} COPY dir:{HASH} in $A/lib/      ")
