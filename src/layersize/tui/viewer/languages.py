"""Which language a file is written in, by its name or its first line.

Pygments would tell more of them; to ask it, all its five hundred lexers are loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

_BY_ENDING = {
    "awk": "awk",
    "bash": "bash",
    "c": "c",
    "cc": "cpp",
    "cfg": "ini",
    "cmake": "cmake",
    "conf": "ini",
    "cpp": "cpp",
    "cs": "csharp",
    "css": "css",
    "desktop": "ini",
    "diff": "diff",
    "ex": "elixir",
    "go": "go",
    "gradle": "groovy",
    "h": "c",
    "hpp": "cpp",
    "htm": "html",
    "html": "html",
    "ini": "ini",
    "java": "java",
    "js": "javascript",
    "json": "json",
    "kt": "kotlin",
    "lua": "lua",
    "mjs": "javascript",
    "patch": "diff",
    "php": "php",
    "pl": "perl",
    "pm": "perl",
    "properties": "properties",
    "proto": "protobuf",
    "ps1": "powershell",
    "py": "python",
    "pyi": "python",
    "r": "r",
    "rb": "ruby",
    "rs": "rust",
    "sass": "sass",
    "scala": "scala",
    "scss": "scss",
    "service": "ini",
    "sh": "bash",
    "sql": "sql",
    "svg": "xml",
    "swift": "swift",
    "tcl": "tcl",
    "tf": "terraform",
    "toml": "toml",
    "ts": "typescript",
    "vim": "vim",
    "xml": "xml",
    "xsd": "xml",
    "yaml": "yaml",
    "yml": "yaml",
    "zsh": "zsh",
}
_BY_NAME = {
    ".bashrc": "bash",
    ".profile": "bash",
    "cmakelists.txt": "cmake",
    "containerfile": "docker",
    "dockerfile": "docker",
    "gemfile": "ruby",
    "makefile": "make",
    "nginx.conf": "nginx",
    "os-release": "ini",
    "rakefile": "ruby",
}
_BY_PROGRAM = {
    "ash": "bash",
    "awk": "awk",
    "bash": "bash",
    "dash": "bash",
    "lua": "lua",
    "node": "javascript",
    "perl": "perl",
    "php": "php",
    "python": "python",
    "ruby": "ruby",
    "sh": "bash",
    "tclsh": "tcl",
    "zsh": "zsh",
}


class Lexer(Protocol):
    """Of those of Pygments, what is used."""

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, object, str]]:
        """Where each word begins, of which kind it is, and the word."""
        ...


def language_of(path: bytes, data: bytes) -> str | None:
    """What Pygments calls the language; None for plain text, and where nothing tells."""
    name = path.rpartition(b"/")[2].decode("utf-8", "replace").lower()
    ending = name.rpartition(".")[2] if "." in name else ""
    language = _BY_NAME.get(name) or _BY_NAME.get(name.partition(".")[0]) or _BY_ENDING.get(ending)
    if language is None and (program := _program(data)):
        language = _BY_PROGRAM.get(program)
    if language is None and data.startswith(b"<?xml"):
        return "xml"
    return language


def _program(data: bytes) -> str:
    """What runs a script: `python` of `#!/usr/bin/env python3`."""
    if not data.startswith(b"#!"):
        return ""
    words = data[2:200].split(b"\n")[0].split()
    names = [word.rpartition(b"/")[2].decode("utf-8", "replace") for word in words]
    if names and names[0] == "env":
        names = [name for name in names[1:] if not name.startswith("-")]
    return names[0].rstrip("0123456789.") if names else ""


def lexer_of(language: str) -> Lexer | None:
    """What finds the words of a language; None where this Pygments has none."""
    from rich.syntax import Syntax  # with it comes Pygments

    return Syntax("", language).lexer
