"""What the runs over real images found, for the end of the tests' output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import pytest

NOTES = pytest.StashKey["RunNotes"]()
"""Of a run's configuration."""


@dataclass(slots=True)
class RunNotes:
    """In the order in which the tests met them."""

    reports: int = 0
    """References of the corpus that gave a report."""
    refusals: list[tuple[str, str]] = field(default_factory=list)
    """Reference and the one-line reason."""
    read_by_skopeo: int = 0
    unpacked_by_umoci: int = 0
    unread_by_others: list[tuple[str, str]] = field(default_factory=list)
    """Reference, and why skopeo or umoci could not read it."""
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Where one image was read from, to the `image` of its report."""

    def plain(self) -> dict[str, Any]:
        """As another process can take it."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    def add(self, noted: Mapping[str, Any]) -> None:
        """What another process has noted, by `plain`."""
        self.reports += noted["reports"]
        self.refusals += noted["refusals"]
        self.read_by_skopeo += noted["read_by_skopeo"]
        self.unpacked_by_umoci += noted["unpacked_by_umoci"]
        self.unread_by_others += noted["unread_by_others"]
        self.sources.update(noted["sources"])

    def tables(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Title and lines of each table that has something to say."""
        if self.reports or self.refusals:
            title = f"corpus: {self.reports} reports, {len(self.refusals)} refused with exit code 2"
            yield title, two_lines_each(self.refusals)
        if self.read_by_skopeo or self.unread_by_others:
            title = (
                f"{self.read_by_skopeo} images read by skopeo, "
                f"{self.unpacked_by_umoci} of them unpacked by umoci; not by one of them:"
            )
            yield title, two_lines_each(self.unread_by_others)
        if self.sources:
            yield "one image through every source", list(_source_rows(self.sources))


def _source_rows(sources: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    measures = ("tar_bytes", "content_bytes", "live_bytes", "shadowed_bytes", "transfer_bytes")
    yield "".join([f"{'source':36}", *(f"{measure:>16}" for measure in measures)])
    for title, image in sources.items():
        numbers = ("-" if image[key] is None else f"{image[key]:,}" for key in measures)
        yield "".join([f"{title:36}", *(f"{number:>16}" for number in numbers)])


def two_lines_each(rows: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{reference}\n    {reason}" for reference, reason in rows]
