"""Instructions as they are shown: `***` where a secret stands.

What is compared is the instruction itself; two that differ in a secret alone are two. Every
pattern takes time in proportion to the text: what repeats is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise

from layersize.oci.instruction import BUILD_ARGUMENTS, clean_instruction, shell_at
from layersize.text.secret_words import (
    BEFORE_TOKEN,
    PRIVATE_KEY,
    TOKEN,
    is_path,
    is_real,
    is_real_token,
    is_secret_name,
)
from layersize.text.userinfo import HIDDEN

_NAME = r"(?<![A-Za-z0-9_])(?P<name>[A-Za-z_][A-Za-z0-9_.-]{0,60})"
_QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'[^']*'"
_OF_SHELL = re.compile(rf"{_NAME}=(?P<value>{_QUOTED}|[^\s;&|'\"]+)")
"""`NAME=value` that a shell reads."""
_OF_LIST = re.compile(
    rf"{_NAME}[= ](?P<value>{_QUOTED}|(?:[^\s;]|(?!\s[A-Za-z_][A-Za-z0-9_.-]{{0,60}}=|; )[\s;])+)"
)
"""`NAME=value` in a list of a builder, which leaves quotes out: up to the next name."""
_LISTED = re.compile(r"(?:\A|; |: |#\(nop\) {1,2})(?:ENV|ARG|LABEL)\s")
_IN_JSON = re.compile(rf"\"{_NAME}\\?\"\s{{0,3}}:\s{{0,3}}\\?\"(?P<value>[^\"\\]+)")
_OPTION = re.compile(
    r"(?<!\S)--?(?P<name>[A-Za-z][A-Za-z-]{0,40})(?:=|\s{1,3})(?P<value>"
    + _QUOTED
    + r"|[^\s;&|'\"-][^\s;&|'\"]*)"
)
_HEADER = re.compile(
    r"(?:(?<![a-z])authorization:\s{0,3}(?:bearer|basic|token)\s{1,3}"
    r"|(?<!\S)(?:-H|--header)[\s=]{0,3}['\"]?[a-z-]{0,40}(?:token|key|secret):\s{0,3})"
    r"(?P<value>[^\s'\"]+)",
    re.IGNORECASE,
)
_CURL_LOGIN = re.compile(
    r"(?<!\S)(?:-u|--user)\s{0,3}[='\"]?(?P<user>[^\s:'\"$]{1,99}):(?P<value>[^\s'\"]+)"
)
_CHPASSWD = re.compile(
    r"echo\s[^|;&:]{1,99}:(?P<value>[^|;&\s'\"]{1,200})['\"]?\s{0,9}\|\s{0,9}(?:sudo\s)?chpasswd"
)
_URL_LOGIN = re.compile(
    r"[a-z]://[^\s/@:'\"]{0,200}:(?P<value>(?![0-9]{1,5}/)[^\s'\"]{1,400})@", re.IGNORECASE
)
"""A password may hold any character, so all up to the last @ counts, but no port."""
_WORD = rf"(?P<value>{_QUOTED}|[^\s;&|'\"-][^\s;&|'\"]{{0,999}})"
_SAME_COMMAND = r"\s(?:[^;&|\n]{0,300}?\s)?"
_OF_PROGRAMS = tuple(
    (word, re.compile(pattern))
    for word, pattern in (
        ("mysql", rf"mysql[a-z_]{{0,20}}{_SAME_COMMAND}-p{_WORD}"),
        ("mariadb", rf"mariadb[a-z-]{{0,20}}{_SAME_COMMAND}-p{_WORD}"),
        ("sshpass", rf"sshpass\s{{1,3}}-p\s{{0,3}}{_WORD}"),
        ("login", rf"(?<!\S)login{_SAME_COMMAND}-p\s{{1,3}}{_WORD}"),
        ("login", rf"(?<![a-z])login\s{{1,3}}\S{{1,200}}\s{{1,3}}password\s{{1,3}}{_WORD}"),
        ("nuget", rf"(?<!\S)nuget{_SAME_COMMAND}-p\s{{1,3}}{_WORD}"),
        ("user", rf"user(?:add|mod){_SAME_COMMAND}-p\s{{1,3}}{_WORD}"),
        ("redis-cli", rf"redis-cli{_SAME_COMMAND}-a\s{{1,3}}{_WORD}"),
        ("zip", rf"(?<![a-z])(?:un)?zip{_SAME_COMMAND}-P\s{{0,3}}{_WORD}"),
        ("-pass", rf"(?<!\S)-pass(?:in|out)?\s{{1,3}}pass:{_WORD}"),
        ("http-basic", rf"http-basic\.\S{{1,200}}\s{{1,3}}\S{{1,200}}\s{{1,3}}{_WORD}"),
    )
)
"""How passwords are given to well-known programs, with a word that such a text has."""
_SET = re.compile(rf"(?<!\S)set\s{{1,3}}(?P<name>[^\s=;&|]{{1,120}})\s{{1,3}}{_WORD}")
"""`npm config set NAME VALUE`, and that of others."""
_OF_JAVA = re.compile(r"-D(?P<name>[A-Za-z][A-Za-z0-9_.-]{0,99})=(?P<value>[^\s;&|'\"]{1,999})")
"""A property, which stands within the value of another setting."""
_TOKEN = re.compile(f"{BEFORE_TOKEN}(?:{TOKEN})")
_KEY = re.compile(PRIVATE_KEY)
_END_OF_KEY = re.compile(r"-----END [A-Z0-9 ]{1,60}-----")


@lru_cache(maxsize=1024)
def shown_instruction(created_by: str) -> str:
    """`clean_instruction` with `***` for secrets; not inert."""
    return clean_instruction(masked(created_by))


@lru_cache(maxsize=1024)
def masked(text: str) -> str:
    """A history line or another text of an image with `***` for what may be a secret.

    Of a setting with the name of a secret, any value is: the name says so.
    """
    for start, end in _merged(_places(text, is_meant=_is_value)):
        text = f"{text[:start]}{HIDDEN}{text[end:]}"
    return text


def has_secret(text: str) -> bool:
    """Whether a history line or another text of an image holds a secret, and no stand-in."""
    return any(True for _ in _places(text, is_meant=is_real))


def _merged(places: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Places without overlaps, the last first."""
    begins = None
    for start, end in sorted(places, key=lambda place: (-place[1], place[0])):
        if begins is None or end <= begins:
            yield start, end
            begins = start
        elif start < begins:
            yield start, begins
            begins = start


