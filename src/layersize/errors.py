"""The errors that the rest of the program raises on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager


class LayersizeError(Exception):
    """Something could not be measured: where, why, and what the user can do.

    Raised where the cause is known, shown once, by the command line, as a single line.
    """

    def __init__(self, where: str, cause: str, remedy: str = "") -> None:
        super().__init__(where, cause, remedy)
        self.where = where
        self.cause = cause
        self.remedy = remedy
        self.parts: tuple[str, ...] = ()
        """The cause in lines, where it has several: in short, then each place that has a share."""

    def __str__(self) -> str:
        text = f"{self.where}: {self.cause}" if self.where else self.cause
        return f"{text}; {self.remedy}" if self.remedy else text

    def inside(self, container: str) -> LayersizeError:
        """The same error, seen from the archive or layer that holds the place."""
        where = f"{container}: {self.where}" if self.where else container
        outer = LayersizeError(where, self.cause, self.remedy)
        outer.parts = self.parts
        return outer

    def to_keep(self) -> LayersizeError:
        """The error itself, without the calls that it came through, which hold what they read."""
        self.__traceback__ = self.__context__ = None
        return self

    def lines(self) -> list[str]:
        """The error as people read it best: a line, or one for each part of the cause."""
        if not self.parts:
            return [str(self)]
        first, *others = self.parts
        return [str(LayersizeError(self.where, first, self.remedy)), *(f"  {o}" for o in others)]


@contextmanager
def located_errors(where: str) -> Iterator[None]:
    """What goes wrong inside is seen from `where`, the place that holds all of it."""
    try:
        yield
    except LayersizeError as error:
        raise error.inside(where) from None


class LayersizeErrors(Exception):  # noqa: N818 - several, told at once
    """Everything that is wrong with one thing, so that it can be put right in one go."""

    def __init__(self, errors: Sequence[LayersizeError]) -> None:
        super().__init__(*errors)
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))


class Interrupted(Exception):  # noqa: N818 - not an error: the user asked for it
    """Work was cancelled between two chunks."""
