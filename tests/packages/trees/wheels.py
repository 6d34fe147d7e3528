"""Tiny wheels, as https://packaging.python.org/en/latest/specifications/binary-distribution-format/
has them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_wheel(
    folder: Path, name: str, version: str, files: Mapping[str, str], scripts: str = ""
) -> Path:
    """A wheel with these files; `scripts` are lines `COMMAND = MODULE:FUNCTION`."""
    target = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    members = dict(files)
    members[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    members[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    if scripts:
        members[f"{info}/entry_points.txt"] = f"[console_scripts]\n{scripts}\n"
    record = f"{info}/RECORD"
    members[record] = "".join(f'"{member}",,\n' for member in [*members, record])
    with zipfile.ZipFile(target, "w") as wheel:
        for member, content in members.items():
            wheel.writestr(zipfile.ZipInfo(member, _EPOCH), content)
    return target


def write_sample_wheels(folder: Path) -> None:
    """Two that share a namespace, one of them with a command and a name that needs quotes."""
    write_wheel(
        folder,
        "Alpha_One",
        "1.0",
        {
            "alpha/__init__.py": "'''alpha'''\n" + "a = 1\n" * 300,
            "alpha/main.py": "def run() -> None:\n    print('alpha')\n",
            "alpha/data, with a comma.txt": "d" * 5_000,
            "shared/alpha.py": "s = 1\n" * 100,
        },
        scripts="alpha = alpha.main:run",
    )
    write_wheel(
        folder,
        "beta",
        "2.5+local",
        {"beta.py": "b = 1\n" * 900, "shared/beta.py": "s = 2\n" * 150},
    )
