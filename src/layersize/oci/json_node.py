"""JSON from archives, read with suspicion: every access says where a wrong value stands."""

from __future__ import annotations

import json
import re
from collections import Counter

from layersize.errors import LayersizeError
from layersize.oci.digest import Digest
from layersize.streams import bounds
from layersize.values import dataclass

_SAVE_AGAIN = "save or pull the image again"
_OPENING = (b",", b"[", b"{")
"""What stands before or in each value but the first; those in texts count, too."""
_MANY_KEYS = 64
_MOST_DIGITS = 100
"""Of a whole number; those of 64 bits have 20."""
_ESCAPED = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F]|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)
"""What a backslash begins: two halves of a character, one half alone, or anything else."""


class AmbiguousDocument(LayersizeError):  # noqa: N818 - what it says, not an error in it
    """Readers differ on what a document says, so that it may be two images."""


@dataclass(frozen=True, slots=True)
class JsonNode:
    """A value inside a document."""

    value: object
    where: str
    """Document and path inside it, for messages."""
    remedy: str = _SAVE_AGAIN
    """What helps if something is wrong with the document."""

    @classmethod
    def parse(cls, data: bytes, where: str, remedy: str = _SAVE_AGAIN) -> JsonNode:
        """Reads a document as Go does; raises LayersizeError for what is no JSON within bounds.

        What Go has for text, such as bytes that are not UTF-8, may be refused, but is not read as
        something else.
        """
        if len(data) > bounds.DOCUMENT_BYTES:
            raise LayersizeError(where, f"is longer than {bounds.DOCUMENT_BYTES} bytes", remedy)
        if value_count(data) > bounds.DOCUMENT_VALUES:
            raise LayersizeError(where, f"has over {bounds.DOCUMENT_VALUES} values", remedy)
        try:
            value = json.loads(
                _whole_characters(data.decode()),
                parse_int=_whole_number,
                parse_constant=_no_constant,
                object_pairs_hook=_members,
            )
            return cls(value, where, remedy)
        except RecursionError:
            raise LayersizeError(where, "is nested too deeply", remedy) from None
        except ValueError as error:
            raise LayersizeError(where, f"is not JSON ({error})", remedy) from None

    def get(self, key: str) -> JsonNode:
        """The field of an object, `null` if absent; letter case does not count.

        Go's decoder ignores case, and some producers rely on that. Of keys that differ in nothing
        else it takes the last, other readers the one that is spelt right, so that one document
        would be two images: raises AmbiguousDocument.
        """
        where = f"{self.where}: {key}"
        if self.value is None:
            return self._child(None, where)
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        folded = _folded(key)
        indexed = self.value if isinstance(self.value, _Indexed) else None
        if indexed is not None and folded in indexed.repeated:
            cause = f"has the key {key!r} more than once, so that readers differ on what it says"
            raise AmbiguousDocument(self.where, cause, self.remedy)
        if key in self.value:
            return self._child(self.value[key], where)
        if indexed is not None:
            return self._child(indexed.folded.get(folded), where)
        for other, value in self.value.items():
            if _folded(other) == folded:
                return self._child(value, where)
        return self._child(None, where)

    def entry(self, key: str) -> JsonNode:
        """The value that a map has under a name, such as annotations; `null` if it has none.

        Letter case counts, and of names that are equal every reader takes the last.
        """
        if not isinstance(self.value, dict | None):
            raise self.wrong("an object")
        value = None if self.value is None else self.value.get(key)
        return self._child(value, f"{self.where}: {key}")

    def key_names(self) -> tuple[str, ...]:
        """The keys of an object; `null` counts as an empty one."""
        if self.value is None:
            return ()
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        return tuple(self.value)

    def items(self, most: int = bounds.DOCUMENT_ITEMS) -> list[JsonNode]:
        """The items of an array, `most` at most; `null` counts as an empty one."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.wrong("an array")
        if len(self.value) > most:
            raise LayersizeError(self.where, f"lists {len(self.value)} items (at most {most})")
        return [self._child(item, f"{self.where}[{i}]") for i, item in enumerate(self.value)]

    def text(self) -> str | None:
        """A string, or None for `null`."""
        if self.value is None or isinstance(self.value, str):
            return self.value
        raise self.wrong("a string")

    def whole_number(self) -> int | None:
        """A number of bytes, or None for `null`."""
        if self.value is None:
            return None
        if isinstance(self.value, int) and not isinstance(self.value, bool) and self.value >= 0:
            return self.value
        raise self.wrong("a whole number")

    def flag(self) -> bool:
        """A boolean; `null` counts as false."""
        if self.value is None or isinstance(self.value, bool):
            return bool(self.value)
        raise self.wrong("true or false")

    def digest(self) -> Digest:
        """A digest, checked."""
        try:
            return Digest.parse(self.text() or "")
        except ValueError as error:
            raise LayersizeError(self.where, str(error), self.remedy) from None

    def wrong(self, expected: str) -> LayersizeError:
        """The error for a value of another type."""
        return LayersizeError(self.where, f"is not {expected}", self.remedy)

    def _child(self, value: object, where: str) -> JsonNode:
        return JsonNode(value, where, self.remedy)


class _Indexed(dict[str, object]):
    """An object with many keys, or with some that are equal, or equal but for letter case."""

    repeated: frozenset[str]
    """Those keys that are equal, folded."""
    folded: dict[str, object]
    """Folded keys to their values: to look at each of many keys takes long."""


def value_count(data: bytes) -> int:
    """About how many values a document has, found without reading it; never too few."""
    return sum(map(data.count, _OPENING))


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    folded = {_folded(key): value for key, value in pairs}
    if len(folded) == len(pairs) <= _MANY_KEYS:
        return members
    indexed = _Indexed(members)
    counted = Counter(_folded(key) for key, _ in pairs)
    indexed.repeated = frozenset(key for key, count in counted.items() if count > 1)
    indexed.folded = folded
    return indexed


def _folded(key: str) -> str:
    """Equal for keys that Go takes for the same: it knows a second small s, and a third K."""
    return key.lower() if key.isascii() else key.lower().replace("\u017f", "s")


def _whole_characters(text: str) -> str:
    """JSON in which halves of characters that stand alone are U+FFFD, as for Go.

    Python would keep them, and they would name files whose names are not UTF-8.
    """
    return _ESCAPED.sub(_whole_character, text) if "\\ud" in text.lower() else text


def _whole_character(escaped: re.Match[str]) -> str:
    return escaped[0] if escaped[1] is None else "\\ufffd"


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no number")


def _whole_number(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"a number has {len(digits)} digits")
    return int(digits)
