"""Runs layersize in this process and tells a file what it asked of the system: FILE ARGUMENTS….

Events are those of https://docs.python.org/3/library/audit_events.html; reading what Python itself
is made of is left out.
"""

import json
import os
import sys
import sysconfig
from pathlib import Path

_OWN = tuple({*sysconfig.get_paths().values(), str(Path(__file__).parents[2] / "src")})
_ASKING = ("os.", "subprocess.", "socket.", "shutil.", "tempfile.", "pty.", "ctypes.dlopen")
_HARMLESS = ("os.putenv", "os.unsetenv")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _is_asking(event: str) -> bool:
    return event.startswith(_ASKING) and event not in _HARMLESS


def main(file: str, *arguments: str) -> int:
    events: list[list[str]] = []

    def note(event: str, args: tuple[object, ...]) -> None:
        if event == "open" and isinstance(args[0], str | bytes):
            path, flags = os.fsdecode(args[0]), args[2]
            writes = isinstance(flags, int) and flags & _WRITING
            if writes or not path.startswith(_OWN):
                events.append(["write" if writes else "read", path])
        elif _is_asking(event) and not str(args[0]).startswith(_OWN):
            events.append([event, str(args[0])])

    from layersize.cli import main as layersize

    sys.addaudithook(note)
    exit_code = layersize(list(arguments))
    told = json.dumps(events)
    Path(file).write_text(told)
    return exit_code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
