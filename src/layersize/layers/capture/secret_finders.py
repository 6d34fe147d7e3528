"""Looks for secrets in the text of a file, by what the file's name says of its form.

Each pattern takes time in proportion to the text: what repeats is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from layersize.layers.entries import SecretMark
from layersize.text.secret_words import (
    BEFORE_TOKEN,
    PRIVATE_KEY,
    TOKEN,
    is_real,
    is_real_token,
    is_secret_name,
)

Find: TypeAlias = Callable[[str], "SecretMark | None"]
"""Where the first secret of a text stands; `None`: it has none of this form."""

_BODY = re.compile(r"[A-Za-z0-9+/=]{40}")
_BODY_BEGINS_WITHIN = 1000
"""Headers of PEM and of PGP stand between the first line and the data."""
_KEY = re.compile(PRIVATE_KEY)
_PUTTY_KEY = re.compile(r"\APuTTY-User-Key-File-[0-9]: [^\0]{1,4000}?\nPrivate-Lines: [0-9]")
_TOKEN = re.compile(f"{BEFORE_TOKEN}(?:{TOKEN})")
_OF_JAVA = b"\xfe\xed\xfe\xed"
_OF_JCE = b"\xce\xce\xce\xce"
_KEY_BAG = re.compile(rb"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01[\x01\x02]")
"""PKCS #12's names of bags with a private key (https://www.rfc-editor.org/rfc/rfc7292#appendix-D);
bags with certificates alone have another."""


def _private_key(text: str) -> SecretMark | None:
    end = 0
    for found in _KEY.finditer(text):
        if end < found.end():
            end = text.find("-----END ", found.end())
            end = len(text) if end < 0 else end
        body = _BODY.search(text, found.end(), min(end, found.end() + _BODY_BEGINS_WITHIN))
        if body is not None and len(set(body[0])) > 8:
            return SecretMark("private-key", found.start(), end - found.start())
    if _PUTTY_KEY.match(text):
        return SecretMark("private-key", 0, len(text))
    return None


def keystore(beginning: bytes) -> SecretMark | None:
    """Of Java and PKCS #12, if there is a private key in it and not only certificates."""
    if beginning.startswith((_OF_JAVA, _OF_JCE)):
        is_key = beginning[12:16] in {b"\0\0\0\x01", b"\0\0\0\x03"}
        return SecretMark("keystore", 0, len(beginning)) if is_key else None
    found = _KEY_BAG.search(beginning)
    return SecretMark("keystore", found.start(), len(beginning) - found.start()) if found else None


def _token(text: str) -> SecretMark | None:
    for found in _TOKEN.finditer(text):
        if is_real_token(found[0]):
            return SecretMark("token", found.start(), len(found[0]))
    return None


def _pattern(kind: str, pattern: str, is_meant: Callable[[str], bool] = is_real) -> Find:
    """Looks in each line that is no comment for group 1, if that is no placeholder."""
    compiled = re.compile(pattern, re.IGNORECASE)

    def find(text: str) -> SecretMark | None:
        for start, line in _lines(text):
            for found in compiled.finditer(line):
                if is_meant(found[1]):
                    return SecretMark(kind, start + found.start(1), len(found[1]))
        return None

    return find


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that are no comments, with where they begin."""
    start = 0
    for line in text.split("\n"):
        if not line.lstrip().startswith(("#", ";", "// ")):
            yield start, line
        start += len(line) + 1


def _settings(separator: str) -> Find:
    """Looks for lines that give a setting with the name of a secret a real value."""

    def find(text: str) -> SecretMark | None:
        for start, line in _lines(text):
            before, _, after = line.partition(separator)
            name = before.strip().removeprefix("export ").strip("\"' \t")
            if not after or not is_secret_name(name):
                continue
            value = _unquoted(after)
            if is_real(value):
                at = start + len(before) + 1 + after.find(value)
                return SecretMark("setting", at, len(value))
        return None

    return find


def _unquoted(text: str) -> str:
    """A value without its quotes, or without a comment behind it."""
    text = text.strip().rstrip(",;")
    if text[:1] in {'"', "'"}:
        return text[1:].partition(text[0])[0]
    return re.split(r"\s#", text, maxsplit=1)[0].strip()


def _any(_value: str) -> bool:
    """A hash can't be told from a placeholder: what is none has another form."""
    return True


_AWS = _pattern(
    "cloud-key",
    r"aws_secret_access_key[\"']?\s{0,9}[=:]\s{0,9}[\"']?([A-Za-z0-9/+]{40})",
    is_real_token,
)
_JSON = _pattern(
    "login",
    r'"(?:auth|identitytoken|registrytoken|password|secret|refresh_?token|access_?token|client_?secret'
    r'|token|private_?key|bearer)"\s{0,9}:\s{0,9}"([^"\\\s]{6,4096})"',
)
_NPM = _pattern(
    "login", r"(?::|^\s{0,9})_(?:authToken|auth|password)\s{0,9}=\s{0,9}\"?([^\s\"]{6,4096})"
)
_YARN = _pattern("login", r"npm(?:AuthToken|AuthIdent)\"?\s{0,9}:\s{0,9}[\"']?([^\s\"']{6,4096})")
_INI = _pattern(
    "login", r"^\s{0,9}(?:password|secret_key)\s{0,9}[=:]\s{0,9}[\"']?([^\s\"']{6,4096})"
)
_NETRC = _pattern("login", r"(?<!\S)password\s{1,9}([^\s]{6,4096})")
_URL = _pattern("login", r"[a-z]://[^\s/@:]{1,256}:([^\s/@]{6,1024})@")
_PGPASS = _pattern("login", r"^[^\s:]{1,256}:[0-9*]{1,5}:[^:]{1,128}:[^:]{1,128}:([^\s]{6,1024})$")


