"""The estimate of how long a tar would be in a registry."""

from __future__ import annotations

import random

import pytest

from layersize.layers.transfer_estimate import TransferEstimate

DATA = random.Random(7).randbytes(20_000) * 150


@pytest.mark.parametrize("piece_bytes", [1000, 65_536, 1 << 20, 1_500_000, len(DATA)])
def test_it_does_not_depend_on_the_pieces_that_arrive(piece_bytes: int) -> None:
    """They differ between a save, an archive and an engine's own folder."""
    with TransferEstimate() as estimate:
        for at in range(0, len(DATA), piece_bytes):
            estimate.update(DATA[at : at + piece_bytes])
        found = estimate.total_bytes()
    with TransferEstimate() as estimate:
        for at in range(0, len(DATA), 777):
            estimate.update(DATA[at : at + 777])
        assert estimate.total_bytes() == found
