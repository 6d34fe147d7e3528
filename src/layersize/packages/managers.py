"""The list of all package managers, in the order in which they own files."""

from __future__ import annotations

from layersize.packages import apk, dpkg, nix
from layersize.packages.languages import composer, conda, gem, jar, npm, program, python, yarn
from layersize.packages.package import Manager
from layersize.packages.rpm import installed as rpm

MANAGERS: tuple[Manager, ...] = (
    dpkg,
    apk,
    rpm,
    nix,
    conda,
    python,
    npm,
    yarn,
    gem,
    composer,
    jar,
    program,
)
"""Each is a module; a new one is a line here. A file that several list is the first one's: those
of the system come before those of a language, whose packages they may install."""
