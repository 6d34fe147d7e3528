"""JSON that may hold anything."""

from __future__ import annotations

import pytest

from layersize.errors import LayersizeError
from layersize.oci.json_node import JsonNode


def node(text: str) -> JsonNode:
    return JsonNode.parse(text.encode(), "doc")


def test_the_place_of_a_value_is_told() -> None:
    with pytest.raises(LayersizeError, match=r"^doc: a\[1\]: b: is not a string"):
        node('{"a": [{}, {"b": 5}]}').get("a").items()[1].get("b").text()


def test_letter_case_does_not_count() -> None:
    assert node('{"layers": 1}').get("Layers").value == 1


@pytest.mark.parametrize(
    "text",
    [
        '{"layers": 1, "layers": 2}',
        '{"layers": 1, "Layers": 2}',
        '{"LAYERS": 1, "x": 0, "Layers": 2}',
        '{"layer\u017f": 1, "layers": 2}',  # Go folds the long s, too
    ],
)
@pytest.mark.parametrize("key", ["layers", "Layers"])
def test_a_key_that_is_there_twice_is_refused(text: str, key: str) -> None:
    """Go takes the last, whatever its case; others the one that is spelt right."""
    with pytest.raises(LayersizeError, match=f"^doc: m: has the key '{key}' more than once"):
        node(f'{{"m": {text}}}').get("m").get(key)


def test_other_keys_of_such_an_object_are_read() -> None:
    twice = node('{"a": 1, "A": 2, "b": 3}')
    assert twice.get("b").value == 3
    assert twice.get("c").value is None
    assert twice.key_names() == ("a", "A", "b")


def test_null_and_absent_are_empty() -> None:
    for empty in (node("null"), node("{}").get("x"), node('{"x": null}').get("x")):
        assert empty.items() == []
        assert empty.key_names() == ()
        assert empty.text() is None
        assert empty.whole_number() is None
        assert empty.flag() is False
        assert empty.get("y").value is None


@pytest.mark.parametrize(
    ("text", "method", "expected"),
    [
        ("5", "items", "an array"),
        ("[]", "key_names", "an object"),
        ("[]", "text", "a string"),
        ("true", "whole_number", "a whole number"),
        ("-1", "whole_number", "a whole number"),
        ("1.5", "whole_number", "a whole number"),
        ('"1"', "whole_number", "a whole number"),
        ("1", "flag", "true or false"),
    ],
)
def test_a_value_of_another_type_is_an_error(text: str, method: str, expected: str) -> None:
    with pytest.raises(LayersizeError, match=f"is not {expected}"):
        getattr(node(text), method)()


def test_a_member_of_what_is_no_object_is_an_error() -> None:
    with pytest.raises(LayersizeError, match=r"doc: a is not|doc: a: is not an object"):
        node('{"a": [1]}').get("a").get("b")


@pytest.mark.parametrize("text", ["", "{", "[1,]", '"\udcff"', "nul", "[" * 200_000], ids=range(6))
def test_what_is_no_json_is_an_error(text: str) -> None:
    with pytest.raises(LayersizeError, match="doc: is n"):
        JsonNode.parse(text.encode("utf-8", "surrogateescape"), "doc")


def test_numbers_of_millions_of_digits_are_not_computed() -> None:
    with pytest.raises(LayersizeError, match="a number has 1000000 digits"):
        node("9" * 1_000_000)


def test_long_lists_are_refused_where_a_bound_is_given() -> None:
    assert len(node("[1,2,3]").items(3)) == 3
    with pytest.raises(LayersizeError, match=r"lists 4 items \(at most 3\)"):
        node("[1,2,3,4]").items(3)


def test_too_long_documents_are_not_parsed() -> None:
    with pytest.raises(LayersizeError, match="is longer than"):
        JsonNode.parse(b" " * (4 << 20) + b"[]", "doc")


@pytest.mark.parametrize("text", ["", "sha256:", "sha256:abc", "md5:" + "a" * 32, "../../etc"])
def test_digests_are_checked(text: str) -> None:
    with pytest.raises(LayersizeError, match=r"^doc: is not"):
        JsonNode(text, "doc").digest()
