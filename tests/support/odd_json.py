"""JSON as no encoder would write it: keys twice, in other letter case, odd values and bytes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

_LOOK_ALIKES = {"s": "\u017f", "k": "\u212a"}
"""Letters that are the same to Go whatever their case."""
_LIGATURES = {"ff": "\ufb00", "fi": "\ufb01", "st": "\ufb06", "ss": "\xdf"}
"""Letters that are the same to others alone, such as Python's `casefold`."""
_RAW_VALUES = (
    *("null", "true", "false", "0", "-0", "-1", "1", "1.0", "1e3", "1E+2", "0.5", "1e400", "-7"),
    *("9223372036854775807", "9223372036854775808", "123456789012345678901234567890", "01", "+1"),
    *("NaN", "Infinity", "-Infinity", ".5", "1.", "0x10", "1_000", "tru", "'a'", "", "//\n1"),
    *('""', '"x"', '"0"', "[]", "[null]", "[[]]", "{}", '{"a":{}}', '["a","a"]', '{"":""}'),
    *('"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"', '"\\\\ud800"', '"\\ud800x.tar"'),
    *('"\\u0000"', '"\\x41"', '"\t"', '"\\/"', '"\\u00"', '"\x7f"', '"\u2028"', '"a\\"b"'),
)
_RAW_BYTES = (b'"\xff"', b'"\xed\xa0\x80"', b'"\xc0\x80"', b'"\xe2\x82"', b'"\xf4\x90\x80\x80"')
_DAMAGES: tuple[Callable[[bytes], bytes], ...] = (
    lambda data: b"\xef\xbb\xbf" + data,
    lambda data: data + b" \r\n\t",
    lambda data: data + b"{}",
    lambda data: data + b"\0",
    lambda data: data + b"]",
    lambda data: data[:-1],
    lambda data: data[:0],
    lambda data: b" \n" + data,
    lambda data: b"\x0c" + data,
    lambda data: data.decode("utf-8", "replace").encode("utf-16"),
    lambda data: data.decode("utf-8", "replace").encode("utf-16-le"),
    lambda data: data.decode("utf-8", "replace").encode("utf-32"),
    lambda data: data[:-1] + b',"deep":' + b"[" * 3000 + b"]" * 3000 + data[-1:],
    lambda data: data[:-1] + b',"deep":' + b"[" * 20_000 + b"]" * 20_000 + data[-1:],
    lambda data: data[:-1] + b",}" if data.endswith(b"}") else data[:-1] + b",]",
)


def odd_json(sound: Any, choose: random.Random) -> bytes:
    """The document with up to four oddities; without any in some cases."""
    oddities = choose.choice((0, 1, 1, 1, 2, 2, 3, 4))
    chosen = set(choose.sample(_places(sound), oddities))
    data = _written(sound, (), chosen, choose)
    return choose.choice(_DAMAGES)(data) if choose.random() < 0.06 else data


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all that an object or an array holds."""
    found = []
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            found += [(*path, key), *_places(value[key], (*path, key))]
    return found


def _written(
    value: Any, path: tuple[Any, ...], odd: set[tuple[Any, ...]], choose: random.Random
) -> bytes:
    if isinstance(value, list):
        items = []
        for at, below in enumerate(value):
            item = _written(below, (*path, at), odd, choose)
            items.append(_odd_value(choose, value) if (*path, at) in odd else item)
        return b"[" + b",".join(items) + b"]"
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=choose.random() < 0.5).encode()
    members = []
    for key, below in value.items():
        text = _written(below, (*path, key), odd, choose)
        if (*path, key) in odd:
            members += _odd_members(key, text, value, choose)
        else:
            members.append(_key(key) + text)
    return b"{" + b",".join(members) + b"}"


def _key(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False).encode() + b":"


def _odd_members(key: str, text: bytes, among: Any, choose: random.Random) -> list[bytes]:
    """What stands instead of a member: none, one, or two that may mean the same."""
    sound, spelt = _key(key) + text, _respelt(key, choose)
    other = _odd_value(choose, among)
    return choose.choice(
        (
            [_key(key) + other],
            [_key(key) + other],
            [_key(spelt) + text],
            [_key(spelt) + text],
            [_escaped(key) + text],
            [sound, _key(spelt) + other],
            [_key(spelt) + other, sound],
            [sound, _key(key) + other],
            [_key(key) + other, sound],
            [_key(key + " ") + other, sound],
            [_key("unknown") + other, sound, _key("unknown") + text],
            [],
        )
    )


def _escaped(key: str) -> bytes:
    return b'"' + b"".join(b"\\u%04x" % ord(letter) for letter in key) + b'":'


def _respelt(key: str, choose: random.Random) -> str:
    """In other letter case, or with a letter that some take for the same."""
    kind = choose.randrange(6)
    if kind < 2:
        return key.swapcase() if kind else key.capitalize()
    if kind == 2:
        return "".join(choose.choice((letter.lower(), letter.upper())) for letter in key)
    table = _LOOK_ALIKES if kind < 5 else _LIGATURES
    for letters, other in table.items():
        key = key.replace(letters, other, 1)
    return key


def _odd_value(choose: random.Random, among: Any) -> bytes:
    """A value of any kind, or one that stands beside it."""
    if choose.random() < 0.3:
        beside = list(among.values()) if isinstance(among, dict) else among
        return json.dumps(choose.choice(beside)).encode()
    if choose.random() < 0.08:
        return choose.choice(_RAW_BYTES)
    return choose.choice(_RAW_VALUES).encode()