def _without_xml_comments(find: Find) -> Find:
    """Looks in a text whose comments are blanks, as Maven's default settings have examples."""

    def find_outside(text: str) -> SecretMark | None:
        parts, position = [], 0
        while (begin := text.find("<!--", position)) >= 0:
            end = text.find("-->", begin)
            end = len(text) if end < 0 else end
            parts += [text[position:begin], " " * (end - begin)]
            position = end
        return find("".join((*parts, text[position:])))

    return find_outside


_XML = _pattern("login", r"<(?:password|passphrase)>\s{0,9}([^<\s]{6,1024})\s{0,9}</")
_NUGET = _pattern("login", r"password\"\s{1,9}value=\"([^\"]{6,1024})\"")
_KUBE = _pattern(
    "login", r"^\s{0,99}(?:client-key-data|token|password):\s{1,9}[\"']?([^\s\"']{6,8192})"
)
_TOML = _pattern("login", r"^\s{0,9}token\s{0,9}=\s{0,9}\"([^\"]{6,1024})\"")
_GEM = _pattern("login", r"api_key\"?:\s{0,9}[\"']?([A-Za-z0-9_.-]{16,256})")
_VAULT = _pattern("login", r"^([A-Za-z0-9._-]{20,256})$")
_RAILS = _pattern("private-key", r"^([0-9a-f]{32})\s*$", is_real_token)
_PHP = _pattern(
    "setting",
    r"define\(\s{0,9}['\"](?:DB_PASSWORD|[A-Z_]{1,20}_KEY)['\"]\s{0,9},\s{0,9}['\"]([^'\"]{6,256})",
)
_SHADOW = _pattern(
    "password-hash",
    r"^[a-z_][a-z0-9_.-]{0,63}:(\$[0-9a-z]{1,8}\$[./A-Za-z0-9$,=+-]{8,200}|_[./A-Za-z0-9]{19}"
    r"|[./A-Za-z0-9]{13})(?::|$)",
    _any,
)
_HTPASSWD = _pattern(
    "password-hash",
    r"^[^:\s]{1,255}:(\$(?:apr1|2[aby]|5|6)\$[./A-Za-z0-9$,=+-]{8,200}|\{SHA\}[A-Za-z0-9+/=]{20,40})",
    _any,
)
_EQUAL, _COLON = _settings("="), _settings(":")


_ALWAYS = (_private_key, _token)
_BY_NAME: dict[bytes, tuple[Find, ...]] = {
    b".npmrc": (_NPM,),
    b".yarnrc": (_NPM,),
    b".yarnrc.yml": (_YARN,),
    b".netrc": (_NETRC,),
    b"_netrc": (_NETRC,),
    b".pypirc": (_INI,),
    b".my.cnf": (_INI,),
    b".s3cfg": (_INI,),
    b".boto": (_EQUAL,),
    b".git-credentials": (_URL,),
    b"pip.conf": (_URL,),
    b".condarc": (_URL,),
    b".pgpass": (_PGPASS,),
    b"shadow": (_SHADOW,),
    b"shadow-": (_SHADOW,),
    b"gshadow": (_SHADOW,),
    b".htpasswd": (_HTPASSWD,),
    b"credentials": (_AWS, _GEM, _TOML),
    b"credentials.toml": (_TOML,),
    b"config": (_AWS, _KUBE),
    b"kubeconfig": (_KUBE,),
    b"settings.xml": (_without_xml_comments(_XML),),
    b"NuGet.Config": (_without_xml_comments(_NUGET),),
    b"nuget.config": (_without_xml_comments(_NUGET),),
    b".vault-token": (_VAULT,),
    b"master.key": (_RAILS,),
    b"wp-config.php": (_PHP,),
    b"gradle.properties": (_EQUAL,),
    b"rclone.conf": (_EQUAL,),
    b".rclone.conf": (_EQUAL,),
    b".dockercfg": (_JSON,),
    b".dockerconfigjson": (_JSON,),
    b".envrc": (_AWS, _EQUAL, _URL),
}
_BY_ENDING: tuple[tuple[bytes, tuple[Find, ...]], ...] = (
    (b".kubeconfig", (_KUBE,)),
    (b".json", (_AWS, _JSON, _COLON)),
    (b".tfstate", (_JSON, _COLON)),
    (b".tfvars", (_AWS, _EQUAL)),
    (b".toml", (_EQUAL,)),
    (b".yml", (_COLON,)),
    (b".yaml", (_COLON,)),
)
_OF_ENVIRONMENT = (*_ALWAYS, _AWS, _EQUAL, _URL)


def finders_for(name: bytes) -> tuple[Find, ...]:
    """What to look for in a file of a name."""
    if (found := _BY_NAME.get(name)) is not None:
        return _ALWAYS + found
    if name.startswith(b".env") or name.endswith(b".env"):
        return _OF_ENVIRONMENT
    for ending, found in _BY_ENDING:
        if name.endswith(ending):
            return _ALWAYS + found
    return _ALWAYS
