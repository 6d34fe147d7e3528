"""Debug sections by section headers, of files that linkers wrote and of made ones."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layersize.layers.capture.elf import (
    BEGINNING_BYTES,
    BUILD_INFO,
    END_BYTES,
    Sections,
    may_be_elf,
    sections,
)
from layersize.layers.request import WalkRequest
from layersize.layers.walker import LayerWalker
from layersize.streams.ranges import FileRange
from support.elf_files import elf
from support.go_programs import go_program
from support.tar_writer import file, tar


def all_told(data: bytes) -> Sections:
    return sections(data[:BEGINNING_BYTES], data[-END_BYTES:], len(data))


def told(data: bytes) -> int:
    return all_told(data).debug_bytes


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("at_the_beginning", [False, True])
def test_every_layout(bits: int, order: str, *, at_the_beginning: bool) -> None:
    sections = {".debug_info": b"d" * 5000, ".symtab": b"s" * 70, ".zdebug_line": b"z" * 300}
    made = elf(sections, bits=bits, order=order, at_the_beginning=at_the_beginning)
    assert told(made) == 5300


def test_files_without_such_sections() -> None:
    assert told(elf({".symtab": b"s" * 70, ".debugger": b"x"})) == 0
    assert told(b"\x7fELF") == 0
    assert told(b"#!/bin/sh\n" + bytes(20_000)) == 0


@pytest.mark.parametrize("name", BUILD_INFO)
def test_who_built_a_program(name: bytes) -> None:
    program = elf({name.decode(): b"m" * 100, ".debug_info": b"d" * 5000})
    assert all_told(program) == Sections(5000, name)
    assert all_told(elf({f"{name.decode()}.other": b"m" * 100})) == Sections(0, b"")


@given(st.binary(max_size=300), st.integers(0, 1 << 40))
def test_anything_is_read(rest: bytes, length: int) -> None:
    assert sections(b"\x7fELF" + rest, rest, length).debug_bytes >= 0


@pytest.mark.parametrize("name", [b"ls", b"libc.so.6", b"addon.node", b"python3.12", b"x.ko"])
def test_names_of_programs(name: bytes) -> None:
    assert may_be_elf(name)


@pytest.mark.parametrize("name", [b"a.html", b"a.py", b"lib.a"])
def test_names_of_other_files(name: bytes) -> None:
    assert not may_be_elf(name)


def test_what_go_links(tmp_path: Path) -> None:
    source = tmp_path / "source" / "hi" / "main.go"
    source.parent.mkdir(parents=True)
    source.write_text('package main\n\nfunc main() { println("hi") }\n')
    whole = go_program(tmp_path, source, "-ldflags=").read_bytes()
    stripped = go_program(tmp_path, source, "-ldflags=-w").read_bytes()
    smallest = go_program(tmp_path, source, "-ldflags=-s -w").read_bytes()
    for program in (whole, stripped, smallest):
        assert all_told(program).build_info == b".go.buildinfo"
    assert told(stripped) == 0
    assert told(whole) > 100_000
    assert abs(len(whole) - len(stripped) - told(whole)) < 20_000, "what -w leaves out is these"


def test_wherever_the_layer_is_read_from_it_is_the_same(tmp_path: Path) -> None:
    data = elf({".debug_info": b"d" * 100_000})
    layer = tar(file("usr/bin/a", data), file("usr/bin/a.html", data), file("b", data[:15_000]))
    streamed = LayerWalker().walk_stream(io.BytesIO(layer)).entries
    assert streamed.debug_bytes == {0: 100_000}
    (tmp_path / "blob").write_bytes(layer)
    blob = FileRange(path=tmp_path / "blob", offset=0, blob_bytes=len(layer))
    assert LayerWalker().walk_file(blob).entries.debug_bytes == {0: 100_000}
    verified = LayerWalker(WalkRequest(verify=True)).walk_file(blob).entries
    assert verified.debug_bytes == {0: 100_000}
    plain = LayerWalker().walk_stream(io.BytesIO(tar(file("usr/bin/a.html", data)))).entries
    assert plain.content_hashes == streamed.content_hashes[16:32]
