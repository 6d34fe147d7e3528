"""What is advised for a pair of instructions."""

from __future__ import annotations

import pytest

from layersize.accounting.result import Cause, InstructionPair
from layersize.findings.catalog import advice_for
from report.sample_analyses import analysis, facts, layer

BASE = "ADD rootfs.tar / # buildkit"
RUN = "RUN /bin/sh -c apt-get install -y gcc # buildkit"
CHOWN = "RUN /bin/sh -c chown -R app /srv # buildkit"
COPY = "COPY . /srv # buildkit"


@pytest.mark.parametrize(
    ("added", "hidden", "cause", "advice"),
    [
        (BASE, RUN, Cause.DELETED, "slimmer base image"),
        (BASE, RUN, Cause.METADATA_ONLY, "wrote files of the base again, unchanged"),
        (BASE, CHOWN, Cause.METADATA_ONLY, "leave owner and mode"),
        (BASE, RUN, Cause.OVERWRITTEN, "newer base image"),
        (RUN, RUN, Cause.DELETED, "one RUN for both would save 5 MB"),
        (COPY, RUN, Cause.DELETED, ".dockerignore"),
        (COPY, CHOWN, Cause.METADATA_ONLY, "COPY --chown"),
        (COPY, COPY, Cause.METADATA_ONLY, "copy them once"),
        (RUN, COPY, Cause.OVERWRITTEN, "in the first step"),
        (RUN, RUN, Cause.DUPLICATE_ENTRY, "the tool that wrote this layer"),
        ("WORKDIR /srv", RUN, Cause.DELETED, ""),
    ],
)
def test_advice(added: str, hidden: str, cause: Cause, advice: str) -> None:
    pair = InstructionPair(
        added_in=0, hidden_in=1, cause=cause, content_bytes=5_000_000, paths=1, directory=b""
    )
    image = analysis(facts(), layers=(layer(0, added, 5_000_000), layer(1, hidden, 0)))
    given = advice_for(pair, image, "5 MB")
    assert advice in given
    assert bool(given) == bool(advice)
