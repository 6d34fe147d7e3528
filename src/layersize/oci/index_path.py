"""The way from an image's outermost index down to one of its manifests, and the platforms on it.

https://github.com/opencontainers/image-spec/blob/main/image-index.md: an index may list another.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from layersize.errors import LayersizeError
from layersize.oci.digest import Digest
from layersize.oci.platform import are_contradicting


class IndexPath:
    """The indexes that are being read, outermost first, with what the entries for them state."""

    def __init__(self, *outermost: Digest) -> None:
        self._digests = list(outermost)
        self._platforms: list[str | None] = []

    @property
    def digests(self) -> tuple[Digest, ...]:
        """Of the indexes, as far as they go by any."""
        return tuple(self._digests)

    @property
    def platform(self) -> str | None:
        """What the innermost entry that states a platform is for."""
        return next(filter(None, reversed(self._platforms)), None)

    def decided(self, platform: str | None) -> str | None:
        """What an entry is for that states `platform`: an index around it for another decides."""
        around = self.platform
        return around if are_contradicting(around, platform) else platform or around

    @contextmanager
    def within(self, digest: Digest, platform: str | None) -> Iterator[None]:
        """While an index is read that an entry with this digest and platform leads to."""
        self._digests.append(digest)
        self._platforms.append(platform)
        yield
        self._digests.pop()
        self._platforms.pop()

    def stated_platforms(self, platform: str | None) -> tuple[str | None, ...]:
        """What each entry states on the way to one that states `platform`, outermost first."""
        return (*self._platforms, platform)

    def refuse_contradiction(self, where: str, platform: str | None) -> None:
        """Raises LayersizeError for an entry for another platform than the index that it is in."""
        if are_contradicting(self.platform, platform):
            cause = f"is for {platform} in an index for {self.platform}, so that no engine takes it"
            raise LayersizeError(where, cause, "push the image again")
