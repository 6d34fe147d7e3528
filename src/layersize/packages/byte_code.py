"""Compiled Python: `X/__pycache__/N.TAG.pyc` belongs to whoever `X/N.py` belongs to.

https://peps.python.org/pep-3147/ and https://peps.python.org/pep-0488/ say how it is named.
"""

from __future__ import annotations

_ENDING = b".pyc"


def compiled_from(name: bytes) -> bytes:
    """The module that a file of byte code is compiled from: `N` of `N.cpython-313.opt-1.pyc`.

    Nothing, if the name is not one of byte code.
    """
    if not name.endswith(_ENDING):
        return b""
    stem, _, tag = name[: -len(_ENDING)].rpartition(b".")
    return stem.rpartition(b".")[0] if tag.startswith(b"opt-") else stem
