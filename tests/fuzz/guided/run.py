"""Runs one target under atheris, with libFuzzer's options: `run.py TARGET OPTION... FOLDER...`."""

from __future__ import annotations

import pkgutil
import shlex
import sys
from importlib import import_module
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))
_NOT_READING_IMAGES = ("builds", "pytest_plugin", "testing", "tui", "__main__")


def main() -> None:
    with atheris.instrument_imports(include=["layersize"]):
        import layersize

        # What is imported only when it is needed, too.
        for module in pkgutil.walk_packages(layersize.__path__, "layersize."):
            if module.name.split(".")[1] not in _NOT_READING_IMAGES:
                import_module(module.name)
        from fuzz.guided.targets import TARGETS

    script, name, *arguments = sys.argv
    # libFuzzer runs itself anew by the first word, for a shell to read.
    itself = shlex.join((sys.executable, script, name))
    atheris.Setup([itself, *arguments], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
