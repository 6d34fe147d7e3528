"""The rule that makes JSON of values, and what a table changes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import pytest

from layersize.oci.digest import Digest
from layersize.text.json_values import json_members, json_value

DIGEST = Digest("sha256", "0" * 64)


class Color(StrEnum):
    RED = "red"


class Range(NamedTuple):
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    path: bytes
    content_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    name: str | None
    inner: Sequence[Inner]

    @property
    def count(self) -> int:
        return len(self.inner)


OUTER = Outer(name=None, inner=(Inner(path=b"a\xff", content_bytes=3),))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        (True, True),
        (7, 7),
        (2 / 3, 0.666667),
        ("text", "text"),
        (Color.RED, "red"),
        (b"caf\xe9", "caf\\xe9"),
        (Range(1, 2), [1, 2]),
        ((), []),
        (DIGEST, f"sha256:{'0' * 64}"),
    ],
)
def test_a_single_value(value: object, written: object) -> None:
    assert json_value(value, {Digest: ""}) == written


def test_an_object_has_its_fields_in_their_order() -> None:
    written = json_value(OUTER, {})
    assert written == {"name": None, "inner": [{"path": "a\\xff", "content_bytes": 3}]}
    assert list(json_members(OUTER, {})) == ["name", "inner"]


def test_a_table_leaves_out_renames_and_takes_properties() -> None:
    table = {Outer: "count inner", Inner: "bytes=content_bytes"}
    assert json_value(OUTER, table) == {"count": 1, "inner": [{"bytes": 3}]}
    assert list(json_members(OUTER, table)) == ["count", "inner"]


def test_members_may_be_named_where_they_are_written() -> None:
    assert json_members(OUTER, {Outer: "inner"}, "title=name count") == {"title": None, "count": 1}
