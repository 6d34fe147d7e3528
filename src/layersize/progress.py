"""How those who wait are told how far work on one image is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told how far the reading of one image is; may raise Interrupted."""

    def expect(self, total_bytes: int) -> None:
        """Says how many bytes there are still to come, once that is known."""
        ...

    def advance(self, read_bytes: int) -> None:
        """Says that so many more bytes were read or skipped."""
        ...

    def phase(self, text: str) -> None:
        """Says in a few words what is being done."""
        ...

    def wait(self, text: str) -> None:
        """Says what is being waited for, until something is told that goes on."""
        ...


class ProgressDisplay(Protocol):
    """Where those who wait look: shows how far work on one or more images is."""

    def start(self, reference: str) -> Progress:
        """The progress of the image that goes by that reference."""
        ...


class NoProgress:
    """Shows nothing, of whatever image."""

    def start(self, reference: str) -> NoProgress:  # noqa: ARG002 - as `ProgressDisplay` has it
        return self

    def expect(self, total_bytes: int) -> None:
        pass

    def advance(self, read_bytes: int) -> None:
        pass

    def phase(self, text: str) -> None:
        pass

    def wait(self, text: str) -> None:
        pass