def _is_value(value: str) -> bool:
    return not value.startswith("$") and value != HIDDEN and not is_path(value)


def _places(text: str, is_meant: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Where secrets stand."""
    yield from _keys(text)
    for found in _TOKEN.finditer(text):
        if is_real_token(found[0]):
            yield found.span()
    for start, end, pattern in _assigning(text):
        for found in pattern.finditer(text, start, end):
            if is_secret_name(found["name"]):
                yield from _value(found, is_meant)
    for pattern in (_IN_JSON, _OPTION, _SET, _OF_JAVA):
        for found in pattern.finditer(text):
            if is_secret_name(found["name"]):
                yield from _value(found, is_meant)
    for found in _HEADER.finditer(text):
        yield from _value(found, is_meant)
    for word, pattern in _OF_PROGRAMS:
        if word in text:
            for found in pattern.finditer(text):
                yield from _value(found, is_meant)
    if "chpasswd" in text:
        for found in _CHPASSWD.finditer(text):
            yield from _value(found, is_meant)
    if "curl" in text or "wget" in text:
        for found in _CURL_LOGIN.finditer(text):
            yield from _value(found, is_meant)
    for found in _URL_LOGIN.finditer(text):
        yield from _value(found, is_meant)


def _assigning(text: str) -> Iterator[tuple[int, int, re.Pattern[str]]]:
    """Parts of a history line with how values in them are written."""
    arguments = BUILD_ARGUMENTS.match(text)
    shell = shell_at(text) if arguments else -1
    if arguments:
        shell = len(text) if shell < 0 else shell
        yield arguments.end(), shell, _OF_LIST
        yield shell, len(text), _OF_SHELL
        return
    yield 0, len(text), _OF_SHELL
    starts = [found.end() for found in _LISTED.finditer(text)]
    for start, end in pairwise([*starts, len(text)]):
        yield start, end, _OF_LIST


def _keys(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    while (begin := _KEY.search(text, position)) is not None:
        end = _END_OF_KEY.search(text, begin.end())
        position = len(text) if end is None else end.end()
        yield begin.start(), position


def _value(found: re.Match[str], is_meant: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    start, value = found.start("value"), found["value"].rstrip()
    if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]:
        start, value = start + 1, value[1:-1]
    if value and is_meant(value):
        yield start, start + len(value)
