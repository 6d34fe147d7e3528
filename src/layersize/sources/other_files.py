"""Files and archives that are no image: what they seem to be instead.

Sources: the magic numbers of each format; https://github.com/moby/moby/blob/master/image/spec/v1.md
for what an image holds and the export of a container does not.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from layersize.errors import LayersizeError
from layersize.streams.tar.headers import is_header
from layersize.text.escape import inert_text

HOW_TO_SAVE = "give what docker save, podman save, skopeo copy or docker buildx wrote"
_SAVE_THE_IMAGE = "docker save writes the image itself"
_FORMATS = {
    re.compile(rb"PK\x03\x04"): "a zip file",
    re.compile(rb"7z\xbc\xaf"): "a 7z file",
    re.compile(rb"\x7fELF"): "a program (ELF)",
    re.compile(rb"GGUF"): "a model (GGUF)",
    re.compile(rb".{32}SIF_MAGIC", re.DOTALL): "a Singularity image (SIF)",
    re.compile(rb"hsqs"): "a squashfs file system",
    re.compile(rb"QFI\xfb"): "a disk of a virtual machine (qcow2)",
}
_WORDS = re.compile(r"[^\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd]+")
"""Text, also in colours: the escapes of a terminal are no sign of binary data."""
_FEWEST_OF_WORDS = 8
"""Characters; shorter ones are words if they make a whole line."""
_MOST_SHOWN = 60
_FILE_SYSTEM = frozenset(
    (
        *("bin", "boot", "dev", "etc", "home", "lib", "lib64", "opt", "proc", "root", "run"),
        *("sbin", "srv", "sys", "tmp", "usr", "var", "Files", "Hives", "UtilityVM"),
    )
)
"""Folders at the top of a Linux file system, and of Windows layers."""
_ENGINE_STORE = frozenset(("overlay2", "overlay-images", "io.containerd.content.v1.content"))
_EXPORT = (".dockerenv", "run/.containerenv")
"""Files that Docker and Podman put into containers."""


def refuse_other_files(beginning: bytes) -> None:
    """Raises LayersizeError for what does not begin like a tar; `beginning` is a block, or all."""
    if not beginning:
        raise LayersizeError("", "is empty", HOW_TO_SAVE)
    if not beginning.strip(b"\0") or is_header(beginning):
        return
    for magic, words in _FORMATS.items():
        if magic.match(beginning):
            raise LayersizeError("", f"is {words}, not an image", HOW_TO_SAVE)
    words = _first_words(beginning)
    if words:
        cause = f'does not begin like a tar, but with the words "{words}"'
        remedy = f"{HOW_TO_SAVE}, and nothing before it"
        raise LayersizeError("", cause, remedy)
    raise LayersizeError("", "does not begin like a tar", HOW_TO_SAVE)


def _first_words(beginning: bytes) -> str:
    """The text that data begins with, inert and in one line; empty if it is no text."""
    decoded = beginning.decode("utf-8", "replace")
    found = _WORDS.match(decoded)
    text = found[0] if found else ""
    if len(text) < len(decoded) and "\n" in text:
        text = text[: text.rindex("\n") + 1]  # what follows belongs to the binary data
    words = " ".join(text.split())
    if len(words) < _FEWEST_OF_WORDS and "\n" not in text:
        return ""
    return inert_text(words if len(words) <= _MOST_SHOWN else words[: _MOST_SHOWN - 1] + "…")


def other_contents(names: Collection[str]) -> LayersizeError | None:
    """The error for the files of a tar or a folder that are no image, if they tell what they are.

    `names` are relative paths, those of a folder may be only its top.
    """
    tops = {name.partition("/")[0] for name in names}
    if any(name in names for name in _EXPORT):
        cause = "is the exported file system of a container, not an image"
        return LayersizeError("", cause, "docker commit makes an image of a container")
    if tops & _ENGINE_STORE:
        return LayersizeError("", "is the store of an engine, not an image", "name an image in it")
    if any(re.fullmatch(r"[^/]+/Chart\.yaml|Chart\.yaml", name) for name in names):
        return LayersizeError("", "is a Helm chart, not an image", HOW_TO_SAVE)
    if "config.json" in tops and "rootfs" in tops:
        cause = "is a bundle of a container runtime, not an image"
        return LayersizeError("", cause, _SAVE_THE_IMAGE)
    if "Dockerfile" in tops or "Containerfile" in tops:
        cause = "is what an image is built from, not an image"
        return LayersizeError("", cause, "build it, and name the image")
    is_layer = any(name.rpartition("/")[2].startswith(".wh.") for name in names)
    if is_layer or tops & _FILE_SYSTEM:
        cause = "is a single layer or a file system, not an image"
        return LayersizeError("", cause, _SAVE_THE_IMAGE)
    return None
