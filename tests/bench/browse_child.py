"""`layersize browse` with a log of its moments: `python browse_child.py LOG FILE [FILE]`.

It is the real program in a real terminal; what is added is the noting of times: when the images
are measured, when they are ready to be shown, when a key has been read, when output is written.
"""

import atexit
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.widgets import Input

from layersize.cli import main
from layersize.cli.commands import browse
from layersize.tui.loader import Finished
from layersize.tui.widgets import filter_field

_moments: list[tuple[float, float, str]] = []


def _note(what: str) -> None:
    _moments.append((time.monotonic(), time.process_time(), what))


def _noted(function: Callable[..., Any], what: Callable[..., str], *, after: bool) -> Any:
    """The function, its calls noted before or after they are made."""

    def run(*arguments: Any, **named: Any) -> Any:
        if after:
            result = function(*arguments, **named)
            _note(what(*arguments))
            return result
        _note(what(*arguments))
        return function(*arguments, **named)

    return run


def _message(_driver: object, event: events.Event) -> str:
    return "key" if isinstance(event, events.Key) else "other"


def _written(_driver: object, data: str) -> str:
    return "view" if "[1 Layers]" in data else "write"


def _save(path: Path) -> None:
    pause_seconds = filter_field._PAUSE_SECONDS
    path.write_text(json.dumps({"pause_seconds": pause_seconds, "moments": _moments}))


if __name__ == "__main__":
    atexit.register(_save, Path(sys.argv[1]))
    loader: Any = browse._Backend
    for name in ("image", "comparison"):
        measured = _noted(getattr(loader, name), lambda *_: "measured", after=True)
        setattr(loader, name, measured)
    driver: Any = LinuxDriver
    driver.process_message = _noted(driver.process_message, _message, after=False)
    driver.write = _noted(driver.write, _written, after=True)
    field: Any = Input
    field._toggle_cursor = lambda _self: None  # a cursor that blinks is no answer to a key
    finished: Any = Finished
    finished.__init__ = _noted(finished.__init__, lambda *_: "finished", after=True)
    sys.exit(main(["browse", *sys.argv[2:]]))
