"""The error of a place that does not have an image, or can't be asked for it."""

from __future__ import annotations

from layersize.model.errors import LayersizeError


class NotHere(LayersizeError):  # noqa: N818 - an answer, where there are more places to ask
    """Somebody who tries several places may go on with the next one."""

    def inside(self, container: str) -> NotHere:
        """The same error, seen from outside the place."""
        outer = super().inside(container)
        return type(self)(outer.where, outer.cause, outer.remedy)


class NoSuchImage(NotHere):
    """Whoever was asked could answer, and does not have it."""
