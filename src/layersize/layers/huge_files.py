"""Files of nothing but zeros, of which a few kilobytes unpack to gigabytes.

`useradd` makes such ones: `lastlog` has a record at 292 bytes times the user id, `faillog` at 32.
Source: https://man7.org/linux/man-pages/man8/useradd.8.html, `-l`
"""

from __future__ import annotations

from layersize.layers.entries import LayerEntries
from layersize.streams.limits import ExpansionError
from layersize.text.escape import shown_path
from layersize.text.sizes import size_text
from layersize.warning import WarningList

LOGIN_LOGS = (b"lastlog", b"faillog")
_PATHS = frozenset(b"var/log/" + name for name in LOGIN_LOGS)
_HUGE_BYTES = 100_000_000
"""Of a login log: user ids that people give out need less."""
_MAKER = "useradd without -l (--no-log-init) makes this file for a large user id"


def named_expansion(error: ExpansionError, path: bytes, payload_bytes: int) -> ExpansionError:
    """The same error, with the file at which it came."""
    cause = f"has {size_text(payload_bytes, 'si')}, and {error.cause}"
    remedy = f"{_MAKER}; {error.remedy}" if path.lstrip(b"./") in _PATHS else error.remedy
    return ExpansionError(shown_path(path), cause, remedy)


def note_login_logs(entries: LayerEntries, warnings: WarningList) -> None:
    """Warns of login logs that are as long as a large user id makes them."""
    for row, name in enumerate(entries.names):
        if name in LOGIN_LOGS and entries.content_bytes[row] >= _HUGE_BYTES:
            path = entries.path(row)
            if path in _PATHS:
                size = size_text(entries.content_bytes[row], "si")
                warnings.add("huge-login-log", path, f"{size} of zeros: {_MAKER}")
