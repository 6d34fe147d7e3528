"""Logins in references and addresses, of which no text may tell anything.

Userinfo is what stands before the @ and the host of an address
(https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1). A password may hold any character, even
those that end it, so all up to the last @ counts that no digest follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "***"
_NO_DIGEST = r"(?!sha(?:256|384|512):)"
_NO_ID = rf"{_NO_DIGEST}(?![0-9a-f]{{7,}}\Z)"
_SCHEME = r"(?:(?<![a-z0-9])(?!unix:|npipe:|file:)[a-z][a-z0-9+.-]*://|(?:https?|tcp|ssh):/)"
_OF_URL = re.compile(rf"(?P<scheme>{_SCHEME})(?P<userinfo>.*)@{_NO_ID}", re.IGNORECASE | re.DOTALL)
_OF_NAME = re.compile(rf"\A(?P<userinfo>[^/@:]*:(?!/).*)@{_NO_ID}", re.DOTALL)
"""`user:password@host/app`; before a colon with a slash behind it stands the word of a source."""
_ANY = re.compile(rf"\A.*@{_NO_ID}", re.DOTALL)
_OF_URL_IN_TEXT = re.compile(rf"(?P<scheme>{_SCHEME})(?P<userinfo>\S*)@{_NO_DIGEST}", re.IGNORECASE)
_OF_NAME_IN_TEXT = re.compile(
    rf"(?P<before>^|[\s'\"=(])[^\s/@:'\"=(]*:(?!/|\*\*\*@)\S*@{_NO_DIGEST}(?=[\w.-]+(?::[0-9]+)?/)"
)


def without_userinfo(reference: str) -> str:
    """A whole reference or address with `***` for a login: `https://***@host/app`.

    The user of an address of ssh without a password is no secret; a path may hold an @.
    """
    if "@" not in reference:
        return reference
    hidden = _OF_URL.sub(_hidden, reference)
    return _OF_NAME.sub(f"{HIDDEN}@", reference) if hidden == reference else hidden


def name_without_userinfo(name: str) -> str:
    """The same for a name in an engine or a registry, where an @ is a login's or a digest's."""
    return _ANY.sub(f"{HIDDEN}@", name)


def text_without_logins_of(text: str, references: Iterable[str]) -> str:
    """A text that may tell of some references, or of parts of them as paths, without logins."""
    for reference in references:
        found = _OF_URL.search(reference) or _OF_NAME.match(reference)
        if found is not None and without_userinfo(reference) != reference:
            userinfo = found["userinfo"]
            for part in (userinfo, userinfo.partition(":")[2]):
                for form in filter(None, (part, repr(part)[1:-1], re.sub("/+", "/", part))):
                    text = text.replace(f"{form}@", f"{HIDDEN}@")
    return text_without_userinfo(text)


def text_without_userinfo(text: str) -> str:
    """A text in which references and addresses may stand, with `***` for their logins."""
    if "@" not in text:
        return text
    hidden = _OF_URL_IN_TEXT.sub(_hidden, text)
    return _OF_NAME_IN_TEXT.sub(rf"\g<before>{HIDDEN}@", hidden)


def _hidden(found: re.Match[str]) -> str:
    scheme, userinfo = found["scheme"], found["userinfo"]
    if scheme.lower().startswith("ssh:") and not re.search("[:@/]", userinfo):
        return found[0]
    return f"{scheme}{HIDDEN}@"
